import type { Branch, Destination, Push } from '../domain/branch.ts';
import { formatWhen, localDate } from '../domain/calendar.ts';
import { carried } from '../domain/carried.ts';
import type { Fact } from '../domain/entry.ts';
import { evolve } from '../domain/evolve.ts';
import { reachableAt, renderPush, titleOf } from '../domain/push.ts';
import { nameOf, type People } from '../domain/roster.ts';
import { fire, nextRun, startFacts } from './firing.ts';
import type { Almanac, Schedule } from './schedule.ts';

/** One push as it would go out, should nobody say anything before. */
export type Ahead = {
  readonly at: number;
  /** A room or a member. */
  readonly to: Destination;
  readonly template: Push['template'];
  readonly firstLine: string;
  /** Why, in words: the title of its schedule. */
  readonly why: string;
  readonly activity: string | undefined;
};

/**
 * Every push from `now` on up to and including `until`, as ticker and outbox would send them: the same firing, walked
 * with a simulated clock over the facts the schedules themselves return, and nothing of it written.
 */
export const pushesAhead = ({
  branch,
  people,
  schedules,
  almanac,
  now,
  until,
}: {
  branch: Branch;
  people: People;
  schedules: readonly Schedule[];
  almanac: Almanac;
  now: number;
  until: number;
}): Ahead[] => {
  const found: Ahead[] = [];
  const reasons = new Map<string, string>();
  const yearOf = (instant: number): string => localDate(instant, branch.timeZone).slice(0, 4);
  let known = branch;
  let clock = now;
  let year = yearOf(now);

  const write = (facts: readonly Fact[], at: number, why: string): void => {
    const turned: Fact[] =
      yearOf(clock) === year ? [] : [{ type: 'carried-forward', state: carried(known, clock), causes: {} }];
    year = yearOf(clock);
    for (const fact of [...turned, ...facts]) {
      if (fact.type === 'push-queued') reasons.set(fact.push, why);
      known = evolve(known, { seq: 1, at: new Date(at).toISOString(), by: 'schedule', ...fact });
    }
  };

  const owed = (): Push[] => Object.values(known.pushes).filter((push) => Object.keys(push.owed).length > 0);

  const deliver = (): void => {
    for (const push of owed()) {
      if ((push.notBefore ?? 0) > clock) continue;
      const text = renderPush(known, people, push)?.text;
      for (const to of Object.keys(push.owed)) {
        write([{ type: 'push-delivered', push: push.id, to, ...(to.includes(':') ? { ref: to } : {}) }], clock, '');
        if (text === undefined) continue;
        if (!to.includes(':') && reachableAt(people, to, push.template).length === 0) continue;
        const { activity } = push.data;
        found.push({
          at: clock,
          to,
          template: push.template,
          firstLine: text.split('\n')[0] ?? '',
          why: reasons.get(push.id) ?? '已排定的推送',
          activity: typeof activity === 'string' ? activity : undefined,
        });
      }
    }
  };

  write(startFacts(known, schedules, now), now, '');
  for (;;) {
    const next = nextRun(known, schedules, almanac);
    const waiting = owed().map(({ notBefore = 0 }) => notBefore);
    const at = Math.max(clock, Math.min(next?.runs ?? Number.POSITIVE_INFINITY, ...waiting));
    if (at > until) return found;
    clock = at;
    if (next && next.runs <= clock) {
      const fired = fire(known, next, clock, almanac);
      write(fired.facts, fired.at, next.schedule.title);
    } else deliver();
  }
};

/** 「12月1日（周二）09:00 群 组织生活清单」 */
export const aheadLine = (branch: Branch, people: People, { at, to, why, activity }: Ahead): string => {
  const where = to.includes(':') ? '群' : `私聊${nameOf(people, to)}`;
  const about = activity === undefined ? undefined : branch.activities[activity];
  return `${formatWhen(at, branch.timeZone)} ${where} ${why}${about ? `：${titleOf(about, people)}` : ''}`;
};
