import { allActivities } from '../domain/attendance.ts';
import type { Activity, Branch } from '../domain/branch.ts';
import { concernText, titleOf } from '../domain/push.ts';
import { nobody, type People, withNames, withoutNames } from '../domain/roster.ts';

const crlf = '\r\n';
const longestLine = 75;

const octets = (text: string): number => new TextEncoder().encode(text).length;

/** RFC 5545 §3.1: no line longer than 75 octets, broken between characters and never within one. */
export const folded = (line: string): string => {
  let text = '';
  let length = 0;
  for (const character of line) {
    const size = octets(character);
    if (length + size > longestLine) {
      text += `${crlf} `;
      length = 1;
    }
    text += character;
    length += size;
  }
  return text;
};

/** RFC 5545 §3.3.11: a text as a value; what no calendar can show is left out. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/[\\;,]/gu, (sign) => `\\${sign}`)
    .replaceAll(/\p{Cc}/gu, (sign) => (sign === '\n' ? '\\n' : ' '));

/** An instant in UTC, so that no reader needs a table of time zones: 20261203T113000Z. */
const utc = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;

const eventOf = (branch: Branch, people: People, activity: Activity): string[] => [
  'BEGIN:VEVENT',
  // An activity keeps its number for as long as the branch exists, so a moved or cancelled one replaces itself.
  `UID:${activity.id}.${branch.id}@zhishu`,
  `DTSTAMP:${utc(activity.since)}`,
  `DTSTART:${utc(activity.start)}`,
  // The ledger knows when it begins and not when it ends; without a length many calendars show nothing.
  'DURATION:PT1H',
  `SUMMARY:${escaped(titleOf(activity, people))}`,
  ...(activity.place === '' ? [] : [`LOCATION:${escaped(withNames(activity.place, people))}`]),
  `DESCRIPTION:${escaped(`范围：${concernText(activity.concern)}`)}`,
  `STATUS:${activity.state === 'dropped' ? 'CANCELLED' : 'CONFIRMED'}`,
  'END:VEVENT',
];

/** The activities of a branch's book as an iCalendar file (RFC 5545): by start, in UTC, cancelled ones marked so. */
export const calendarFeed = (branch: Branch, people: People): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//zhishu//calendar//ZH',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(branch.name)}`,
    ...allActivities(branch)
      .toSorted((a, b) => a.start - b.start || Number(a.id.slice(1)) - Number(b.id.slice(1)))
      .flatMap((activity) => eventOf(branch, people, activity)),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}${crlf}`)
    .join('');

/** The same for readers who may be anybody: no name of the roster stands in it, also none that was written before it was on the roster. */
export const calendarForAll = (branch: Branch, people: People): string => {
  const unnamed = (activities: Branch['activities']): Branch['activities'] =>
    Object.fromEntries(
      Object.entries(activities).map(([id, activity]) => [
        id,
        {
          ...activity,
          topic: withoutNames(activity.topic, people),
          place: withoutNames(activity.place, people),
        },
      ]),
    );
  return calendarFeed({ ...branch, activities: unnamed(branch.activities), past: unnamed(branch.past) }, nobody);
};
