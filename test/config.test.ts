import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const names = [
  'ZHISHU_STORE',
  'ZHISHU_HOST',
  'ZHISHU_PORT',
  'ZHISHU_URL',
  'ZHISHU_LOCAL',
  'ZHISHU_SETUP_CODE',
  'ZHISHU_TZ',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_API_ROOT',
  'WECHATY_PUPPET',
  'LOG_LEVEL',
];
const problemsOf = (environment: Record<string, string>): readonly string[] => {
  const read = readConfig(environment);
  return 'problems' in read ? read.problems : [];
};

describe('a setting that does not exist', () => {
  test.each([
    ['ZHISHU_TELEGRAM_TOKN', 'TELEGRAM_BOT_TOKEN'],
    ['ZHISHU_SOTRE', 'ZHISHU_STORE'],
    ['ZHISHU_LOG_LEVEL', 'LOG_LEVEL'],
    ['TELEGRAM_BOT_TOKN', 'TELEGRAM_BOT_TOKEN'],
    ['TELEGRAM_TOKEN', 'TELEGRAM_BOT_TOKEN'],
    ['zhishu_port', 'ZHISHU_PORT'],
  ])('%s is refused, and %s is named as what may be meant', (given, meant) => {
    expect(problemsOf({ [given]: 'x' })).toEqual([`${given} is not a setting; did you mean ${meant}?`]);
  });

  test('that resembles none is refused with the list of those there are', () => {
    const problems = problemsOf({ ZHISHU_TIMEZONE: 'UTC' });
    expect(problems).toHaveLength(1);
    for (const name of ['ZHISHU_TIMEZONE', ...names]) expect(problems[0]).toContain(name);
  });

  test('is told beside what else is wrong, and its value is not repeated', () => {
    const problems = problemsOf({ ZHISHU_TELEGRAM_TOKN: '123456:secret', ZHISHU_PORT: '99999' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('secret');
  });

  test('is nobody else’s: what other programs put into the environment is left alone', () => {
    expect(
      problemsOf({ PATH: '/bin', TELEGRAM_CHAT_ID: '1', LOGNAME: 'root', WECHATY_LOG: 'info', TZ: 'UTC' }),
    ).toEqual([]);
  });

  test('left empty counts as not set', () => {
    expect(problemsOf({ ZHISHU_NONSENSE: '' })).toEqual([]);
  });

  test('with one letter left out of a right name is always told, with the right name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(30), (name, at) => {
        const index = at % name.length;
        const wrong = name.slice(0, index) + name.slice(index + 1);
        // wechaty reads settings of its own, which begin alike.
        fc.pre(!names.includes(wrong) && !wrong.startsWith('WECHATY_'));
        expect(problemsOf({ [wrong]: 'x' })).toEqual([`${wrong} is not a setting; did you mean ${name}?`]);
      }),
    );
  });
});
