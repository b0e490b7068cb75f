import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextOf, judge, parseUtterances, roster, score, type Utterance } from '../../bench/utterances.ts';
import { type Context, nothingOpen } from '../../src/domain/understand/context.ts';
import { simplify } from '../../src/domain/understand/simplify.ts';
import { understand } from '../../src/domain/understand/understand.ts';

const read = (name: string): Utterance[] =>
  parseUtterances(readFileSync(new URL(`../fixtures/${name}.jsonl`, import.meta.url), 'utf8'));
const files = [
  'utterances',
  'utterances-more',
  'utterances-held-out',
  'utterances-third',
  'utterances-fourth',
  'utterances-fifth',
  'utterances-sixth',
] as const;
const utterances = files.flatMap(read);
const said = (utterance: Utterance): string => utterance.text;

const member = { name: '张建国', role: 'member' } as const;
const open: Context = { ...nothingOpen, checkIns: 1, notice: true, speaker: member, roster };
const everything: Context = { ...open, rsvp: true, claim: true, poll: true, study: true, formalVote: true };
const intent = (text: string, context: Context = open): string => understand(text, context)?.intent ?? 'none';

test.each(files)('%s: nothing is heard where nothing was said to the bot, and what was said is understood', (name) => {
  const judged = read(name).map(judge);
  const wrong = judged.filter(({ utterance, heard }) => utterance.intent === 'none' && heard !== 'none');
  expect(wrong.map(({ utterance, heard }) => `${utterance.text}: ${heard}`)).toEqual([]);
  const { intentAccuracy, slotAccuracy } = score(judged);
  expect(intentAccuracy).toBeGreaterThanOrEqual(0.98);
  expect(slotAccuracy).toBeGreaterThanOrEqual(0.97);
});

test('with nothing open no message checks anybody in, asks leave, votes or claims', () => {
  const rights = /^(?:data|mute|consent)_/u;
  const heard = utterances
    .map((utterance) => understand(utterance.text, { ...nothingOpen, speaker: member, roster }))
    .flatMap((understood) => (understood ? [understood.intent] : []));
  expect(heard.filter((one) => !rights.test(one))).toEqual([]);
});

test('what is chatter while a check-in is open checks nobody in, whatever else is open or recent', () => {
  const chatter = utterances.filter(({ intent: due, note }) => due === 'none' && note.startsWith('[ctx:checkin_open]'));
  expect(chatter.length).toBeGreaterThan(200);
  expect(chatter.map(said).filter((text) => /check_in/u.test(intent(text, { ...open, rsvp: true })))).toEqual([]);
});

describe('the speaker and others', () => {
  test('a name that is not the speaker’s is a report about somebody else', () => {
    expect(understand('李秀英 到', open)).toMatchObject({ intent: 'proxy_check_in', slots: { target: '李秀英' } });
    expect(understand('张建国 到', open)).toMatchObject({ intent: 'check_in', slots: { self: true } });
  });

  test('a name from an account that belongs to nobody is asked about', () => {
    expect(intent('张建国 到', { ...open, speaker: { name: undefined, role: 'member' } })).toBe('clarify');
  });

  test('a nickname counts where the roster knows whose it is, else it is asked about', () => {
    expect(intent('老张报到', { ...open, aliases: { 老张: '张建国' } })).toBe('check_in');
    expect(intent('老张报到')).toBe('clarify');
  });

  test('somebody called is not somebody reported, and a call to everybody reports nobody', () => {
    expect(intent('小王，我到了')).toBe('check_in');
    expect(intent('小王，到了')).toBe('proxy_check_in');
    expect(intent('同志们，签到')).toBe('none');
    expect(intent('同志们，线上签到')).toBe('none');
    expect(intent('同志们，我来了')).toBe('check_in');
    expect(intent('向书记请假')).toBe('leave_request');
    expect(intent('@李秀英 签到')).toBe('none');
  });

  test('who is named as late or leaving is not the speaker', () => {
    expect(intent('吴美玲堵车，晚到十分钟')).toBe('none');
    expect(intent('李秀英有事，先走了')).toBe('none');
    expect(intent('老刘还在睡觉，来不了')).not.toBe('leave_request');
    expect(intent('王书记，我堵车，晚到十分钟')).toBe('late_notice');
  });

  test('the secretary’s words are talk from a member', () => {
    const secretary: Context = { ...open, speaker: { name: '郑爱华', role: 'secretary' } };
    expect(intent('签到截止', secretary)).toBe('cmd_close_checkin');
    expect(intent('签到截止')).toBe('none');
  });
});

test('two open check-ins make a bare 到 a question, and two numbered things a bare 1', () => {
  expect(intent('到', { ...open, checkIns: 2 })).toBe('clarify');
  expect(intent('1', { ...open, poll: true })).toBe('clarify');
});

test('promises, plans and hearsay are no arrival', () => {
  for (const text of [
    '准时到',
    '就到',
    '快到了',
    '先到先得',
    '来签到',
    '党课到了',
    '一组到了',
    '有人在',
    '王书记到了',
  ]) {
    expect(`${text}: ${intent(text)}`).not.toContain(': check_in');
  }
});

test('the answer holds no word of a reason, a phone or an address', () => {
  for (const text of ['高血压住院，请假', '我电话13800000000', '女儿离婚，来不了']) {
    expect(JSON.stringify(understand(text, open))).not.toMatch(/血压|住院|\d{5}|离婚/u);
  }
});

test('traditional characters become simplified ones, one for one', () => {
  expect(simplify('張建國簽到，線上參加')).toBe('张建国签到，线上参加');
  expect(simplify('张建国')).toBe('张建国');
});

// What must be alone or first stays so: a bare number, a nod, and the start of a list, a quote or a /command.
const alone = /^(?:[\p{N}\p{P}\p{S}\p{Emoji}\s\u20E3\uFE0F]|\[.*?\])*$/u;
const dressable = utterances.filter(
  ({ text, intent: due }) => due !== 'jielong' && !/^\/|「/u.test(text) && !alone.test(text),
);
const dressed = (dress: fc.Arbitrary<(text: string) => string>): void =>
  fc.assert(
    fc.property(fc.constantFrom(...dressable), dress, (utterance, wear) => {
      const context = contextOf(utterance);
      const plain = understand(utterance.text, context);
      const worn = understand(wear(utterance.text), context);
      expect(`${wear(utterance.text)}: ${worn?.intent}`).toBe(`${wear(utterance.text)}: ${plain?.intent}`);
    }),
    { numRuns: 2_000 },
  );
const ends = (...all: string[]): fc.Arbitrary<(text: string) => string> =>
  fc.constantFrom(...all).map((end) => (text: string) => text + end);
const starts = (...all: string[]): fc.Arbitrary<(text: string) => string> =>
  fc.constantFrom(...all).map((start) => (text: string) => start + text);

describe('the clothing of a message changes no decision', () => {
  test('a quote before it, whatever is quoted', () => {
    const quotes = fc.constantFrom(...utterances.map(said).filter((text) => !text.includes('」')));
    dressed(quotes.map((quote) => (text) => `「李秀英：${quote}」\n- - - - - - - - - - - - - - -\n${text}`));
  });
  test('a greeting', () => dressed(starts('书记好，', '大家好，', '各位同志晚上好！', '您好 ', '王书记，')));
  test('thanks', () => dressed(ends('，谢谢', '，谢谢书记', '。辛苦了')));
  test('a polite particle', () => dressed(ends('哈')));
  test('any particle after what is chatter', () => {
    // 呢 嘛 and 吧 may turn it into a question, which is answered when the bot is addressed.
    const particles = ['哈', '哈哈', '啊', '呀', '哦', '啦', '哟', '的', '咯', '嘞'];
    const chatter = utterances.filter(({ intent: due }) => due === 'none');
    const heard = chatter.flatMap((utterance) =>
      particles
        .map((particle) => ({ ...utterance, text: utterance.text + particle }))
        .filter((worn) => understand(worn.text, contextOf(worn))),
    );
    expect(heard.map(({ text, note }) => `${note} ${text}`)).toEqual([]);
  });
  test('a mention of the bot', () => dressed(starts('@党建小助手\u2005', '@支书助手 ')));
  test('full-width forms', () => {
    const wide = (text: string): string =>
      text.replaceAll(/[!-~]/gu, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfe_e0));
    dressed(fc.constant(wide));
  });
  test('punctuation and spaces at the end', () => dressed(ends('。', '！', '!!', '～', '……', ' ', '\u3000', '\n')));
  test('emoji at the end', () => dressed(ends('🌹', '👍🏻', '[呲牙]', '[抱拳]', ' 😊😊', '❤️')));
});

test('over 500 characters nothing but a relay list is heard', () => {
  const long = fc.array(fc.constantFrom(...utterances.map(said)), { minLength: 1 }).map((parts) => {
    const text = parts.join('，').replaceAll(/接[龙龍]|Group Note/giu, '');
    return text + '，签到'.repeat(Math.max(0, Math.ceil((501 - text.length) / 3)));
  });
  fc.assert(
    fc.property(long, (text) => {
      expect(understand(text, everything)).toBeUndefined();
    }),
  );
  const rows = Array.from({ length: 80 }, (_, index) => `${index + 1}. 党员${index + 1} 参加`);
  expect(understand(`#接龙\n主题党日\n\n${rows.join('\n')}`, open)?.slots.entries).toHaveLength(80);
});

test('no text makes it throw', () => {
  const word = fc.constantFrom(
    '到',
    '签到',
    '我',
    '请假',
    '「',
    '」',
    '\n- - -\n',
    '@',
    '#接龙',
    '1.',
    '[',
    ']',
    '吗',
    '李秀英',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 60 })
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(open, everything, nothingOpen), (text, context) => {
      understand(text, context);
    }),
    { numRuns: 2_000 },
  );
});

/** Milliseconds of processor time, the least of several tries: what else the machine does is no part of it. */
const cost = (text: string): number => {
  const tries = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    for (let turn = 0; turn < 20; turn += 1) understand(text, everything);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...tries);
};

test.each(['签到，', '#接龙\n1. 李秀英 参加\n', '\n', ' ', '「', '@党建小助手 ', '我', '1. ', '#接龙'])(
  'sixteen times as long costs no more than in proportion: %j',
  (unit) => {
    const long = `#接龙\n${unit.repeat(Math.ceil(65_536 / unit.length))}`;
    expect(cost(long)).toBeLessThan(16 * 4 * (cost(long.slice(0, 4_096)) + 1));
  },
);

test('no run of words up to the longest message is worth more than a little work', () => {
  const words = [
    '我',
    '可能',
    '请',
    '也',
    '好',
    '嗯',
    '的',
    '哈',
    '就',
    '今天',
    '书记',
    '我会',
    '请假',
    '到',
    '来',
    '不',
    '一下',
    '王',
    '3',
    '党费',
    '学',
    '路上',
  ];
  const usual = cost('收到，谢谢书记，明天的主题党日我准时参加') + 1;
  const dear = words.flatMap((one) => words.map((other) => (one + other).repeat(249).slice(0, 498)));
  const worst = dear.filter((text) => {
    const before = process.cpuUsage();
    understand(`${text}x`, everything);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 > usual * 200;
  });
  expect(worst).toEqual([]);
});
