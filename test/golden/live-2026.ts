import { readFileSync } from 'node:fs';
import type { Held } from '../../src/bot/recorder.ts';
import { checkIn } from '../../src/domain/attendance.ts';
import type { Activity } from '../../src/domain/branch.ts';
import { formatDay } from '../../src/domain/calendar.ts';
import { closing } from '../../src/domain/close.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import type { GuidanceItem } from '../../src/domain/guidance.ts';
import { setList } from '../../src/domain/guidance-own.ts';
import { askLeave } from '../../src/domain/leave.ts';
import { dropActivity, moveActivity, planActivity } from '../../src/domain/plan.ts';
import { dataFolder } from '../../src/places.ts';
import { schedules, when } from '../support/group.ts';
import { done, ownLists, type Planned, plan } from './plan-2026.ts';

/** The demo branch's roster as lines. */
export const roster = readFileSync(new URL('demo/roster.csv', dataFolder), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').slice(0, 4).join(' ').trim());

export const momentAt = (moment: string): number => when(moment.slice(0, 10), moment.slice(11));
const shown = (instant: number): string =>
  new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** What somebody does at a time of the year; its name is its cause, so that it is done once however often it is tried. */
export type Deed = { readonly at: number; readonly name: string; readonly facts: (held: Held) => readonly Fact[] };

const deedsOf = (one: Planned): Deed[] => {
  const name = `${one.kind}${one.group ?? ''} ${one.start}`;
  const start = momentAt(one.start);
  const begins = momentAt(one.moved?.to ?? one.start);
  const concern =
    one.group !== undefined
      ? ({ scope: 'group', group: one.group } as const)
      : one.kind === '支委会'
        ? ({ scope: 'committee' } as const)
        : ({ scope: 'branch' } as const);
  const isMeant = (activity: Activity): boolean =>
    activity.kind === one.kind &&
    JSON.stringify(activity.concern) === JSON.stringify(concern) &&
    (activity.start === start || activity.start === begins);
  const deed = (moment: number, what: string, facts: (held: Held, activity: Activity) => readonly Fact[]): Deed => ({
    at: moment,
    name: `${name} ${what}`,
    facts: (held) => {
      const activity = Object.values(held.branch.activities).find(isMeant);
      return activity ? facts(held, activity) : [];
    },
  });
  const { moved, dropped, ended } = one;
  return [
    {
      at: momentAt(one.planned),
      name: `${name} planned`,
      facts: ({ branch, people }) =>
        planActivity(branch, people, { kind: one.kind, concern, start, place: '会议室', topic: '', online: false }),
    },
    ...(moved
      ? [
          deed(momentAt(moved.at), 'moved', ({ branch, people }, activity) =>
            moveActivity(branch, people, activity, moved.to, momentAt(moved.at)),
          ),
        ]
      : []),
    ...(dropped === undefined
      ? ['M1', 'M2', 'M10', 'M17'].map((member) =>
          deed(begins - 5 * 60_000, member, ({ branch }, activity) =>
            one.group === undefined || branch.members[member]?.group === one.group
              ? checkIn(branch, activity, member, begins - 5 * 60_000)
              : [],
          ),
        )
      : [deed(momentAt(dropped), 'dropped', ({ branch }, activity) => dropActivity(branch, activity))]),
    ...(one.leaveAsked
      ? [
          deed(begins - 5 * 3_600_000, 'leave', ({ branch }, activity) =>
            askLeave(branch, activity, 'M5', '公差', begins - 5 * 3_600_000),
          ),
        ]
      : []),
    ...(ended === undefined
      ? []
      : [deed(momentAt(ended), 'ended', ({ branch }, activity) => closing(branch, activity, momentAt(ended)))]),
  ];
};

export const deedsOf2026 = (): Deed[] =>
  [
    ...plan.flatMap(deedsOf),
    ...done.map(
      ({ rule, period, said }): Deed => ({
        at: momentAt(said),
        name: `${rule} done`,
        facts: () => [{ type: 'obligation-ticked', rule, period, on: said.slice(0, 10) }],
      }),
    ),
    ...ownLists.map(
      ({ month, said }): Deed => ({
        at: momentAt(said),
        name: `list of ${month}`,
        facts: ({ branch, people }) =>
          setList(
            branch,
            people,
            {
              month,
              issuer: '街道党工委',
              suggestion: false,
              audience: [],
              invite: [],
              items: [
                { ...item, no: 1, kind: '主题党日', topic: '集中学习' },
                { ...item, no: 2, kind: '走访', topic: '走访老党员' },
              ],
            },
            momentAt(said),
          ),
      }),
    ),
  ].toSorted((a, b) => a.at - b.at);

const item: Omit<GuidanceItem, 'no' | 'kind' | 'topic'> = {
  block: '规定动作',
  mode: '集中',
  required: true,
  materials: [],
  who: '全体党员',
  skipIfDone: false,
  evidence: '无',
  source: '街道党工委当月清单',
};

/** What each schedule's and each template's pushes are called in the golden table. */
const labels: Readonly<Record<string, string>> = {
  privacy: '说明',
  'activity-announced': '通知',
  'activity-moved': '改期',
  'activity-dropped': '取消',
  'activity-reminder': '提醒',
  'check-in': '签到',
  'activity-closed': '小结',
  'guidance-list': '清单',
  'activity-notice activity-announced': '再次通知',
  'monthly-guidance officer-line': '清单文字',
  'month-end-sheet officer-line': '月末核对',
  'obligation-warning officer-line': '应做事项',
  'record-due officer-line': '考勤待确认',
  'weekly-line officer-line': '本周提示',
  'holiday-data-missing officer-line': '放假安排',
  'close-activity officer-line': '签到结果',
  'said officer-line': '签到结果',
};

type Queued = Entry & { type: 'push-queued' };

/** The kind of a push and, in a room, the activity it is about, by its start when it was sent. */
export const whatOf = ({ cause = '', template, data }: Queued, activities: ReadonlyMap<string, string>): string => {
  const schedule = schedules.find(({ id }) => cause.startsWith(`schedule:${id}:`))?.id ?? 'said';
  const label = labels[`${schedule} ${template}`] ?? labels[template] ?? `${schedule} ${template}`;
  const activity = activities.get(String(data['activity'] ?? ''));
  return activity === undefined ? label : `${label} ${activity}`;
};

/** 「主题党日 01-12 19:30」 by activity, as `entries` leave it. */
export const activityNames = (entries: readonly Entry[]): Map<string, string> => {
  const names = new Map<string, string>();
  const kinds = new Map<string, string>();
  for (const entry of entries) {
    if (entry.type === 'activity-planned') {
      kinds.set(entry.activity, `${entry.kind}${entry.concern.scope === 'group' ? entry.concern.group : ''}`);
    }
    if (entry.type === 'activity-planned' || entry.type === 'activity-moved') {
      names.set(entry.activity, `${kinds.get(entry.activity)} ${shown(Date.parse(entry.start)).slice(5)}`);
    }
  }
  return names;
};

/** 「2026-01-12 周一 19:00」 of 「2026-01-12 19:00」. */
export const withWeekday = (moment: string): string =>
  `${moment.slice(0, 10)} ${/周./u.exec(formatDay(moment.slice(0, 10)))?.[0] ?? ''} ${moment.slice(11)}`;
