import { announceLate, checkIn } from '../src/domain/attendance.ts';
import type { Branch } from '../src/domain/branch.ts';
import { closing } from '../src/domain/close.ts';
import type { Author, Entry, Fact } from '../src/domain/entry.ts';
import { emptyBranch, evolve } from '../src/domain/evolve.ts';
import { askLeave, decideLeave } from '../src/domain/leave.ts';
import { openCheckIn, planActivity } from '../src/domain/plan.ts';
import { changePeople, nobody, type People, type PeopleChange } from '../src/domain/roster.ts';
import { importRoster } from '../src/domain/roster-import.ts';
import { readRosterLines } from '../src/domain/roster-table.ts';

export const timeZone = 'Asia/Shanghai';

/** A branch as a year leaves it: what was appended together, and who is who. */
export type Year = {
  readonly branch: Branch;
  readonly people: People;
  readonly appends: readonly (readonly Entry[])[];
  readonly entries: number;
};

const hour = 3_600_000;
const day = 24 * hour;

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许'];
const givenNames = [...'建国卫东志强秀英明华'];

/** Some of a branch of this size hold office; they sit in three 党小组. */
export const rosterOf = (size: number): string =>
  Array.from({ length: size }, (_, index) => {
    const group = `第${'一二三'[index % 3]}党小组`;
    const office = ['书记', '副书记', '组织委员'][index] ?? (index < 6 ? '党小组长' : '');
    return `${surnames[index % 20]}${givenNames[Math.floor(index / 20) % 10]} 正式 ${group} ${office}`.trim();
  }).join('\n');

/** What the operator's import makes of a roster, with one confirmed account for everybody. */
export const rosterChange = (
  branch: Branch,
  people: People,
  size: number,
  accountOf: (member: number) => string,
): { readonly facts: readonly Fact[]; readonly people: readonly PeopleChange[] } => {
  const reading = readRosterLines(rosterOf(size));
  if ('problems' in reading) throw new Error(reading.problems[0]?.what);
  const change = importRoster(branch, people, reading.rows, { bindAccounts: false });
  if ('problems' in change) throw new Error(change.problems[0]?.what);
  const bound = change.added.map((to, index) => ({ bind: accountOf(index + 1), to, trust: 'confirmed' as const }));
  return { facts: change.facts, people: [...change.people, ...bound] };
};

/**
 * One branch's year through the same decisions the bot makes: planned, announced, opened, checked in, closed, told.
 * The last activity is planned for later today and its check-in stands open.
 */
export const writeYear = ({
  activities,
  members,
  room,
  now,
  schedules,
  accountOf,
}: {
  readonly activities: number;
  readonly members: number;
  readonly room: string;
  readonly now: number;
  readonly schedules: readonly string[];
  readonly accountOf: (member: number) => string;
}): Year => {
  let branch = emptyBranch('b0001', timeZone);
  let people = nobody;
  let seq = 0;
  let messages = 1_000;
  const appends: Entry[][] = [];

  const append = (at: number, by: Author, facts: readonly Fact[], cause?: string): void => {
    if (facts.length === 0) return;
    const iso = new Date(at).toISOString();
    const entries = facts.map((fact): Entry => {
      seq += 1;
      const entry = { seq, at: iso, by, ...(cause === undefined ? {} : { cause }), ...fact };
      branch = evolve(branch, entry);
      return entry;
    });
    appends.push(entries);
  };
  const message = (): string => {
    messages += 1;
    return `${room}:${messages}`;
  };
  const deliver = (at: number): void => {
    for (const push of Object.values(branch.pushes)) {
      for (const to of Object.keys(push.owed)) {
        append(at, 'delivery', [{ type: 'push-attempted', push: push.id, to }]);
        append(at + 200, 'delivery', [{ type: 'push-delivered', push: push.id, to, ref: message() }]);
      }
    }
  };
  const open = (id: string, at: number): void => {
    const activity = branch.activities[id];
    if (activity) append(at, 'schedule', openCheckIn(branch, activity), `schedule:open-check-in:${id}`);
    deliver(at + 1_000);
  };

  const step = (300 * day) / Math.max(1, activities);
  const begun = now - 310 * day;
  append(begun, 'operator', [
    { type: 'branch-founded', name: '第一党支部' },
    { type: 'room-claimed', room },
  ]);
  const change = rosterChange(branch, people, members, accountOf);
  append(begun, 'operator', change.facts);
  for (const one of change.people) people = changePeople(people, one);

  const held = (start: number): void => {
    append(
      start - 2 * day,
      'M1',
      planActivity(branch, people, {
        kind: '主题党日',
        concern: { scope: 'branch' },
        start,
        place: '党群服务中心三楼会议室',
        topic: '集中学习',
        online: false,
      }),
      message(),
    );
    deliver(start - 2 * day + 1_000);
    const id = `A${branch.last.activity}`;
    open(id, start - hour / 2);
    for (const [index, member] of branch.roster.entries()) {
      const activity = branch.activities[id];
      if (!activity || index === members - 1) continue;
      const at = start - 600_000 + index * 30_000;
      if (index === members - 2) {
        append(at, member, askLeave(branch, activity, member, '事假', at), message());
        const asked = branch.activities[id];
        if (asked) append(at + 60_000, 'M1', decideLeave(asked, member, true), message());
        continue;
      }
      if (index === members - 3) append(at - hour, member, announceLate(branch, activity, member, 20), message());
      append(at, member, checkIn(branch, branch.activities[id] ?? activity, member, at), message());
    }
    const activity = branch.activities[id];
    if (activity) append(start + 2 * hour, 'M1', closing(branch, activity, start + 2 * hour), message());
    deliver(start + 2 * hour + 1_000);
  };
  for (let number = 0; number < activities; number++) held(begun + 4 * day + number * step);

  const start = now + 12 * hour;
  append(
    now - day,
    'M1',
    planActivity(branch, people, {
      kind: '支部党员大会',
      concern: { scope: 'branch' },
      start,
      place: '党群服务中心三楼会议室',
      topic: '',
      online: false,
    }),
    message(),
  );
  deliver(now - day + 1_000);
  open(`A${branch.last.activity}`, now - hour);
  append(
    now - 1_000,
    'schedule',
    schedules.map((schedule) => ({ type: 'schedule-started', schedule, from: new Date(now - 1_000).toISOString() })),
  );
  return { branch, people, appends, entries: seq };
};
