import { allActivities } from '../../domain/attendance.ts';
import type { Branch } from '../../domain/branch.ts';
import { formatDay, localDate } from '../../domain/calendar.ts';
import type { Entry } from '../../domain/entry.ts';
import type { HistoryLine } from '../../domain/history.ts';
import { historySheet } from '../../domain/history-sheet.ts';
import { titleOf } from '../../domain/push.ts';
import { nameOf, withNames } from '../../domain/roster.ts';
import { defineEnclosure, definePage, type View } from '../page.ts';
import { Field, Nothing, Section } from '../parts.tsx';

const shownAtOnce = 50;

const topics = [
  ['attendance', '考勤'],
  ['leave', '请假'],
  ['activity', '活动'],
  ['record', '会议记录'],
  ['roster', '名册和账号'],
  ['guidance', '清单和应做事项'],
  ['push', '推送'],
  ['settings', '设置'],
  ['withdrawn', '撤销和更正'],
] as const;
type Topic = (typeof topics)[number][0];

const topicOf: Readonly<Record<Entry['type'], Topic>> = {
  'branch-founded': 'settings',
  'branch-renamed': 'settings',
  'room-claimed': 'settings',
  'room-moved': 'settings',
  'room-left': 'settings',
  'room-informed': 'settings',
  'roster-changed': 'roster',
  'account-bound': 'roster',
  'account-released': 'roster',
  'preference-set': 'roster',
  'member-erased': 'roster',
  'setting-changed': 'settings',
  'preset-chosen': 'settings',
  'cadence-set': 'settings',
  'term-end-set': 'settings',
  'checklist-set': 'settings',
  'study-day-set': 'settings',
  'timing-set': 'settings',
  'calendar-shared': 'settings',
  'obligation-ticked': 'guidance',
  'tick-withdrawn': 'guidance',
  'review-counted': 'guidance',
  'rectification-added': 'guidance',
  'rectification-settled': 'guidance',
  'guidance-set': 'guidance',
  'guidance-item-noted': 'guidance',
  'activity-planned': 'activity',
  'activity-moved': 'activity',
  'activity-dropped': 'activity',
  'online-allowed': 'activity',
  'check-in-opened': 'activity',
  'activity-closed': 'activity',
  'activity-reopened': 'activity',
  'attendance-marked': 'attendance',
  'mark-withdrawn': 'attendance',
  'lateness-announced': 'attendance',
  'intention-stated': 'attendance',
  'proxy-reported': 'attendance',
  'proxy-decided': 'attendance',
  'make-up-recorded': 'attendance',
  'leave-asked': 'leave',
  'leave-decided': 'leave',
  'leave-withdrawn': 'leave',
  'record-written': 'record',
  'record-struck': 'record',
  'decision-withdrawn': 'withdrawn',
  'standing-restored': 'withdrawn',
  'push-queued': 'push',
  'push-attempted': 'push',
  'push-put-off': 'push',
  'push-delivered': 'push',
  'push-given-up': 'push',
  'push-withdrawn': 'push',
  'push-recalled': 'push',
  'receipt-given': 'push',
  'schedule-started': 'push',
  'schedule-fired': 'push',
  'schedule-missed': 'push',
  'carried-forward': 'settings',
};

type Loaded = {
  readonly lines: readonly HistoryLine[];
  readonly year: number;
  readonly years: readonly number[];
  /** As it was when that year ended: its activities can be chosen. */
  readonly atItsEnd: Branch;
};

/** Every entry of a year, the newest first: who changed what, and what was taken back. */
export const ledger = definePage<Loaded>({
  path: 'ledger',
  title: '台账',
  menu: '台账',
  live: true,
  load: async (library, { branch, query }) => {
    const years = await library.years(branch.id);
    const year = yearChosen(query, years);
    const isPast = year !== years.at(-1);
    return {
      lines: await library.history(branch, year),
      year,
      years,
      atItsEnd: isPast ? (await library.yearbook(branch, year)).branch : branch,
    };
  },
  render: (view) => {
    const { lines, year } = view.loaded;
    const chosen = lines.filter(wanted(view.query));
    const before = Number(view.query['before'] ?? '');
    const until = Number.isSafeInteger(before) && before > 0 ? chosen.filter(({ seq }) => seq < before) : chosen;
    const shown = until.slice(-shownAtOnce).toReversed();
    const oldest = shown.at(-1)?.seq;
    return (
      <>
        <h1>台账</h1>
        <p class="note">
          台账只增不改：写错了就再写一条更正，原来的一条仍在。{year}年共 {lines.length} 条，符合条件的 {chosen.length}{' '}
          条，新的在前。
        </p>
        <Filter view={view} />
        {chosen.length > 0 && (
          <Section id="export" title="导出" screenOnly>
            <p class="note">导出符合条件的全部 {chosen.length} 条。文件里有姓名，请妥善保管。</p>
            <div class="acts">
              <a class="button" href={addressOf('ledger-file/xlsx', view.query)} download>
                导出 Excel
              </a>
              <a class="button" href={addressOf('ledger-file/csv', view.query)} download>
                导出 CSV
              </a>
            </div>
          </Section>
        )}
        <Section id="entries" title="条目">
          {shown.length === 0 ? <Nothing>没有符合条件的条目。</Nothing> : <Lines view={view} lines={shown} />}
          <div class="acts">
            {shown.length < until.length && oldest !== undefined && (
              <a class="button" href={`${addressOf('ledger', view.query, oldest)}#entries`}>
                更早的条目
              </a>
            )}
            {until.length < chosen.length && (
              <a class="button" href={`${addressOf('ledger', view.query)}#entries`}>
                回到最新
              </a>
            )}
          </div>
        </Section>
      </>
    );
  },
});

/** What the page shows under the same conditions, all of it, as a table to keep. */
export const ledgerFile = defineEnclosure({
  path: 'ledger-file/:format',
  draw: async (library, { branch, people, params, query }) => {
    const { format } = params;
    if (format !== 'xlsx' && format !== 'csv') return undefined;
    const year = yearChosen(query, await library.years(branch.id));
    const lines = (await library.history(branch, year)).filter(wanted(query));
    const { seal } = await library.book(branch.id, year);
    const { topic, by } = query;
    const chosen = [
      ...(query['member'] ? [`有关的同志${nameOf(people, query['member'])}`] : []),
      ...(query['activity'] ? [`活动${query['activity']}`] : []),
      ...topics.flatMap(([id, title]) => (id === topic ? [`内容${title}`] : [])),
      ...(by ? [`由${otherAuthors.find(([id]) => id === by)?.[1] ?? nameOf(people, by)}登记`] : []),
    ];
    return library.draw(historySheet(branch, people, lines, { seal, chosen }), format);
  },
});

const yearChosen = ({ year }: Query, years: readonly number[]): number =>
  years.find((one) => String(one) === year) ?? years.at(-1) ?? 0;

type Query = View['query'];

const wanted =
  ({ member, activity, topic, by }: Query) =>
  (line: HistoryLine): boolean =>
    (!member || line.members.includes(member)) &&
    (!activity || line.activity === activity) &&
    (!topic || topicOf[line.type] === topic || (topic === 'withdrawn' && (line.withdrawn || line.corrects))) &&
    (!by || line.by === by);

const filters = ['year', 'member', 'activity', 'topic', 'by'] as const;

const otherAuthors = [
  ['schedule', '按日程'],
  ['delivery', '支书助手'],
  ['operator', '管理员'],
] as const;

/** The same conditions at another address. */
const addressOf = (path: string, query: Query, before?: number): string => {
  const kept = filters.flatMap((name) => (query[name] ? [[name, query[name]]] : []));
  const all = [...kept, ...(before === undefined ? [] : [['before', String(before)]])];
  return all.length === 0 ? path : `${path}?${new URLSearchParams(all).toString()}`;
};

const Lines = ({ view: { people }, lines }: { view: Pick<View, 'people'>; lines: readonly HistoryLine[] }) => (
  <ol class="rows">
    {lines.map(({ seq, text }) => (
      <li id={`e-${seq}`}>
        <span class="note">第 {seq} 条</span> {withNames(text, people)}
      </li>
    ))}
  </ol>
);

const Filter = ({ view: { branch, people, query, loaded } }: { view: View<Loaded> }) => {
  const members = [...branch.roster, ...Object.keys(branch.left).filter((id) => id in people.members)];
  const named = members.map((id) => [id, nameOf(people, id)] as const);
  const years = loaded.years.toReversed().map((one) => [String(one), `${one}年`] as const);
  const held = allActivities(loaded.atItsEnd)
    .toSorted((a, b) => b.start - a.start)
    .map((one) => [one.id, `${formatDay(localDate(one.start, branch.timeZone))} ${titleOf(one, people)}`] as const);
  return (
    <form class="fields screen-only" method="get" action="ledger" id="filter">
      {years.length > 1 && <Choice label="哪一年" name="year" chosen={String(loaded.year)} options={years} whole />}
      <Choice label="有关的同志" name="member" chosen={query['member']} options={named} />
      <Choice label="活动" name="activity" chosen={query['activity']} options={held} />
      <Choice label="内容" name="topic" chosen={query['topic']} options={topics} />
      <Choice label="由谁登记" name="by" chosen={query['by']} options={[...named, ...otherAuthors]} />
      <button type="submit" class="main">
        查看
      </button>
    </form>
  );
};

const Choice = ({
  label,
  name,
  chosen,
  options,
  whole,
}: {
  label: string;
  name: (typeof filters)[number];
  chosen: string | undefined;
  options: readonly (readonly [string, string])[];
  /** One of them is always chosen. */
  whole?: boolean;
}) => (
  <Field label={label}>
    <select name={name}>
      {!whole && <option value="">全部</option>}
      {options.map(([value, words]) => (
        <option value={value} selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
  </Field>
);
