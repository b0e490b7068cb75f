import { describe, expect, it } from 'vitest';
import { checkWechatSettings, wechatSettings } from '../../src/channels/wechat/settings.ts';

const good = {
  WECHATY_PUPPET: 'wechaty-puppet-service',
  WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_secret',
  WECHATY_PUPPET_SERVICE_ENDPOINT: '127.0.0.1:8788',
};

describe('the settings of WeChat', () => {
  it('are all right when nothing is set', () => {
    expect(checkWechatSettings({})).toEqual([]);
  });

  it('give a gateway by token, address and TLS', () => {
    expect(checkWechatSettings(good)).toEqual([]);
    expect(wechatSettings({ ...good, WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: 'true' })).toEqual({
      kind: 'service',
      token: 'insecure_secret',
      endpoint: '127.0.0.1:8788',
      tls: { disable: true },
    });
    expect(wechatSettings({ ...good, WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME: 'x' })).toMatchObject({
      tls: { disable: false, serverName: 'x' },
    });
  });

  it('give a puppet inside this process and the file that keeps its login', () => {
    expect(wechatSettings({ WECHATY_PUPPET: 'wechaty-puppet-wechat4u' }, '/data/wx')).toEqual({
      kind: 'local',
      puppet: 'wechaty-puppet-wechat4u',
      card: '/data/wx',
    });
  });

  it.each([
    ['no puppet chosen', { WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_x' }, /WECHATY_PUPPET is not/],
    ['an unknown puppet', { WECHATY_PUPPET: 'wechaty-puppet-nothing' }, /is not a puppet wechaty knows/],
    ['no token', { ...good, WECHATY_PUPPET_SERVICE_TOKEN: '' }, /TOKEN is missing/],
    ['a token without a prefix', { ...good, WECHATY_PUPPET_SERVICE_TOKEN: 'secret' }, /must look like name_secret/],
    ['no address', { ...good, WECHATY_PUPPET_SERVICE_ENDPOINT: undefined }, /ENDPOINT is missing/],
    ['an address without a port', { ...good, WECHATY_PUPPET_SERVICE_ENDPOINT: 'localhost' }, /must be host:port/],
    ['an impossible port', { ...good, WECHATY_PUPPET_SERVICE_ENDPOINT: 'localhost:99999' }, /must be host:port/],
    ['an ioToken', { ...good, WECHATY_TOKEN: 'io' }, /run code in this process/],
    ['a talkative log', { ...good, WECHATY_LOG: 'Silly' }, /WECHATY_LOG=silly/],
    [
      'a certificate where TLS is off',
      {
        ...good,
        WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: 'true',
        WECHATY_PUPPET_SERVICE_TLS_CA_CERT: 'x',
      },
      /contradict/,
    ],
  ])('are refused with %s', (_, env, problem) => {
    expect(checkWechatSettings(env)).toEqual([expect.stringMatching(problem)]);
  });

  it('take a token without a prefix if the name of the server is given', () => {
    const env = { ...good, WECHATY_PUPPET_SERVICE_TOKEN: 'secret', WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME: 'insecure' };
    expect(checkWechatSettings(env)).toEqual([]);
  });

  it('list every problem at once and never show the token', () => {
    const problems = checkWechatSettings({
      WECHATY_PUPPET: 'wechaty-puppet-service',
      WECHATY_PUPPET_SERVICE_TOKEN: 'topsecret',
      WECHATY_LOG: 'verbose',
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('topsecret');
  });
});
