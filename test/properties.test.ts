import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Branch } from '../src/domain/branch.ts';
import { type Entry, entrySchema } from '../src/domain/entry.ts';
import { emptyBranch, evolve } from '../src/domain/evolve.ts';
import { createGroup, defaultRoster, type Group, when, zone } from './support/group.ts';

const names = ['林书华', '王祖志', '张三', '李四', '王五', '赵六', '孙七', '周八'];

const words = [
  '签到',
  '到',
  '1',
  '2',
  '确认',
  '确认删除',
  '线上签到',
  '请假',
  '请假 出差',
  '迟到 15',
  '取消签到',
  '销假',
  '收到',
  '我会到',
  '我的',
  '帮助',
  '近期',
  '清单',
  '不用机器人',
  '使用机器人',
  '不要点我名',
  '删除我的资料',
  '隐私',
  '发起 学习 今天 19:30 会议室',
  '发起 党课 明天 19:30 会议室 可线上',
  '发起 党小组会 今天 20:00 活动室',
  '发起 支委会 后天 9:00 楼上',
  '开始签到',
  '结束签到',
  '重新签到',
  '取消活动',
  '改期 明天 19:00',
  '改期 今天 21:00 三楼',
  '允许线上',
  '不允许线上',
  '考勤',
  '全到',
  '发布清单',
  '导入清单\n1. 党课\n2. 走访王五',
  '清单 完成 1',
  '清单 安排 2 明天',
  '清单 跳过 1',
  '清单 恢复 1',
  '通知 停水',
  '群内点名 开',
  '名册',
  '名册\n吴九 正式 第一党小组',
  '名册\n王五 预备 第一党小组',
  '早上好',
  '到时候再说',
  '???',
  '😀',
  '',
  '9'.repeat(30),
  '__proto__',
  '/checkin A1',
  '/close A1',
  '/leave A2',
  '/cancel A1',
];
const named = [
  '代录',
  '代报',
  '准假',
  '不准假',
  '不认代报',
  '全到除',
  '确认绑定',
  '解除绑定',
  '删除资料',
  '名册 离开',
  '我是',
];
const states = ['', ' 线上', ' 迟到 20', ' 请假 病假', ' 缺席', ' 补课', ' 病假'];

type Step =
  | { readonly who: string; readonly text: string; readonly direct: boolean; readonly ago: number }
  | { readonly minutes: number };
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...named), fc.constantFrom(...names, '吴九', '张飞'), fc.constantFrom(...states))
      .map(([word, name, state]) => `${word} ${name}${word === '代录' ? state : ''}`),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      who: fc.constantFrom(...names, ...names.slice(0, 2), '过路人'),
      text,
      direct: fc.boolean(),
      ago: fc.constantFrom(0, 0, 0, 20, 300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ minutes: fc.constantFrom(1, 20, 45, 120, 600, 1500) }) },
);
// Most sequences begin with something to talk about.
const prelude: Step[] = [{ who: '林书华', text: '发起 学习 今天 10:20 会议室', direct: false, ago: 0 }, { minutes: 5 }];
const steps = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 60, size: 'max' }))
  .map(([with_, rest]) => [...(with_ ? prelude : []), ...rest]);

const play = async (
  sequence: readonly Step[],
  { now = when('2026-11-21', '10:00'), times = 1 }: { now?: number; times?: number } = {},
): Promise<Group> => {
  const group = await createGroup({ now });
  for (const [index, one] of sequence.entries()) {
    if ('minutes' in one) await group.goTo(group.clock.current + one.minutes * 60_000);
    else {
      const at = Math.max(group.clock.current - one.ago * 60_000, now);
      for (let time = 0; time < times; time++) {
        await group.person(one.who).reply(one.text, { id: `test:step:${index}`, direct: one.direct, at });
      }
    }
  }
  return group;
};

const folded = (entries: readonly Entry[]): Branch =>
  entries.reduce((branch, entry) => evolve(branch, entry), emptyBranch('b0001', zone));

const isMember = (branch: Branch, id: string): boolean =>
  id === 'founder' || (/^M[1-9]\d*$/u.test(id) && Number(id.slice(1)) <= branch.last.member);

/** What holds of a ledger whoever said what. */
const expectConsistent = (group: Group): void => {
  const live = group.state();
  expect(live).toBeDefined();
  if (!live) return;
  const errors = group.log.lines.filter(({ level }) => level === 'error');
  expect(errors).toEqual([]);

  let seq = 0;
  const pushes = new Set<string>();
  let branch = emptyBranch(live.id, zone);
  for (const entry of group.entries) {
    seq = entry.type === 'carried-forward' ? 1 : seq + 1;
    expect(entry.seq).toBe(seq);
    branch = evolve(branch, entry);
    if ('member' in entry) expect(isMember(branch, entry.member)).toBe(true);
    if ('activity' in entry) expect(Number(entry.activity.slice(1))).toBeLessThanOrEqual(branch.last.activity);
    if (entry.type === 'push-queued') {
      expect(pushes.has(entry.push)).toBe(false);
      pushes.add(entry.push);
    }
    if (entry.type === 'activity-closed') {
      const marks = branch.activities[entry.activity]?.marks ?? {};
      const kinds = entry.should.map((id) => marks[id]?.is);
      const count = (is: string): number => kinds.filter((kind) => kind === is).length;
      expect(new Set(entry.should).size).toBe(entry.should.length);
      expect(count('present') + count('leave') + count('absent')).toBe(entry.should.length);
      expect(count('absent')).toBe(entry.absent.length);
      expect(entry.unconfirmed.filter((id) => !entry.absent.includes(id))).toEqual([]);
    }
  }
  for (const activity of Object.values(live.activities)) {
    if (activity.state !== 'closed') continue;
    expect((activity.should ?? []).filter((id) => activity.marks[id] === undefined)).toEqual([]);
    expect(Object.keys(activity.marks).filter((id) => !isMember(live, id))).toEqual([]);
  }
  expect(branch).toEqual(live);
  const reread = group.entries.map((entry) => entrySchema.parse(JSON.parse(JSON.stringify(entry))));
  expect(reread).toEqual(group.entries);
  expect(folded(reread)).toEqual(live);
  expect(live.roster.toSorted()).toEqual(Object.keys(live.members).toSorted());
};

test('no sequence of messages and clock moves makes the ledger inconsistent', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => expectConsistent(await play(sequence))),
    { numRuns: 150 },
  );
});

test('a new year opens with everything that is open, and the ledger goes on consistently', async () => {
  const now = when('2026-12-31', '10:00');
  await fc.assert(
    fc.asyncProperty(steps, fc.array(step, { maxLength: 10 }), async (before, after) => {
      const short = before.filter((one) => !('minutes' in one) || one.minutes <= 45);
      const group = await play(short, { now });
      // Nothing falls due between these two moments; only the year turns.
      await group.goTo(Math.max(group.clock.current, when('2026-12-31', '23:59')));
      const old = group.state();
      group.clock.current = when('2027-01-01', '00:00');
      await group.person('林书华').whispers('群内点名 开');
      await group.person('林书华').whispers('群内点名 关');
      const open = Object.values(old?.activities ?? {}).filter(({ state }) => state === 'planned' || state === 'open');
      for (const activity of open) expect(group.state()?.activities[activity.id]).toEqual(activity);
      expect(group.state()?.roster).toEqual(old?.roster);
      expect(group.state()?.last.activity).toBe(old?.last.activity);
      for (const one of after) {
        if ('minutes' in one) await group.goTo(group.clock.current + one.minutes * 60_000);
        else await group.person(one.who).reply(one.text, { direct: one.direct });
      }
      expectConsistent(group);
    }),
    { numRuns: 50 },
  );
});

test('every message delivered twice leaves the same ledger as delivered once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const [once, twice] = [await play(sequence), await play(sequence, { times: 2 })];
      const said = (group: Group) => group.entries.map((entry) => ({ ...entry, cause: undefined }));
      expect(said(twice)).toEqual(said(once));
      expect(twice.held()?.people).toEqual(once.held()?.people);
    }),
    { numRuns: 60 },
  );
});

type Shape = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly propertyNames?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly pattern?: string;
  readonly format?: string;
  readonly maximum?: number;
};

/** Any value of a schema, with few different ids, so that facts meet. */
const anyOf = (shape: Shape): fc.Arbitrary<unknown> => {
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return fc.oneof(...choices.map(anyOf));
  if ('const' in shape) return fc.constant(shape.const);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.format === 'date-time') {
    return fc.constantFrom('2026-01-31T16:00:00.000Z', '2026-11-21T11:30:00.000Z', '2026-11-21T11:30:00+08:00');
  }
  if (shape.format === 'date') return fc.constantFrom('2026-02-28', '2026-11-21');
  if (shape.pattern?.includes('A[1-9]')) return fc.constantFrom('A1', 'A2', 'A33');
  if (shape.pattern?.includes('M[1-9]')) return fc.constantFrom('M1', 'M2', 'M77', 'founder');
  if (shape.pattern?.includes('P[1-9]')) return fc.constantFrom('P1', 'P2', 'P99');
  if (shape.pattern) return fc.stringMatching(new RegExp(shape.pattern, 'u'));
  if (shape.type === 'string') return fc.constantFrom('', '第一党小组', 'test:group', 'monthly-guidance');
  if (shape.type === 'boolean') return fc.boolean();
  if (shape.type === 'integer' || shape.type === 'number') {
    return fc.integer({ min: 1, max: Math.min(shape.maximum ?? 2_000_000_000, 2_000_000_000) });
  }
  if (shape.type === 'null') return fc.constant(null);
  if (shape.type === 'array') return fc.array(anyOf(shape.items ?? {}), { maxLength: 3 });
  if (shape.properties) {
    const properties = Object.fromEntries(Object.entries(shape.properties).map(([key, value]) => [key, anyOf(value)]));
    return fc.record(properties, { requiredKeys: [...(shape.required ?? [])] });
  }
  if (shape.type === 'object' && typeof shape.additionalProperties === 'object') {
    return fc.dictionary(
      anyOf(shape.propertyNames ?? { type: 'string' }) as fc.Arbitrary<string>,
      anyOf(shape.additionalProperties),
      { maxKeys: 3 },
    );
  }
  return fc.constant('');
};

test('any valid entries in any order can be folded, and the result can be kept in a new book', () => {
  const shape = z.toJSONSchema(entrySchema, { io: 'output' }) as Shape;
  const options = shape.anyOf ?? shape.oneOf ?? [];
  expect(options.length).toBeGreaterThan(30);
  const entries = fc.array(fc.oneof(...options.map(anyOf)), { maxLength: 25 });
  fc.assert(
    fc.property(entries, (values) => {
      const branch = values.map((value) => entrySchema.parse(value)).reduce(evolve, emptyBranch('b0001', zone));
      const carried = {
        type: 'carried-forward',
        state: branch,
        causes: {},
        seq: 1,
        by: 'schedule',
        at: '2027-01-01T00:00:00.000Z',
      };
      const next = entrySchema.parse(JSON.parse(JSON.stringify(carried)));
      expect(evolve(emptyBranch('b0001', zone), next)).toEqual(branch);
    }),
    { numRuns: 1000 },
  );
});

test('the roster of the properties is the usual one', () => {
  expect(defaultRoster.map((line) => line.split(' ')[0])).toEqual(names);
});
