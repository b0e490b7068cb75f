import { afterEach, describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { createBot } from '../../src/bot/bot.ts';
import { createCauses } from '../../src/bot/causes.ts';
import { createFounding } from '../../src/bot/founding.ts';
import { createRecorder } from '../../src/bot/recorder.ts';
import type { Activity } from '../../src/domain/branch.ts';
import { importRoster } from '../../src/domain/roster-import.ts';
import { readRosterLines } from '../../src/domain/roster-table.ts';
import type { Channel, Incoming } from '../../src/ports.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import type { ChannelStage } from '../support/channel-contract.ts';
import { localStage, telegramStage, wechatStage } from '../support/channel-stages.ts';
import { commands, memoryLog, schedules, zone } from '../support/group.ts';
import { until } from '../support/wechat-harness.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const roster = ['张三 正式 第一党小组', '李四 正式 第一党小组 书记', '王五 正式 第一党小组', '赵六 正式 第二党小组'];
const [member, secretary] = [0, 1] as const;

/** The two people of a stage as members of a branch with one open check-in, and the real bot behind the real channel. */
const evening = async (open: () => Promise<ChannelStage>) => {
  const stage = await open();
  closing.push(stage.close);
  const clock = { now: () => Date.now() };
  const log = memoryLog();
  const store = memoryStore();
  const recorder = await createRecorder({ store, clock, log, timeZone: zone });
  const founding = createFounding({ registry: store.registry, recorder, clock, onCodeSpent: async () => undefined });
  const bot = createBot({
    recorder,
    founding,
    registry: store.registry,
    people: store.people,
    causes: await createCauses(await store.memory('bot'), clock, log),
    clock,
    log,
    commands,
    almanac: await readAlmanac(),
    schedules,
    ledger: store.ledger,
    render: () => Promise.reject(new Error('nothing is drawn here')),
    recallForMs: () => undefined,
    entrance: { open: () => '', close: () => 0, calendar: async () => '' },
    confirmAccount: () => undefined,
    forgetAccount: () => undefined,
  });
  const heard: Incoming[] = [];
  let answered = 0;
  const channel: Channel = await stage.start(async (incoming) => {
    const reply = await bot.receive(incoming);
    if (incoming.kind === 'text') {
      heard.push(incoming);
      answered += 1;
    }
    return reply;
  });
  closing.push(() => channel.stop());

  /** Resolves when the bot has decided about it. */
  const says = async (person: 0 | 1, text: string): Promise<void> => {
    const before = answered;
    await stage.says(person, text);
    await until(`${text} is heard`, () => answered > before);
  };
  await says(member, '大家好');
  await says(secretary, '大家好');
  const [first, second] = heard;
  const held = await founding.prepare('第一党支部', first?.room ?? '', clock.now() - 60_000);
  const reading = readRosterLines(roster.join('\n'));
  if ('problems' in reading) throw new Error(reading.problems[0]?.what);
  const change = importRoster(held.branch, held.people, reading.rows, { bindAccounts: false });
  if ('problems' in change) throw new Error(change.problems[0]?.what);
  const start = new Date(clock.now()).toISOString();
  await recorder.record(held.id, {
    facts: [
      ...change.facts,
      {
        type: 'activity-planned',
        activity: 'A1',
        kind: '主题党日',
        concern: { scope: 'branch' },
        start,
        place: '',
        topic: '',
        online: true,
      },
      { type: 'check-in-opened', activity: 'A1' },
    ],
    people: [
      ...change.people,
      { bind: first?.sender.id ?? '', to: 'M1', trust: 'confirmed' },
      { bind: second?.sender.id ?? '', to: 'M2', trust: 'confirmed' },
    ],
    at: clock.now() - 1000,
    by: 'operator',
  });
  return {
    stage,
    says,
    held,
    activity: (): Activity => {
      const { A1 } = held.branch.activities;
      if (!A1) throw new Error('the activity is gone');
      return A1;
    },
    isSaid: (words: string) => until(`「${words}」 is said`, () => stage.said().some((text) => text.includes(words))),
  };
};

describe.each([
  ['Telegram', telegramStage],
  ['WeChat', wechatStage],
  ['the local group', localStage],
])('in %s', (_, open) => {
  test('arriving, coming late and taking it back in one’s own words', async () => {
    const { says, activity } = await evening(open);
    await says(member, '我到了，谢谢书记');
    expect(activity().marks).toMatchObject({ M1: { is: 'present' } });
    await says(member, '点错了，取消签到');
    expect(activity().marks).toEqual({});
    await says(member, '堵車，晚到20分鐘');
    expect(activity().announcedLate).toEqual({ M1: 20 });
    await says(member, '撤销');
    expect(activity().announcedLate).toEqual({});
    await says(member, '线上签到');
    expect(activity().marks).toMatchObject({ M1: { is: 'present', online: true } });
  });

  test('leave: asked about, registered, approved, taken back', async () => {
    const { says, activity, isSaid } = await evening(open);
    await says(member, '今晚值班，来不了');
    await isSaid('回复「是」即登记');
    expect(activity().leaves).toEqual({});
    await says(member, '是');
    expect(activity().leaves).toEqual({ M1: { category: '公差', state: 'asked' } });
    await says(secretary, '准假 张三');
    expect(activity().marks).toEqual({ M1: { is: 'leave', category: '公差' } });
    await says(member, '我能来了，不请假了');
    expect(activity().marks).toEqual({});
    expect(activity().leaves).toEqual({});
  });

  test('people who do not type: reported, pending, confirmed; a whole 党小组 but for one', async () => {
    const { says, activity } = await evening(open);
    await says(member, '王五也到了');
    expect(activity().proxies).toEqual({ M3: { reporter: 'M1' } });
    await says(secretary, '确认代报');
    await says(secretary, '确认');
    expect(activity().marks).toEqual({ M3: { is: 'present', recordedBy: 'M2' } });
    await says(secretary, '一组除李四外都到了');
    expect(Object.keys(activity().proxies)).toEqual(['M1']);
    await says(secretary, '全到除 赵六');
    expect(Object.keys(activity().marks).toSorted()).toEqual(['M1', 'M2', 'M3']);
  });

  test('a 接龙, and one that is none', async () => {
    const { says, activity } = await evening(open);
    await says(member, '#接龙\n午饭\n\n1. 张三 牛肉面\n2. 王五 盖饭');
    expect(activity().marks).toEqual({});
    await says(member, '#接龙\n主题党日签到\n\n1. 张三\n2. 王五');
    expect(activity().marks).toEqual({ M1: { is: 'present' } });
    expect(activity().proxies).toEqual({ M3: { reporter: 'M1' } });
    await says(member, '#接龙\n主题党日签到\n\n1. 张三 请假\n2. 王五');
    expect(activity().leaves).toMatchObject({ M1: { state: 'asked' } });
  });

  test('an alias, an unclear name, a correction and a closing that is taken back', async () => {
    const { says, activity, isSaid } = await evening(open);
    await says(secretary, '别名 老三 张三');
    await says(secretary, '代录 老三');
    expect(activity().marks).toMatchObject({ M1: { is: 'present', recordedBy: 'M2' } });
    await says(secretary, '别名 老三 赵六');
    await says(secretary, '代录 老三 线上');
    await isSaid('请回复序号说明是哪一位');
    await says(secretary, '2');
    expect(activity().marks).toMatchObject({ M4: { is: 'present', online: true } });
    await says(secretary, '结束签到');
    expect(activity().state).toBe('closed');
    await says(secretary, '更正 张三 缺席 记错');
    expect(activity().marks['M1']).toMatchObject({ is: 'absent' });
    await says(secretary, '撤销');
    expect(activity().marks['M1']).toMatchObject({ is: 'present' });
    await says(secretary, '撤销');
    expect(activity().state).toBe('open');
  });

  test('questions, what no feature is for, and what is not understood are answered when the bot is addressed', async () => {
    const { stage, says, isSaid, held } = await evening(open);
    const before = JSON.stringify(held.branch);
    await says(member, `${stage.addressed} 怎么签到`);
    await isSaid('到会时在群里说「签到」即可');
    await says(member, `${stage.addressed} 认领3`);
    await isSaid('目前由书记登记');
    await says(member, `${stage.addressed} 同意接收小刘为预备党员`);
    await isSaid('正式表决请在会上进行');
    await says(member, `${stage.addressed} 嗯嗯那个啥`);
    await isSaid('没有看懂这一条。可以说「签到」或「请假」');
    expect(JSON.stringify(held.branch)).toBe(before);
  });

  test('talk between people gets no answer and no entry', async () => {
    const { stage, says, held } = await evening(open);
    const before = JSON.stringify(held.branch);
    const said = stage.said().length;
    for (const text of [
      '到时候再说',
      '收到快递了吗',
      '1号线停运',
      '我到家了',
      '签到成功了没',
      '他请假了？',
      '怎么签到',
      '认领3',
    ]) {
      await says(member, text);
    }
    expect(JSON.stringify(held.branch)).toBe(before);
    expect(stage.said()).toHaveLength(said);
  });
});
