import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const people = ['林书华', '王祖志', '张三', '李四', '王五'] as const;
const seen = ['张三', '王五', '周八'];
type Step = { readonly who: string; readonly text: string };

const said = fc.constantFrom(
  '签到',
  '线上签到',
  '请假',
  '请假 出差',
  '迟到 10',
  '迟到 25',
  '取消签到',
  '销假',
  '我会到',
);
const own: fc.Arbitrary<Step> = fc.record({ who: fc.constantFrom(...people), text: said });
const reported = fc
  .tuple(fc.constantFrom(...people), fc.constantFrom(...seen))
  .map(([who, name]): Step => ({ who, text: `代报 ${name}` }));
const entered = fc
  .tuple(
    fc.constantFrom('林书华', '王祖志'),
    fc.constantFrom('代录', '准假', '不准假', '不认代报'),
    fc.constantFrom(...seen),
    fc.constantFrom('', ' 线上', ' 迟到 20', ' 请假 病假', ' 缺席'),
  )
  .map(([who, word, name, state]): Step => ({ who, text: `${word} ${name}${word === '代录' ? state : ''}` }));
/** Each speaks of one person, and what comes of it depends on nobody else. */
const ofOne = fc.oneof({ weight: 3, arbitrary: own }, reported, { weight: 2, arbitrary: entered });
/** These speak of many, or change what later words may do. */
const ofMany: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    who: fc.constantFrom('林书华', '王祖志'),
    text: fc.constantFrom('全到', '全到除 张三', '结束签到', '允许线上', '不允许线上', '二组都到齐了', '群内点名 开'),
  }),
  fc.record({
    who: fc.constantFrom('张三', '王五', '林书华'),
    text: fc.constantFrom('不要点我名', '#接龙\n主题党日签到\n\n1. 张三\n2. 王五\n3. 周八 请假'),
  }),
);
const undo: fc.Arbitrary<Step> = fc.record({ who: fc.constantFrom(...people), text: fc.constant('撤销') });

const evening = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 会议室 可线上');
  await group.goTo(when('2026-11-21', '19:10'));
  return group;
};

/** Equal for equal values, whatever the order of their keys. */
const written = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `{${Object.entries(value)
        .map(([key, part]) => `${key}: ${written(part)}`)
        .toSorted()
        .join()}}`
    : String(value);

/** All that the words here can change, value by value. */
const viewOf = (group: Group): ReadonlyMap<string, string> => {
  const state = group.state();
  const {
    marks,
    leaves,
    proxies,
    announcedLate,
    intentions,
    madeUp,
    online,
    state: stands,
  } = state?.activities['A1'] ?? {};
  const members = { marks, leaves, proxies, announcedLate, intentions, madeUp };
  return new Map([
    ...Object.entries(members).flatMap(([part, of]) =>
      Object.entries(of ?? {}).map(([id, value]) => [`${part} ${id}`, written(value)] as const),
    ),
    ...Object.entries(state?.preferences ?? {}).flatMap(([id, value]) =>
      value?.unnamed ? [[`unnamed ${id}`, 'yes'] as const] : [],
    ),
    ['online', String(online)],
    ['state', String(stands)],
    ['settings', written(state?.settings)],
  ]);
};

/** Nothing is decided by what only goes along with it. */
const isDecided = (group: Group, from: number): boolean =>
  group.entries.slice(from).some(({ type }) => !/^(?:push-|schedule-|receipt-|room-)/u.test(type));

type Decision = {
  readonly step: Step;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
};

/** Plays the steps; `undone` hears of every 撤销 that took something back, with the decision that ought to be the one. */
const play = async (
  steps: readonly Step[],
  undone: (
    decision: Decision | undefined,
    before: ReadonlyMap<string, string>,
    after: ReadonlyMap<string, string>,
  ) => void,
): Promise<{ readonly group: Group; readonly standing: readonly Step[] }> => {
  const group = await evening();
  let decisions: Decision[] = [];
  for (const step of steps) {
    group.clock.current += 1000;
    const [from, before] = [group.entries.length, viewOf(group)];
    const answer = await group.person(step.who).says(step.text);
    const after = viewOf(group);
    if (step.text !== '撤销') {
      if (isDecided(group, from)) decisions = [...decisions, { step, before, after }];
      continue;
    }
    if (!answer?.startsWith('已撤销')) {
      expect([...after]).toEqual([...before]);
      continue;
    }
    const last = decisions.findLast((one) => one.step.who === step.who);
    undone(last, before, after);
    decisions = decisions.filter((one) => one !== last);
  }
  return { group, standing: decisions.map((one) => one.step) };
};

test('撤销 puts back what the own last standing decision changed, and nothing that anybody changed besides', async () => {
  const steps = fc.array(
    fc.oneof({ weight: 4, arbitrary: ofOne }, { weight: 2, arbitrary: ofMany }, { weight: 4, arbitrary: undo }),
    {
      minLength: 2,
      maxLength: 24,
      size: 'max',
    },
  );
  let times = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await play(sequence, (decision, before, after) => {
        times += 1;
        expect(decision).toBeDefined();
        const keys = new Set([...before.keys(), ...after.keys(), ...(decision?.before.keys() ?? [])]);
        for (const key of keys) {
          const isIts = decision?.before.get(key) !== decision?.after.get(key);
          // What anybody touched since stays as they left it: a mark entered after the closing outlives its 撤销.
          const isTouched = before.get(key) !== decision?.after.get(key);
          expect([key, after.get(key)]).toEqual([key, (isIts && !isTouched ? decision?.before : before)?.get(key)]);
        }
      });
    }),
    { numRuns: 30 },
  );
  expect(times).toBeGreaterThan(20);
});

test('after any number of 撤销 everything stands as if what was taken back had never been said', async () => {
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: ofOne }, { weight: 2, arbitrary: undo }), {
    minLength: 2,
    maxLength: 24,
    size: 'max',
  });
  let times = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const real = await play(sequence, () => {
        times += 1;
      });
      const without = await play(real.standing, () => undefined);
      expect([...viewOf(real.group)].toSorted()).toEqual([...viewOf(without.group)].toSorted());
    }),
    { numRuns: 30 },
  );
  expect(times).toBeGreaterThan(20);
});
