import { describe, expect, test } from 'vitest';
import { readChat } from '../../src/domain/chat-copy.ts';
import { readNameList } from '../../src/domain/name-list.ts';
import { isPlainlyPasted, pasteKey, readPaste } from '../../src/domain/paste.ts';
import { comparePaste } from '../../src/domain/paste-compare.ts';
import { pasteableFor, pasteFacts } from '../../src/domain/paste-facts.ts';
import type { People } from '../../src/domain/roster.ts';
import { activityOf, at, fold } from '../support/ledger.ts';

const zone = 'Asia/Shanghai';
const names = ['张三', '李四', '王五', '赵六'];
const read = (text: string, now = at('2026-11-21', '21:00')) =>
  readChat(text, { now: Date.parse(now), zone, isKnown: (name) => names.includes(name) })?.map(
    ({ speaker, at: said, text: words }) =>
      [speaker, said === undefined ? '—' : new Date(said + 8 * 3_600_000).toISOString().slice(0, 16), words].join('|'),
  );

describe('a chat copied from the desktop', () => {
  test('has a name, a day and a time above the words', () => {
    expect(read('张三 2026/11/21 19:31\n签到\n\n李四 2026/11/21 19:32\n请假\n出差')).toEqual([
      '张三|2026-11-21T19:31|签到',
      '李四|2026-11-21T19:32|请假\n出差',
    ]);
  });

  test.each([
    ['张三 2026-11-21 19:31:05', '2026-11-21T19:31'],
    ['张三 2026年11月21日 19:31', '2026-11-21T19:31'],
    ['张三 11/21 19:31', '2026-11-21T19:31'],
    ['张三 11月20日 下午7:31', '2026-11-20T19:31'],
    ['张三 12/31 19:31', '2025-12-31T19:31'],
    ['张三 昨天 19:31', '2026-11-20T19:31'],
    ['张三 星期五 19:31', '2026-11-20T19:31'],
    ['张三 周六 晚上 7:31', '2026-11-21T19:31'],
    ['张三 19:31', '2026-11-21T19:31'],
    ['2026-11-21 19:31:05 张三', '2026-11-21T19:31'],
    ['张三 2026/11/21 07:31 PM', undefined],
  ])('knows «%s»', (head, when) => {
    expect(read(`${head}\n签到`)?.[0]).toBe(when === undefined ? undefined : `张三|${when}|签到`);
  });

  test('keeps the day for messages that show only the time', () => {
    expect(read('张三 2026/11/20 19:31\n签到\n李四 19:32\n到')).toEqual([
      '张三|2026-11-20T19:31|签到',
      '李四|2026-11-20T19:32|到',
    ]);
  });
});

describe('a chat copied from the phone', () => {
  test('has names before a colon, on the line or above it, and times between', () => {
    expect(read('11月21日 晚上7:31\n张三: 签到\n李四：\n请假\n出差\n—— 昨天 20:00 ——\n王五: 到')).toEqual([
      '张三|2026-11-21T19:31|签到',
      '李四|2026-11-21T19:31|请假\n出差',
      '王五|2026-11-20T20:00|到',
    ]);
  });

  test('may have no time at all', () => {
    expect(read('张三: 签到\n李四: 到')).toEqual(['张三|—|签到', '李四|—|到']);
  });

  test.each(['时间：19:30\n地点：会议室', '到会：张三\n请假：李四', '张三: 签到', '#接龙\n1. 张三', '你好\n再见'])(
    'is not what «%s» is',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});

describe('a list of names', () => {
  const listed = (text: string): string[] =>
    readNameList(text, names).rows.map(({ name, wish, text: row }) => `${name ?? row} ${wish}`);

  test.each([
    ['张三\n李四\n王五'],
    ['张三、李四、王五'],
    ['张三，李四，王五'],
    ['1. 张三\n2. 李四\n3. 王五'],
    ['到会（3人）：张三 李四 王五'],
    ['到会名单\n张三\n李四 王五'],
    ['張三\n李 四\n王五'],
  ])('«%s» is three people present', (text) => {
    expect(listed(text)).toEqual(['张三 present', '李四 present', '王五 present']);
  });

  test('has headings that say how', () => {
    expect(listed('到会：张三\n线上：李四\n请假：王五\n缺席：赵六')).toEqual([
      '张三 present',
      '李四 online',
      '王五 leave',
    ]);
  });
});

const people: People = {
  format: 1,
  members: Object.fromEntries(names.map((name, index) => [`M${index + 1}`, { name }])),
  accounts: { 'wechat:=三哥': { member: 'M1', trust: 'confirmed' } },
  claims: {},
};
const branch = {
  ...fold([
    [
      at('2026-11-01'),
      {
        type: 'roster-changed',
        left: [],
        members: names.map((_, index) => ({
          id: `M${index + 1}`,
          status: '正式' as const,
          posts: [],
          counted: true,
          votes: true,
        })),
      },
    ],
  ]),
  activities: { A1: activityOf('A1', '主题党日', '全体', at('2026-11-21', '19:30'), 'open') },
};
const words = [
  { words: ['签到'], alias: 'checkin', shortWords: ['到', '1'] },
  { words: ['线上签到'], alias: 'online' },
  { words: ['请假'], alias: 'leave' },
  { words: ['取消签到', '取消请假', '销假'], alias: 'cancel' },
  { words: ['代报'], alias: 'report' },
];
const now = Date.parse(at('2026-11-21', '21:00'));
const paste = (text: string) => {
  const found = readPaste(text, { branch, people, now, words });
  if (!found) throw new Error('nothing was read');
  return found;
};
const marked = (text: string): string[] =>
  comparePaste(branch, branch.activities.A1, paste(text)).fresh.map(({ member, mark }) =>
    [member, mark.is, mark.online ? 'online' : '', mark.late ?? '', mark.category ?? ''].filter(String).join(' '),
  );
const chat = (...lines: readonly (readonly [time: string, who: string, said: string])[]): string =>
  lines.map(([time, who, said]) => `${who} 2026/11/21 ${time}\n${said}`).join('\n');

describe('what a pasted chat says of an evening', () => {
  test('is lateness by the time of the message', () => {
    expect(marked(chat(['19:40', '张三', '签到'], ['19:41', '李四', '到']))).toEqual(['M1 present', 'M2 present 11']);
  });

  test('is what the last valid word of a person was', () => {
    expect(
      marked(
        chat(
          ['19:00', '张三', '请假 出差'],
          ['19:20', '张三', '签到'],
          ['19:21', '李四', '签到'],
          ['19:22', '李四', '取消签到'],
          ['19:23', '王五', '签到'],
          ['19:24', '王五', '请假'],
          ['19:25', '赵六', '请假'],
        ),
      ),
    ).toEqual(['M1 present', 'M3 present', 'M4 leave 其他']);
  });

  test('is nothing for talk, receipts, questions, other days and hours before', () => {
    const talk = chat(['19:20', '张三', '收到'], ['19:21', '李四', '谁签到了？'], ['09:00', '王五', '签到']);
    expect(marked(talk)).toEqual([]);
    expect(comparePaste(branch, branch.activities.A1, paste(talk)).otherTimes).toBe(1);
    expect(marked('张三 2026/11/20 19:31\n签到')).toEqual([]);
    expect(marked('张三 2026/11/20 19:31\n请假')).toEqual(['M1 leave 其他']);
  });

  test('is what people mean in their own words, of the day they speak of', () => {
    expect(
      marked(
        chat(
          ['19:20', '张三', '书记我到了'],
          ['19:21', '李四', '感冒发烧，请假'],
          ['19:22', '王五', '还没到'],
          ['19:23', '赵六', '后天请假'],
        ),
      ),
    ).toEqual(['M1 present', 'M2 leave 病假']);
  });

  test('is of people by the names a group shows', () => {
    expect(
      marked(chat(['19:20', '三哥', '签到'], ['19:21', '第一党小组-李四', '签到'], ['19:22', '王五（支委）', '签到'])),
    ).toEqual(['M1 present', 'M2 present', 'M3 present']);
  });

  test('includes lists posted in it, of which a lunch order is none', () => {
    const list = '#接龙\n签到\n1. 张三\n2. 李四 请假';
    expect(marked(chat(['19:45', '张三', list], ['19:46', '王五', '#接龙\n订餐\n1. 王五\n2. 赵六']))).toEqual([
      'M1 present 15',
      'M2 leave 其他',
    ]);
    expect(paste(chat(['19:45', '张三', '#接龙\n1. 张三\n2. 李四'], ['19:46', '张三', '到'])).unclearLists).toBe(1);
  });
});

describe('a paste', () => {
  test('is what it is', () => {
    expect(paste('#接龙\n签到\n1. 张三').kind).toBe('relay');
    expect(paste(chat(['19:31', '张三', '签到'])).kind).toBe('chat');
    expect(paste('张三\n李四').kind).toBe('list');
    expect(readPaste('今天天气很好', { branch, people, now, words })).toBeUndefined();
  });

  test('of names among other words is not plainly one', () => {
    expect(isPlainlyPasted(paste('张三\n李四'))).toBe(true);
    expect(isPlainlyPasted(paste('张三\n今天的安排\n先学习\n再讨论'))).toBe(false);
  });

  test('is equal to itself and to no other, and its key holds no name', () => {
    const key = (text: string): string => pasteKey(branch.activities.A1, paste(text), false);
    expect(key('张三\n李四')).toBe(key('张三、李四'));
    expect(key('张三\n李四')).not.toBe(key('张三\n王五'));
    expect(key('张三\n王小二')).not.toMatch(/\p{Script=Han}/u);
  });

  test('finds its activity by its days, else what is open, else any that has begun', () => {
    const two = {
      ...branch,
      activities: {
        A1: activityOf('A1', '学习', '全体', at('2026-11-20', '19:30')),
        A2: activityOf('A2', '主题党日', '全体', at('2026-11-21', '19:30'), 'open'),
        A3: activityOf('A3', '学习', '全体', at('2026-11-25', '19:30'), 'planned'),
      },
    };
    const ids = (dates: string[]): string[] => pasteableFor(two, { dates }, now).map(({ id }) => id);
    expect(ids(['2026-11-20'])).toEqual(['A1']);
    expect(ids([])).toEqual(['A2']);
    expect(ids(['2026-11-02'])).toEqual(['A1', 'A2']);
  });

  test('writes what is new; what differs only on request; what waits stays waiting', () => {
    const activity = { ...branch.activities.A1, marks: { M1: { is: 'leave' as const, category: '事假' as const } } };
    const compared = comparePaste(branch, activity, paste('#接龙\n签到\n1. 张三\n2. 李四\n3. 王五（代）'));
    const member = (overwrites: boolean) =>
      pasteFacts(branch, activity, 'M4', compared, { overwrites }).map((fact) =>
        'member' in fact ? `${fact.type} ${fact.member}` : fact.type,
      );
    expect(member(false)).toEqual(['attendance-marked M2', 'proxy-reported M3']);
    expect(member(true)).toEqual(['attendance-marked M2', 'attendance-marked M1', 'proxy-reported M3']);
  });
});
