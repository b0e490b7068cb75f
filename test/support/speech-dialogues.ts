import { expect } from 'vitest';
import type { Evening, situations } from './speech-evening.ts';

/** What is said and what has to come of it, on whatever platform; `of` names what of understanding people it shows. */
export type Dialogue = {
  readonly of:
    | 'understanding'
    | 'clarifying'
    | 'leave'
    | 'people who do not type'
    | 'corrections'
    | 'relays'
    | 'pasting'
    | 'help';
  readonly name: string;
  readonly while?: keyof typeof situations;
  readonly run: (evening: Evening) => Promise<void>;
};

const minute = 60_000;
const relay = (title: string, ...rows: string[]): string =>
  ['#接龙', title, '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n');

/** Said between people it changes nothing and is not answered. */
const isTalk = async ({ member, book }: Evening, texts: readonly string[]): Promise<void> => {
  const before = book();
  for (const text of texts) expect([text, await member.says(text)]).toEqual([text, undefined]);
  expect(book()).toBe(before);
};

export const dialogues: readonly Dialogue[] = [
  {
    of: 'understanding',
    name: 'an arrival, a delay and an online 签到 in one’s own words',
    run: async ({ member, activity }) => {
      expect(await member.says('我到了，谢谢书记')).toBe('✓ 签到成功。');
      expect(activity().marks).toEqual({ M1: { is: 'present' } });
      await member.says('点错了，取消签到');
      expect(activity().marks).toEqual({});
      await member.says('堵車，晚到20分鐘');
      expect(activity().announcedLate).toEqual({ M1: 20 });
      await member.says('「李四：请大家签到」\n- - - - - - - - - - - - - - -\n線上簽到');
      expect(activity().marks).toMatchObject({ M1: { is: 'present', online: true } });
    },
  },
  {
    of: 'understanding',
    name: 'talk between people gets no answer and no entry',
    run: (evening) =>
      isTalk(evening, [
        '到时候再说',
        '收到快递了吗',
        '1号线停运',
        '我到家了',
        '签到成功了没',
        '他请假了？',
        '怎么签到',
        '认领3',
        '可以签到了',
        '在哪里',
      ]),
  },
  {
    of: 'understanding',
    name: 'what asks about a thing does not do it, also in private and when the bot is addressed',
    run: async ({ member, secretary, at, book }) => {
      const before = book();
      for (const text of ['签到了吗', '请假要写假条吗', '线上签到怎么弄', '迟到算缺席吗', '请假？']) {
        await member.whispers(text);
        await member.says(`${at} ${text}`);
        await member.says(text);
      }
      for (const text of ['结束签到了吗', '开始签到了没', '发布清单了吗']) await secretary.whispers(text);
      expect(book()).toBe(before);
    },
  },
  {
    of: 'understanding',
    name: 'what no feature is for is the secretary’s when the bot is addressed, and nothing is stored',
    run: async ({ member, at, book }) => {
      const before = book();
      for (const text of ['认领3', '我选B', '学完了', '党费已交']) {
        expect(await member.says(`${at} ${text}`)).toBe('这件事目前由书记登记，请直接联系书记。');
      }
      expect(book()).toBe(before);
    },
  },
  {
    of: 'understanding',
    name: 'a formal vote is sent to the meeting: once among people, always when the bot is addressed',
    while: 'an admission',
    run: async ({ member, secretary, at, book }) => {
      const before = book();
      expect(await member.says('同意')).toBe('正式表决请在会上进行，群内不计票。');
      expect(await secretary.says('我也同意')).toBeUndefined();
      expect(await member.says(`${at} 不同意`)).toBe('正式表决请在会上进行，群内不计票。');
      expect(book()).toBe(before);
    },
  },
  {
    of: 'understanding',
    name: 'an item of the agenda makes a vote formal',
    run: async ({ member, secretary }) => {
      expect(await member.says('同意')).toBeUndefined();
      await secretary.whispers('议题 孙小七同志转正');
      expect(await member.says('同意')).toBe('正式表决请在会上进行，群内不计票。');
      expect(await member.says('反对')).toBeUndefined();
    },
  },
  {
    of: 'understanding',
    name: 'of sensitive content the officer alone hears, without the text and without the name',
    run: async ({ member, secretary, group, book }) => {
      expect(await member.says('我电话13800001111，家住金湖路8号')).toBeUndefined();
      expect(secretary.letters().join('\n')).toContain('支部群里有一条消息可能含有电话、证件号等个人信息');
      expect(`${secretary.letters().join('\n')}${book()}`).not.toMatch(/138|金湖|张三/u);
      expect(group()).toEqual([]);
      expect(member.letters()).toEqual([]);
    },
  },
  {
    of: 'clarifying',
    name: 'two things are open and 「1」 is said: one question, one word, forgotten after ten minutes',
    while: 'two check-ins',
    run: async ({ member, activity, clock, group }) => {
      expect(await member.says('1')).toContain('请回复序号说明是哪一次：\n1. 主题党日');
      expect(activity('A1').marks).toEqual({});
      expect(await member.says('2')).toBe('✓ 签到成功。');
      expect(activity('A2').marks).toEqual({ M1: { is: 'present' } });
      expect(await member.says('请假')).toContain('请回复序号说明是哪一次');
      clock.current += 11 * minute;
      const said = group().length;
      expect(await member.says('2')).toBeUndefined();
      expect(activity('A1').leaves).toEqual({});
      expect(group()).toHaveLength(said);
    },
  },
  {
    of: 'clarifying',
    name: 'a week with several activities asks for which; a day on which nothing is planned needs none',
    while: 'a week',
    run: async ({ member, activity }) => {
      expect(await member.says('12号我请假')).toContain('那天没有安排您参加的活动');
      expect(await member.says('这周我都不在，请假')).toContain('请回复序号说明是哪一次');
      expect(await member.says('算了')).toBe('好的，没有作任何改动。');
      expect(await member.says('这周我都不在，请假')).toContain('1. 主题党日，3月4日');
      expect(await member.says('党课')).toContain('已登记请假');
      expect(activity('A1').leaves).toEqual({});
      expect(activity('A2').leaves).toMatchObject({ M1: { state: 'asked' } });
    },
  },
  {
    of: 'clarifying',
    name: 'two people of one name, a name one character off, and a name on no roster',
    run: async ({ secretary, activity, clock }) => {
      expect(await secretary.says('代录 王芳')).toContain('请回复序号说明是哪一位');
      expect(activity().marks).toEqual({});
      await secretary.says('2');
      expect(activity().marks).toEqual({ M7: { is: 'present', recordedBy: 'M2' } });
      expect(await secretary.says('代录 孙晓七')).toContain('如果是这一位，请回复 1。');
      await secretary.says('1');
      expect(activity().marks['M5']).toEqual({ is: 'present', recordedBy: 'M2' });
      expect(await secretary.whispers('代录 诸葛亮')).toContain('名册里没有');
      expect(await secretary.whispers('代录 王芳 线上')).toContain('请回复序号说明是哪一位');
      clock.current += 11 * minute;
      const before = JSON.stringify(activity());
      await secretary.whispers('2');
      expect(JSON.stringify(activity())).toBe(before);
    },
  },
  {
    of: 'clarifying',
    name: 'an alias that two people share asks which of them',
    run: async ({ secretary, activity }) => {
      await secretary.says('别名 老三 张三');
      await secretary.says('代录 老三');
      expect(activity().marks).toEqual({ M1: { is: 'present', recordedBy: 'M2' } });
      await secretary.says('别名 老三 赵六');
      expect(await secretary.says('代录 老三 线上')).toContain('请回复序号说明是哪一位');
      await secretary.says('2');
      expect(activity().marks).toMatchObject({ M4: { is: 'present', online: true } });
    },
  },
  {
    of: 'leave',
    name: 'of the words only the category is kept',
    run: async ({ member, activity, book }) => {
      const said = [
        ['感冒發燒，請假', '病假'],
        ['女儿结婚，请假', '事假'],
        ['下乡出差，请假', '公差'],
        ['今晚夜班，请假', '公差'],
        ['单位加班，请假', '公差'],
        ['人在外地，请假', '其他'],
        ['请假', '其他'],
      ] as const;
      for (const [text, category] of said) {
        await member.says(text);
        expect([text, activity().leaves]).toEqual([text, { M1: { category, state: 'asked' } }]);
        await member.says('取消请假');
        expect(activity().leaves).toEqual({});
      }
      expect(book()).not.toMatch(/感冒|發燒|结婚|下乡|夜班|加班|外地/u);
    },
  },
  {
    of: 'leave',
    name: 'without the word it is asked about, and the secretary approves or refuses',
    run: async ({ member, secretary, activity }) => {
      expect(await member.says('今晚值班，来不了')).toContain('回复「是」即登记');
      expect(activity().leaves).toEqual({});
      await member.says('是');
      expect(activity().leaves).toEqual({ M1: { category: '公差', state: 'asked' } });
      expect(secretary.letters().join('\n')).toContain('张三');
      await secretary.says('准假 张三');
      expect(activity().marks).toEqual({ M1: { is: 'leave', category: '公差' } });
      await member.says('我能来了，不请假了');
      expect([activity().marks, activity().leaves]).toEqual([{}, {}]);
      await member.says('请假，家里有事');
      await secretary.whispers('不准假 张三');
      expect(activity().leaves).toMatchObject({ M1: { state: 'refused' } });
    },
  },
  {
    of: 'leave',
    name: 'the words say for which day, before it and during it',
    while: 'a week',
    run: async ({ member, activity }) => {
      await member.says('后天的会我请假，出差');
      expect(activity('A2').leaves).toEqual({ M1: { category: '公差', state: 'asked' } });
      await member.whispers('15号主题党日请假');
      expect(activity('A3').leaves).toEqual({ M1: { category: '其他', state: 'asked' } });
      expect(activity('A1').leaves).toEqual({});
      await member.says('今晚请假');
      expect(activity('A1').leaves).toMatchObject({ M1: { state: 'asked' } });
    },
  },
  {
    of: 'leave',
    name: 'said after the closing it is passed to the secretary, who enters it',
    run: async ({ member, secretary, activity, clock }) => {
      clock.current += 30 * minute;
      await secretary.says('结束签到');
      clock.current += 5 * minute;
      expect(activity().marks['M1']).toEqual({ is: 'absent' });
      expect(await member.whispers('今晚的会请假，当时在医院')).toBe('活动已经结束，已转支委核实，核实以后登记。');
      expect(activity().leaves).toEqual({});
      expect(secretary.letters().at(-1)).toContain('张三在活动结束后说明请假（病假）');
      await secretary.whispers('代录 A1 张三 请假 病假');
      expect(activity().marks['M1']).toMatchObject({ is: 'leave', category: '病假' });
    },
  },
  {
    of: 'leave',
    name: 'said for somebody else it is passed to the secretary and not entered',
    run: async ({ member, secretary, activity }) => {
      expect(await member.says('王五让我代他请假')).toBe('已转告书记，由支委核实后登记。');
      expect(secretary.letters().at(-1)).toContain('张三转告：王五请假。');
      expect(activity().leaves).toEqual({});
      expect(await member.says('帮我妈请个假')).toContain('请写上这位同志的姓名');
    },
  },
  {
    of: 'people who do not type',
    name: 'reported by another, pending, shown on one screen in private, confirmed',
    run: async ({ member, secretary, activity, group }) => {
      await member.says('王五也到了');
      await member.says('请假，出差');
      expect(activity().proxies).toEqual({ M3: { reporter: 'M1' } });
      expect(activity().marks).toEqual({});
      const screen = await secretary.whispers('待定');
      expect(screen).toContain('王五');
      expect(screen).toContain('张三');
      expect(group().join('\n')).not.toContain('【待定】');
      await secretary.whispers('确认代报');
      await secretary.whispers('确认');
      expect(activity().marks['M3']).toEqual({ is: 'present', recordedBy: 'M2' });
    },
  },
  {
    of: 'people who do not type',
    name: 'a whole 党小组, if the number is right, or but for one; everybody but those named',
    run: async ({ secretary, activity }) => {
      await secretary.says('二组8人到齐');
      expect(activity().proxies).toEqual({});
      await secretary.says('二组3人到齐');
      expect(Object.keys(activity().proxies).toSorted()).toEqual(['M4', 'M5', 'M7']);
      await secretary.says('一组除王五外都到了');
      expect(Object.keys(activity().proxies).toSorted()).toEqual(['M1', 'M4', 'M5', 'M6', 'M7']);
      await secretary.says('全到除 赵六、孙小七');
      expect(Object.keys(activity().marks).toSorted()).toEqual(['M1', 'M2', 'M3', 'M6', 'M7']);
    },
  },
  {
    of: 'people who do not type',
    name: 'a 党小组 without the name of who is missing asks for it',
    run: async ({ secretary, activity }) => {
      expect(await secretary.says('二组除一人外都到了')).toContain('姓名');
      expect(activity().proxies).toEqual({});
    },
  },
  {
    of: 'corrections',
    name: '取消签到, 销假 and 撤销 take back what one said oneself',
    run: async ({ member, activity }) => {
      await member.says('签到');
      await member.says('取消签到');
      await member.says('请假');
      await member.says('销假');
      expect([activity().marks, activity().leaves]).toEqual([{}, {}]);
      await member.says('迟到 10');
      await member.says('签到');
      expect(await member.says('撤销')).toContain('已撤销');
      expect([activity().marks, activity().announcedLate]).toEqual([{}, { M1: 10 }]);
      await member.whispers('撤销');
      expect(activity().announcedLate).toEqual({});
    },
  },
  {
    of: 'corrections',
    name: 'an officer’s 更正 has its reason, a closing can be taken back, and every step can be read',
    run: async ({ member, secretary, activity, group }) => {
      await member.says('签到');
      await secretary.says('结束签到');
      expect(activity().state).toBe('closed');
      await secretary.whispers('更正 张三 缺席 核实');
      expect(activity().marks['M1']).toMatchObject({ is: 'absent' });
      const steps = await secretary.whispers('经过 张三');
      expect(steps).toMatch(/登记为到会[\s\S]*缺席/u);
      expect(steps).toContain('核实');
      expect(await secretary.whispers('经过 A1')).toMatch(/开始签到[\s\S]*张三/u);
      expect(await member.whispers('我的')).toContain('【本人记录】');
      await secretary.whispers('撤销');
      expect(activity().marks['M1']).toEqual({ is: 'present' });
      await secretary.whispers('撤销');
      expect(activity().state).toBe('open');
      expect(group().join('\n')).not.toMatch(/缺席|核实/u);
    },
  },
  {
    of: 'corrections',
    name: '「你记错了」 leads to the right place when it is said to the bot',
    run: async ({ member, secretary, at, book }) => {
      const before = book();
      expect(await member.says('你记错了')).toBeUndefined();
      expect(await member.says(`${at} 你记错了`)).toContain('【本人记录】');
      expect(await member.whispers('你们是不是把我记错了')).toContain('【本人记录】');
      expect(await secretary.whispers('你记错了')).toContain('更正请说「更正 姓名 状态 原因」');
      expect(book()).toBe(before);
    },
  },
  {
    of: 'relays',
    name: 'a list is everybody’s 签到 as each adds a row; a re-post changes only what changed; a shorter one deletes nothing',
    run: async ({ member, secretary, activity, group }) => {
      await member.says(relay('主题党日签到', '张三'));
      expect(activity().marks).toEqual({ M1: { is: 'present' } });
      await member.says(relay('主题党日签到', '张三', '王五'));
      expect(activity().proxies).toEqual({ M3: { reporter: 'M1' } });
      const before = JSON.stringify(activity());
      expect(await member.says(relay('主题党日签到', '张三', '王五'))).toBeUndefined();
      expect(JSON.stringify(activity())).toBe(before);
      await secretary.says(relay('主题党日签到', '张三', '王五', '李四 线上', '诸葛老外'));
      expect(activity().marks['M2']).toMatchObject({ is: 'present', online: true });
      expect(secretary.letters().join('\n')).toContain('有 1 行没有对上名册：第 4 行');
      await member.says(relay('主题党日签到', '王五', '李四 线上'));
      expect(activity().marks['M1']).toEqual({ is: 'present' });
      await member.says(relay('主题党日签到', '张三 请假', '王五'));
      expect(activity().leaves).toMatchObject({ M1: { state: 'asked' } });
      expect(group().join('\n')).not.toMatch(/诸葛|请假/u);
    },
  },
  {
    of: 'relays',
    name: 'a native one tells who wrote a row, whatever name it shows; elsewhere such a row is the secretary’s to settle',
    run: async ({ member, secretary, activity, knowsAuthors }) => {
      await member.relays(relay('主题党日签到', '张三', '李四'), [0, 1]);
      expect(activity().marks).toEqual({ M1: { is: 'present' } });
      expect(activity().proxies).toEqual({ M2: { reporter: 'M1' } });
      await secretary.relays(relay('主题党日签到', '张三', '线上参加', '赵六'), [0, 1, 1]);
      expect(activity().marks['M2']).toEqual(knowsAuthors ? { is: 'present', online: true } : undefined);
      expect(secretary.letters().join('\n').includes('没有对上名册：第 2 行')).toBe(!knowsAuthors);
      expect(activity().marks['M4']).toEqual({ is: 'present', recordedBy: 'M2' });
    },
  },
  {
    of: 'relays',
    name: 'typed by hand in other shapes it is the same list',
    run: async ({ member, secretary, activity }) => {
      await member.says('接龍簽到：\n1、張三\n2．王五（代）\n３。趙六 請假 出差\n例 姓名\n三点截单');
      expect(activity().marks).toEqual({ M1: { is: 'present' } });
      expect(activity().proxies).toEqual({ M3: { reporter: 'M1' } });
      expect(activity().leaves).toEqual({ M4: { category: '公差', state: 'asked' } });
      await secretary.says('#Group Note 主题党日签到 1. 张三 2. 王五 3. 李四');
      expect(activity().marks['M2']).toEqual({ is: 'present' });
    },
  },
  {
    of: 'relays',
    name: 'a lunch order marks nobody',
    run: (evening) =>
      isTalk(evening, [
        relay('午饭', '张三 牛肉面', '王五 盖饭'),
        relay('团购砂糖橘 30元一箱', '张三 2箱', '李四 1箱'),
      ]),
  },
  {
    of: 'pasting',
    name: 'a 接龙 is shown first, written by 确认, and changes nothing the second time',
    run: async ({ secretary, member, activity, book, group }) => {
      const text = relay('主题党日签到', '张三', '王五 线上', '赵六 请假 出差', '孙小七（代）', '诸葛老外');
      const before = book();
      const shown = await secretary.whispers(text);
      expect(shown).toContain('新登记 3 人：张三 到会；王五 到会（线上）；赵六 请假（公差）。');
      expect(shown).toContain('代报 1 人，登记后还需确认：孙小七。');
      expect(shown).toContain('诸葛老外（第 5 行）');
      expect(book()).toBe(before);
      expect(await secretary.whispers('确认')).toBe('已按粘贴登记 4 人。');
      expect(activity().marks).toMatchObject({ M1: { is: 'present' }, M3: { online: true }, M4: { is: 'leave' } });
      const written = book();
      expect(await secretary.whispers(text)).toContain('台账没有改动');
      expect(book()).toBe(written);
      expect(book()).not.toContain('诸葛');
      expect(group().join('\n')).not.toContain('【粘贴】');
      expect((await member.whispers(text)) ?? '').not.toContain('【粘贴】');
    },
  },
  {
    of: 'pasting',
    name: 'a stretch of chat and a list of names, with what conflicts, and again after it was taken back',
    run: async ({ secretary, member, activity }) => {
      await member.says('签到');
      const chat = '张三 2026/3/4 19:01\n请假，出差\n\n王五 2026/3/4 19:05\n我到了';
      const shown = await secretary.whispers(chat);
      expect(shown).toContain('看到一段聊天记录');
      expect(shown).toContain('与台账不一致 1 人：张三 台账为到会，粘贴为请假（公差）。');
      await secretary.whispers('确认');
      expect(activity().marks).toMatchObject({ M1: { is: 'present' }, M3: { is: 'present', recordedBy: 'M2' } });
      expect(await secretary.whispers('粘贴\n王五\n赵六 请假')).toContain('新登记 1 人：赵六 请假（其他）。');
      await secretary.whispers('确认');
      expect(activity().marks['M4']).toMatchObject({ is: 'leave' });
      await secretary.whispers('撤销');
      expect(activity().marks['M4']).toBeUndefined();
      expect(await secretary.whispers('粘贴\n王五\n赵六 请假')).toContain('登记请回复「确认」');
      await secretary.whispers('确认');
      expect(activity().marks['M4']).toMatchObject({ is: 'leave' });
    },
  },
  {
    of: 'help',
    name: 'questions are answered from the branch’s state, in private and when the bot is addressed, and not between people',
    while: 'a week',
    run: async (evening) => {
      const { member, at, group } = evening;
      await member.says('签到');
      const asked = [
        ['怎么签到', '到会时在群里说「签到」即可'],
        ['要写假条吗', '不需要写明事由'],
        ['几点开会', '党课'],
        ['在哪里', '党群服务中心'],
        ['清单是什么', '清单'],
        ['我签上了吗', '【本人记录】'],
      ] as const;
      for (const [text, answer] of asked) {
        expect([text, await member.says(text)]).toEqual([text, undefined]);
        expect(await member.whispers(text)).toContain(answer);
      }
      expect(await member.says(`${at} 怎么签到`)).toContain('到会时在群里说「签到」即可');
      expect(await member.says('支书助手，几点开会')).toContain('党课');
      expect(await member.says(`${at} 我签上了吗`)).toBeDefined();
      expect(group().join('\n')).not.toContain('【本人记录】');
    },
  },
  {
    of: 'help',
    name: 'what is not understood gets the two likeliest things to say, once in ten minutes in the group',
    run: async ({ member, secretary, at, clock, book }) => {
      const before = book();
      const two = /^没有看懂这一条。可以说「签到」或「请假/u;
      expect(await member.says(`${at} 嗯嗯那个啥`)).toMatch(two);
      expect(await member.says(`${at} 嗯嗯那个啥`)).toBeUndefined();
      clock.current += 11 * minute;
      expect(await member.says(`${at} 嗯嗯那个啥`)).toMatch(two);
      expect(await member.whispers('嗯嗯那个啥')).toMatch(two);
      expect(await secretary.whispers('推送的时间给我瞧瞧')).toContain('「日程」');
      expect(await member.says('嗯嗯那个啥')).toBeUndefined();
      expect(book()).toBe(before);
    },
  },
];
