export type Environment = Readonly<Record<string, string | undefined>>;

/** A gateway reached over gRPC. The address is always given: wechaty's own token discovery no longer works. */
export type ServiceSettings = {
  readonly kind: 'service';
  readonly token: string;
  readonly endpoint: string;
  readonly tls: { readonly disable?: boolean; readonly serverName?: string; readonly caCert?: string };
};

/** A puppet inside this process. `card` is the path, without its ending, of the file that keeps the login. */
export type LocalPuppetSettings = { readonly kind: 'local'; readonly puppet: string; readonly card?: string };

const tokenForm = /^[a-z0-9-]+_.+/i;
const service = 'wechaty-puppet-service';
const knownPuppets = [service, 'wechaty-puppet-wechat4u', 'wechaty-puppet-padlocal', 'wechaty-puppet-xp'];

const given = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;
const isOn = (value: string | undefined): boolean => value !== undefined && /^(1|true|yes|on)$/i.test(value);

/** Every problem of wechaty's own variables, one plain sentence each; empty when WeChat is not wanted or all is well. */
export function checkWechatSettings(env: Environment): string[] {
  const problems: string[] = [];
  const puppet = given(env, 'WECHATY_PUPPET');
  if (puppet === undefined) {
    if (Object.keys(env).some((name) => name.startsWith('WECHATY_PUPPET_') && given(env, name) !== undefined))
      problems.push(
        `WECHATY_PUPPET_* is set but WECHATY_PUPPET is not: set WECHATY_PUPPET=${service}, or remove the others.`,
      );
    return problems;
  }
  if (!knownPuppets.includes(puppet))
    problems.push(`WECHATY_PUPPET is not a puppet wechaty knows; expected one of ${knownPuppets.join(', ')}.`);
  if (puppet === service) {
    const token = given(env, 'WECHATY_PUPPET_SERVICE_TOKEN');
    const endpoint = given(env, 'WECHATY_PUPPET_SERVICE_ENDPOINT');
    const plain = isOn(given(env, 'WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT'));
    if (token === undefined) problems.push('WECHATY_PUPPET_SERVICE_TOKEN is missing: it is the token of the gateway.');
    else if (!tokenForm.test(token) && given(env, 'WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME') === undefined)
      problems.push(
        'WECHATY_PUPPET_SERVICE_TOKEN must look like name_secret, for example insecure_ followed by the secret; ' +
          'otherwise set WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME.',
      );
    if (endpoint === undefined)
      problems.push(
        'WECHATY_PUPPET_SERVICE_ENDPOINT is missing: give the address of the gateway as host:port, ' +
          'because looking it up by the token does not work and would send the token to a third party.',
      );
    else if (!isHostAndPort(endpoint))
      problems.push('WECHATY_PUPPET_SERVICE_ENDPOINT must be host:port, for example 127.0.0.1:8788.');
    if (plain && given(env, 'WECHATY_PUPPET_SERVICE_TLS_CA_CERT') !== undefined)
      problems.push(
        'WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT and WECHATY_PUPPET_SERVICE_TLS_CA_CERT contradict each other.',
      );
  }
  if (['WECHATY_TOKEN', 'WECHATY_IO_TOKEN', 'ioToken', 'IO_TOKEN'].some((name) => given(env, name) !== undefined))
    problems.push(
      'WECHATY_TOKEN (ioToken) must not be set: it lets a remote server run code in this process and stop it.',
    );
  const level = given(env, 'WECHATY_LOG')?.toLowerCase();
  if (level === 'verbose' || level === 'silly')
    problems.push(`WECHATY_LOG=${level} must not be used: it writes the token and people's messages to the output.`);
  return problems;
}

/** What to connect to, from variables that checkWechatSettings found nothing wrong with. */
export function wechatSettings(env: Environment, card?: string): ServiceSettings | LocalPuppetSettings {
  const puppet = given(env, 'WECHATY_PUPPET');
  if (puppet === undefined) throw new Error('WECHATY_PUPPET is not set.');
  if (puppet !== service) return { kind: 'local', puppet, ...(card === undefined ? {} : { card }) };
  const serverName = given(env, 'WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME');
  const caCert = given(env, 'WECHATY_PUPPET_SERVICE_TLS_CA_CERT')?.replaceAll('\\n', '\n');
  return {
    kind: 'service',
    token: given(env, 'WECHATY_PUPPET_SERVICE_TOKEN') ?? '',
    endpoint: given(env, 'WECHATY_PUPPET_SERVICE_ENDPOINT') ?? '',
    tls: {
      disable: isOn(given(env, 'WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT')),
      ...(serverName === undefined ? {} : { serverName }),
      ...(caCert === undefined ? {} : { caCert }),
    },
  };
}

function isHostAndPort(endpoint: string): boolean {
  const port = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(endpoint)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) < 65_536;
}
