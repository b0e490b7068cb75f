import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { runYear, undisturbed, type Year } from './chaos/year.ts';
import { byTime, type Expected, expectedMissed, expectedPushes, mayGo } from './golden/expected-2026.ts';
import { activityNames, roster, whatOf, withWeekday } from './golden/live-2026.ts';

/**
 * The year 2026 of the demo branch on a moved clock. The clock goes from one minute in which anything can happen to the
 * next: those that ticker.nextDue() names and those in which somebody speaks. That nothing happens between them is held
 * by the last test, which ticks every single minute.
 */
const golden = new URL('golden/2026.txt', import.meta.url);

type Row = Expected & { readonly text: string };

const wall = (moment: string): string =>
  new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** Everything delivered in 2026, as the table has it. */
const rowsOf = ({ entries, messages }: Year): Row[] => {
  const known = new Map(
    entries.flatMap((entry, index) =>
      entry.type === 'push-queued'
        ? [[entry.push, whatOf(entry, activityNames(entries.slice(0, index + 1)))] as const]
        : [],
    ),
  );
  const textOf = (push: string, isPrivate: boolean): string => {
    const message = messages.find(({ pushes, room }) => pushes.includes(push) && isPrivate === (room !== 'test:group'));
    const parts = message && message.pushes.length > 1 ? message.text.split('\n\n') : [message?.text ?? ''];
    return parts[message?.pushes.indexOf(push) ?? 0] ?? parts[0] ?? '';
  };
  return entries
    .flatMap((entry) => {
      if (entry.type !== 'push-delivered' || !wall(entry.at).startsWith('2026')) return [];
      const isPrivate = !entry.to.includes(':');
      const to = isPrivate ? (roster[Number(entry.to.slice(1)) - 1]?.split(' ')[0] ?? entry.to) : '群';
      const text = textOf(entry.push, isPrivate);
      return [{ at: wall(entry.at), to, what: known.get(entry.push) ?? entry.push, text }];
    })
    .toSorted(byTime);
};

/** What of the text the table shows: all of what only one person reads, of the others the head. */
const shown = ({ what, text }: Row): string =>
  (/^(应做事项|本周提示|考勤待确认|放假安排|月末核对)/u.test(what) ? text : (text.split('\n')[0] ?? '')).replaceAll(
    '\n',
    ' / ',
  );

const tableOf = (rows: readonly Row[], missed: readonly string[]): string =>
  [
    '示范支部 2026 年：机器人发出的每一条推送。',
    '一行一条：日期、星期、时间，发给谁，是什么（和哪次活动），开头的文字。',
    '由 test/golden.test.ts 核对；日期由 test/golden/expected-2026.ts 另行推算。',
    ...rows.flatMap((row, index) => [
      ...(row.at.slice(0, 7) === rows[index - 1]?.at.slice(0, 7) ? [] : ['', `## ${row.at.slice(0, 7)}`]),
      `${withWeekday(row.at)}  ${row.to.padEnd(3, '　')}  ${row.what}  | ${shown(row)}`,
    ]),
    '',
    '## 没有发出，并已记入台账（放假以后，提醒当天早上就会说）',
    ...missed,
    '',
  ].join('\n');

const missedOf = ({ entries }: Year): string[] => {
  const planned = entries.flatMap((entry) => (entry.type === 'activity-planned' ? [entry] : []));
  return entries.flatMap((entry) => {
    if (entry.type !== 'schedule-missed') return [];
    const start = Date.parse(entry.due) + 3 * 86_400_000;
    const about = planned.find((one) => Date.parse(one.start) === start);
    const what = entry.schedule === 'activity-notice' ? '再次通知' : entry.schedule;
    return [`${wall(entry.due)} ${what} ${about?.kind} ${about && wall(about.start).slice(5)}`];
  });
};

let year: Year;
let rows: Row[];
beforeAll(async () => {
  year = await runYear(undisturbed);
  rows = rowsOf(year);
});

const bare = ({ at, to, what }: Expected): string => `${at} ${to} ${what}`;

describe('the year 2026 of the demo branch', () => {
  test('is pushed exactly as worked out a second time: nothing is lost, nothing comes besides, nothing at another time', () => {
    const expected = expectedPushes().map(bare);
    expect(expected.length).toBeGreaterThan(300);
    expect(rows.map(bare)).toEqual(expected);
    expect(missedOf(year)).toEqual(expectedMissed());
  });

  test('has no push twice', () => {
    const counted = new Map<string, number>();
    for (const row of rows) counted.set(`${bare(row)} ${row.text}`, (counted.get(`${bare(row)} ${row.text}`) ?? 0) + 1);
    expect([...counted].filter(([, times]) => times > 1)).toEqual([]);
    expect(new Set(year.arrived).size).toBe(year.arrived.length);
    expect(year.entries.filter(({ type }) => type === 'push-given-up')).toEqual([]);
  });

  test("has no push in quiet hours or on a public holiday, but what a person said, check-ins, and the holiday's own activity", () => {
    expect(rows.filter((row) => !mayGo(row)).map(bare)).toEqual([]);
  });

  test('reads as the table in git', () => {
    const table = tableOf(rows, missedOf(year));
    if (process.env['GOLDEN'] === 'write') writeFileSync(golden, table);
    expect(table).toBe(readFileSync(golden, 'utf8'));
  });

  test('is the same when every single minute of it is ticked', async () => {
    expect(rowsOf(await runYear({ ...undisturbed, everyMinute: true }))).toEqual(rows);
  });
});
