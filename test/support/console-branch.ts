import type { Page } from '../../src/console/page.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { createGroup, type Group, when } from './group.ts';

/** An example for each thing an address can name; a page with a new parameter gives one here. */
const samples: Readonly<Record<string, readonly string[]>> = {
  ':paper': [
    'ledger-2026-11',
    'ledger-2026-Q4',
    'leave-2026-01',
    'month-2026-11',
    'sign-in-2026-A1',
    'record-2026-A1',
    'handbook-2026',
  ],
  ':month': ['2026-11'],
  ':member': ['M3', 'M8'],
  ':format': ['xlsx', 'csv'],
  ':activity': ['A1', 'A2', 'A3', 'A4', 'A5'],
};

/** Every address of a page over the busy branch. */
export const addressesOf = ({ path }: Pick<Page, 'path'>): string[] => {
  const [parameter] = /:\w+/u.exec(path) ?? [];
  if (parameter === undefined) return [path];
  const values = samples[parameter];
  if (!values) throw new Error(`Give an example for ${parameter} in test/support/console-branch.ts.`);
  return values.map((value) => path.replace(parameter, value));
};

/**
 * A branch in which everything waits that a page can show: A1 closed with something undecided, A2 open with marks of all
 * sorts, A3 planned, A4 dropped, A5 of one 党小组; a claimed name, an erasure asked for, a push given up. `strange` stands in
 * names, groups, topics and places.
 */
export const createBusyGroup = async (strange: readonly string[] = []): Promise<Group> => {
  const group = await createGroup({ now: when('2026-11-10', '10:00'), store: memoryStore() });
  const [secretary, officer] = [group.person('林书华'), group.person('王祖志')];
  await secretary.says('发起 主题党日 今天 19:30 一楼 学习');
  await group.person('张三').says('请假 出差');
  await group.goTo(when('2026-11-10', '19:10'));
  await group.person('李四').says('签到');
  await group.person('赵六').says('代报 孙七');
  await secretary.says('结束签到');
  await secretary.says('结束签到');
  await group.goTo(when('2026-11-21', '19:10'));
  await secretary.says('发起 学习 今天 19:30 二楼 读书 可线上');
  await secretary.says('发起 支部党员大会 11月30日 19:30 三楼 年度总结');
  await secretary.says('发起 党课 12月3日 15:00 三楼 讲条例');
  await secretary.says('发起 党小组会 第二党小组 12月4日 15:00 四楼 讨论');
  await officer.whispers('取消活动 A4');
  await officer.whispers('确认');
  await officer.whispers('开始签到 A2');
  await group.person('张三').whispers('签到 A2');
  await group.person('王五').whispers('请假 A2 事假');
  await group.person('赵六').whispers('迟到 A2 10');
  await group.person('周八').whispers('线上签到 A2');
  await group.person('孙七').whispers('我会到 A3');
  await group.person('张三').says('代报 李四');
  await group.person('新人').says('我是 王五');
  await group.person('赵六').whispers('删除我的资料');
  await officer.whispers('导入清单 11月\n1. 主题党日：学习全会精神\n2. 召开支委会');
  await officer.whispers('确认');
  await officer.whispers('主持 A1 林书华');
  await officer.whispers('第一议题 A1 学习全会精神');
  await officer.whispers('记录 A1 张三谈了体会\n李四作了补充');
  await officer.whispers('表决 A1 年度计划 赞成 1 反对 0 弃权 0');
  await officer.whispers('散会 A1 21:00');
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  const { branch } = held;
  const [first = '', second = '', third = ''] = strange;
  const one = (text: string): string => text.slice(0, 40);
  await group.recorder.record(held.id, {
    facts: [
      { type: 'push-queued', push: `P${branch.last.push + 1}`, template: 'notice', data: { text: '通知' }, to: ['M9'] },
      { type: 'push-given-up', push: `P${branch.last.push + 1}`, to: 'M9', reason: 'late' },
      ...(strange.length === 0
        ? []
        : [
            { type: 'branch-renamed' as const, name: third },
            {
              type: 'activity-planned' as const,
              activity: 'A6',
              kind: '学习' as const,
              concern: { scope: 'branch' as const },
              start: new Date(when('2026-12-08', '19:30')).toISOString(),
              place: second,
              topic: first,
              online: true,
            },
            {
              type: 'roster-changed' as const,
              members: Object.values(branch.members).map((member, index) =>
                index === 4 ? { ...member, group: one(second) } : member,
              ),
              left: [],
            },
          ]),
    ],
    people: strange.slice(0, 3).map((name, index) => ({ name: `M${index + 3}`, as: name })),
    at: group.clock.current,
    by: 'M1',
  });
  await group.outbox.idle();
  return group;
};
