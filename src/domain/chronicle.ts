import { heldActivities, tally } from './attendance.ts';
import type { Branch, Kind } from './branch.ts';
import { localDate } from './calendar.ts';
import type { Entry } from './entry.ts';
import { dayName, type Span } from './period.ts';
import { titleOf } from './push.ts';
import { committeePosts, type Member, type MemberId, nameOf, type People } from './roster.ts';
import type { Yearbook } from './yearbook.ts';

/** One line of the 大事记; `date` as YYYY-MM-DD. */
export type Event = { readonly date: string; readonly text: string };

/** What changed on the roster in numbers, and who took over a post of the committee. */
const rosterEvents = (entries: readonly Entry[], date: (entry: Entry) => string, people: People): Event[] => {
  const known = new Map<MemberId, Member>();
  const left = new Set<MemberId>();
  return entries.flatMap((entry): Event[] => {
    if (entry.type === 'carried-forward') {
      for (const member of Object.values(entry.state.members)) known.set(member.id, member);
      for (const id of Object.keys(entry.state.left)) left.add(id);
    }
    if (entry.type === 'member-erased') known.delete(entry.member);
    if (entry.type !== 'roster-changed') return [];
    const isFirst = known.size === 0 && left.size === 0;
    const added = entry.members.filter(({ id }) => !known.has(id)).length;
    const gone = entry.left.filter((id) => known.has(id)).length;
    const installed = entry.members.flatMap(({ id, posts }) => {
      const fresh = posts.filter((post) => committeePosts.includes(post) && !known.get(id)?.posts.includes(post));
      return fresh.length === 0 ? [] : [`${nameOf(people, id)}任${fresh.join('、')}`];
    });
    for (const member of entry.members) known.set(member.id, member);
    for (const id of entry.left) {
      known.delete(id);
      left.add(id);
    }
    const changes = [...(added > 0 ? [`增加 ${added} 人`] : []), ...(gone > 0 ? [`减少 ${gone} 人`] : [])].join('，');
    const texts = [
      ...(isFirst
        ? [`登记党员名册，共 ${added} 人。`]
        : changes === ''
          ? []
          : [`名册${changes}，现有 ${known.size} 人。`]),
      ...(installed.length === 0 ? [] : [`支部委员会职务登记：${installed.join('，')}。`]),
    ];
    return texts.map((text) => ({ date: date(entry), text }));
  });
};

const branchEvents = (entries: readonly Entry[], date: (entry: Entry) => string): Event[] =>
  entries.flatMap((entry): Event[] => {
    if (entry.type === 'branch-founded') return [{ date: date(entry), text: '启用支部台账。' }];
    if (entry.type === 'branch-renamed') return [{ date: date(entry), text: `支部更名为“${entry.name}”。` }];
    if (entry.type === 'term-end-set' && entry.date !== null) {
      const day = `${entry.date.slice(0, 4)}年${dayName(entry.date)}`;
      return [{ date: date(entry), text: `登记本届届满日期：${day}。` }];
    }
    return [];
  });

const verbs: Readonly<Partial<Record<Kind, string>>> = { 支部党员大会: '召开', 组织生活会: '召开', 党课: '举行' };

/** What concerned the whole branch; meetings of the committee and of 党小组 stand among the records alone. */
const activityEvents = (branch: Branch, people: People): Event[] =>
  heldActivities(branch)
    .filter(({ concern }) => concern.scope === 'branch')
    .map((activity) => {
      const { present } = tally(branch, activity);
      const verb = verbs[activity.kind] ?? '开展';
      const text = `${verb}${titleOf(activity, people)}，到会 ${present} 人。`;
      return { date: localDate(activity.start, branch.timeZone), text };
    });

/**
 * 大事记 of the days of a span, oldest first: what the book tells of the branch as a whole. `ruleName` says what a thing
 * that was 已办 is called. Members come in numbers, but for who took a post; somebody erased is 某同志.
 */
export const chronicle = (
  { branch, entries }: Pick<Yearbook, 'branch' | 'entries'>,
  people: People,
  { from, to }: Span,
  ruleName: (rule: string) => string | undefined,
): Event[] => {
  const date = ({ at }: Entry): string => localDate(Date.parse(at), branch.timeZone);
  const done = branch.ticks.flatMap(({ rule, group, on, step }): Event[] => {
    const name = ruleName(rule);
    return name === undefined || step !== undefined ? [] : [{ date: on, text: `登记${group ?? ''}${name}已办。` }];
  });
  return [
    ...branchEvents(entries, date),
    ...rosterEvents(entries, date, people),
    ...activityEvents(branch, people),
    ...done,
  ]
    .filter((event) => event.date >= from && event.date <= to)
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
};
