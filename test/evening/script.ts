import { expect } from 'vitest';

/** The branch of the evening as its secretary has it in a file: 23 members in three groups, 21 of them with a vote. */
export const rosterFile = `姓名,状态,党小组,职务
周建华,正式,第一党小组,书记
林秀珍,正式,第一党小组,组织委员
陈志强,正式,第一党小组,党小组长
吴玉兰,正式,第一党小组,
黄俊杰,正式,第一党小组,
蔡明德,正式,第一党小组,
苏晓燕,正式,第一党小组,
郭子涵,预备,第一党小组,
郑国平,正式,第二党小组,副书记
许丽娟,正式,第二党小组,宣传委员、党小组长
杨文斌,正式,第二党小组,
何淑芬,正式,第二党小组,
马宏伟,正式,第二党小组,
叶春梅,正式,第二党小组,
谢永福,正式,第二党小组,
邱思远,正式,第二党小组,
王喆,正式,第三党小组,纪检委员
李美凤,正式,第三党小组,党小组长
赖金水,正式,第三党小组,
方雅婷,正式,第三党小组,
沈家豪,正式,第三党小组,
曾桂香,正式,第三党小组,
江一鸣,预备,第三党小组,
`;

export const everybody: readonly string[] = rosterFile
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split(',')[0] ?? '');

const secretary = '周建华';
/** Officers, leaders and everybody who wants more than 签到 or 请假 say who they are; the others are known by their names. */
const bound = ['林秀珍', '陈志强', '郑国平', '许丽娟', '王喆', '李美凤', '苏晓燕', '马宏伟', '沈家豪'];

export const branchName = '嵩海社区第一党支部';
export const setupCode = '48215907';

/** Something said or pressed, and whether the platform has shown that it was recorded. */
export type Done = { readonly recorded: () => boolean };

/** One platform with one branch group in it, driven as people would. */
export type Stage = {
  readonly has: {
    /** The branch is not there yet and is founded in the evening. */
    readonly founding: boolean;
    readonly buttons: boolean;
    readonly edits: boolean;
    /** What is said while the bot is away is delivered when it is back. */
    readonly queue: boolean;
  };
  /** Where the clock is taken before anything happens; 发起 says 今天. */
  readonly begins: string;
  /** Moves the clock of the platform and of the bot forward to this time of the day. */
  goTo(time: string): Promise<void>;
  says(name: string, text: string): Promise<Done>;
  /** Says `first`, then makes it `then` within the minute; only where `has.edits`. */
  saysAndEdits(name: string, first: string, then: string): Promise<Done>;
  /** Presses a button under the newest check-in message; only where `has.buttons`. */
  presses(name: string, label: string): Promise<Done>;
  /** Says something to the bot alone. */
  whispers(name: string, text: string): Promise<Done>;
  /** Gives the bot a file in private. */
  sendsFile(name: string, file: string, bytes: Uint8Array): Promise<void>;
  /** What the bot said in the group, in order, as it reads now. */
  group(): readonly string[];
  /** What the bot said to this person alone. */
  letters(name: string): readonly string[];
  until(what: string, condition: () => boolean): Promise<void>;
  /** Stops the bot, lets `meanwhile` happen, and starts it again over the same store. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
};

/** What the secretary reads at the end, worked out on paper: 19 of 23, one of them online; 16 of 21 votes in the room. */
export const countedAtTheEnd = [
  '应到 23，实到 19（线上 1），请假 1，缺席 3。',
  '到会率 82.6%，出勤率（请假不计）86.4%。',
  '有表决权应到会 21 人，现场 16 人（线上不计）：一般事项须过半（11人），已满足；选举须五分之四（17人），未满足。',
  '请假：何淑芬（公差）。',
  '代报未确认：曾桂香。',
  '缺席：谢永福、沈家豪、曾桂香。',
];

/** How the ledger must hold everybody in the end; who came late did so by at least this many minutes. */
export const marksAtTheEnd: Readonly<Record<string, object>> = {
  ...Object.fromEntries(everybody.map((name) => [name, { is: 'present' }])),
  苏晓燕: { is: 'present', online: true },
  马宏伟: { is: 'present', late: 15 },
  何淑芬: { is: 'leave', category: '公差' },
  谢永福: { is: 'absent' },
  邱思远: { is: 'present', recordedBy: 'M1' },
  沈家豪: { is: 'absent' },
  曾桂香: { is: 'absent', unconfirmed: true },
  赖金水: { is: 'present', recordedBy: 'M1' },
};

const chatter = [
  '到时候再说',
  '签到了吗',
  '今天几点到',
  '1个人够吗',
  '我是说明天再去签到',
  '收到请回复',
  '请假的人多不多',
];

/** A whole evening of the branch, from its founding to its numbers, with two restarts. */
export async function holdTheEvening(stage: Stage): Promise<void> {
  const { has } = stage;
  const said = (text: string) => stage.group().some((one) => one.includes(text));
  const inGroup = (text: string) => stage.until(`the group reads 「${text}」`, () => said(text));
  const told = (name: string, text: string) =>
    stage.until(`${name} reads 「${text}」`, () => stage.letters(name).some((one) => one.includes(text)));
  const recorded = async (name: string, done: Done) =>
    stage.until(`what ${name} said is shown as recorded`, () => done.recorded());
  const liveMessage = () => stage.group().findLast((one) => one.startsWith('【签到】')) ?? '';

  /** Talk between people gives nothing; what is asked after it is answered, and that is the only new message. */
  const talk = async (asks: string) => {
    const before = stage.group().filter((one) => one.includes('【近期活动】')).length;
    const others = stage.group().length - before;
    const doings: Done[] = [];
    for (const [index, text] of chatter.entries()) doings.push(await stage.says(everybody[3 + index] ?? '', text));
    await stage.says(asks, '近期');
    await stage.until('近期 is answered', () => {
      return stage.group().filter((one) => one.includes('【近期活动】')).length === before + 1;
    });
    expect(stage.group().filter((one) => !one.includes('【近期活动】')).length, 'messages after chatter').toBe(others);
    expect(doings.filter((done) => done.recorded())).toEqual([]);
  };

  await stage.goTo(stage.begins);
  if (has.founding) {
    await stage.says(secretary, `建支部 ${branchName} ${setupCode}`);
    await inGroup(`「${branchName}」已建立，您是本支部书记。`);
  }
  await stage.sendsFile(secretary, '名册.csv', new TextEncoder().encode(`\uFEFF${rosterFile}`));
  if (has.founding) {
    await told(secretary, '名册已更新：新增 23 人。');
    await told(secretary, '名册中的书记是周建华，请回复「确认」，确认是您本人。');
    await stage.whispers(secretary, '确认');
    await told(secretary, '已确认，您是本支部书记周建华。');
    for (const name of bound) {
      await stage.says(name, `我是 ${name}`);
      await told(secretary, `有账号申请对应到名册中的${name}。`);
      await stage.whispers(secretary, `确认绑定 ${name}`);
      await told(secretary, `已确认${name}的账号。`);
    }
  } else {
    await told(secretary, '名册没有变化。');
  }

  await stage.whispers(secretary, '发起 主题党日 今天 19:30 党群服务中心二楼 学习全会精神 可线上');
  await told(secretary, '19:30，党群服务中心二楼，全体党员，可线上参加。');
  await inGroup('【活动通知】主题党日「学习全会精神」');

  await recorded('何淑芬', await stage.says('何淑芬', '请假 主题党日 出差'));
  await told(secretary, '何淑芬请假（公差）');
  await recorded('谢永福', await stage.says('谢永福', '请假 主题党日，家里有事'));
  await told(secretary, '谢永福请假（事假）');
  await recorded(secretary, await stage.whispers(secretary, '准假 何淑芬'));
  await recorded(secretary, await stage.whispers(secretary, '不准假 谢永福'));
  await talk('林秀珍');

  await stage.goTo('19:00');
  await inGroup('【签到】主题党日「学习全会精神」');
  await stage.until('nobody is counted yet', () => liveMessage().includes('应到 23，已到 0。') || !has.edits);

  const first: [string, string][] = [
    ['周建华', '签到'],
    ['林秀珍', '到'],
    ['陈志强', '1'],
    ['吴玉兰', '签到。'],
    ['黄俊杰', '签到👍'],
    ['蔡明德', '　签 到！'.replace(' ', '')],
    ['苏晓燕', '线上签到'],
    ['郭子涵', '报到'],
    ['杨文斌', '迟到 15分钟'],
  ];
  for (const [name, text] of first) await recorded(name, await stage.says(name, text));
  await stage.whispers(secretary, '考勤');
  await told(secretary, '应到 23，实到 8（线上 1），请假 1，未登记 14。');
  await told(secretary, '说明晚到：杨文斌。');

  const late: Done[] = [];
  await stage.restart(async () => {
    if (has.queue) late.push(await stage.says('李美凤', '签到'));
  });
  if (!has.queue) late.push(await stage.says('李美凤', '签到'));
  for (const done of late) await recorded('李美凤', done);

  const pressing = async (name: string) => (has.buttons ? stage.presses(name, '签到') : stage.says(name, '签到'));
  await recorded('郑国平', await pressing('郑国平'));
  await recorded('方雅婷', await pressing('方雅婷'));
  const edited = has.edits ? stage.saysAndEdits('叶春梅', '前到', '签到') : stage.says('叶春梅', '签到');
  await recorded('叶春梅', await edited);
  const second: [string, string][] = [
    ['许丽娟', '报到'],
    ['杨文斌', '签到'],
    ['王喆', 'ＱＤ'],
    ['王喆', '签到 ~'],
    ['江一鸣', '到[强]'],
    ['沈家豪', '签到'],
    ['沈家豪', '取消签到'],
    ['吴玉兰', '签到'],
  ];
  for (const [name, text] of second) {
    const done = await stage.says(name, text);
    if (text !== 'ＱＤ') await recorded(name, done);
  }
  await talk('沈家豪');
  await stage.whispers(secretary, '考勤');
  await told(secretary, '应到 23，实到 16（线上 1），请假 1，未登记 6。');

  await stage.goTo('19:45');
  await recorded('马宏伟', await stage.says('马宏伟', '签到'));
  await recorded('马宏伟', await stage.says('马宏伟', '代报 邱思远'));
  await recorded('马宏伟', await stage.says('马宏伟', '代报 曾桂香'));
  await recorded(secretary, await stage.whispers(secretary, '代录 邱思远'));
  await recorded(secretary, await stage.whispers(secretary, '代录 赖金水'));

  await stage.goTo('20:10');
  await stage.says(secretary, '结束签到');
  await told(secretary, '签到还没有结束，有待定的事项：\n代报未确认：曾桂香。');
  expect(said('【小结】')).toBe(false);
  await stage.says(secretary, '结束签到');
  await inGroup(
    '【小结】主题党日「学习全会精神」签到已结束。应到 23，已到 19（线上 1）。' +
      '第一党小组 8/8，第二党小组 6/8，第三党小组 5/7。到会率 82.6%。',
  );
  await told(
    secretary,
    '应到 23，实到 19（线上 1），请假 1，缺席 3。\n请假：何淑芬。\n缺席：谢永福、沈家豪。\n缺席（待确认）：曾桂香。',
  );

  const counted = async (): Promise<string> => {
    const before = stage.letters(secretary).length;
    await stage.whispers(secretary, '考勤');
    const isNew = () =>
      stage
        .letters(secretary)
        .slice(before)
        .some((one) => one.startsWith('【考勤】'));
    await stage.until('考勤 is answered', isNew);
    return stage.letters(secretary).findLast((one) => one.startsWith('【考勤】')) ?? '';
  };
  const before = await counted();
  expect(before.split('\n').slice(1)).toEqual(countedAtTheEnd);
  await stage.restart();
  expect(await counted()).toBe(before);

  const spoken = stage.group().join('\n');
  for (const name of ['何淑芬', '谢永福', '沈家豪', '曾桂香']) {
    expect(spoken.split('\n').filter((line) => /请假|缺席|未到/u.test(line) && line.includes(name))).toEqual([]);
  }
}
