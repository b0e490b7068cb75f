import { type Relay, readNumberedRows } from './relay.ts';
import { meaningOf, type RelayRow, readRow } from './relay-row.ts';
import { plain } from './written.ts';

const heading =
  /^([^:]{0,20}?(?:到会|已到|实到|到场|签到|参加|线上|请假|病假|事假|公差|缺席|未到|没到|名单)[^:]{0,8})(?::|$)\s*(.*)$/u;
const absence = /缺席|未到|没到|应到/u;

/** What stands under 「请假：」 is on leave without saying so once more; who is named absent is not recorded. */
const under = (row: RelayRow, title: string): RelayRow[] => {
  if (absence.test(title)) return [];
  const meaning = row.wish === 'present' ? meaningOf(title.replace(/名单|[\d人位]/gu, '')) : undefined;
  return [meaning && meaning.wish !== 'present' ? { ...row, ...meaning } : row];
};

/** A list of names: one a line or several with 、 between, under headings such as 「到会：」 and 「请假：」, numbered or not. */
export const readNameList = (text: string, names: readonly string[] = []): Relay => {
  const titles: string[] = [];
  const rows: RelayRow[] = [];
  let title = '';
  for (const [index, line] of plain(text).split('\n').entries()) {
    const [, head, rest] = heading.exec(line.trim()) ?? [];
    const isHeading = head !== undefined && !names.some((name) => head.replaceAll(/\s/gu, '').includes(name));
    if (isHeading) {
      title = head;
      titles.push(head);
    }
    const numbered = readNumberedRows(line, names).rows;
    const parts = numbered.length > 0 ? [] : (isHeading ? (rest ?? '') : line).split(/[、,;。]/u);
    const read = numbered.length > 0 ? numbered : parts.flatMap((part) => readRow(part, names));
    for (const row of read) if (row.text !== '') rows.push(...under({ ...row, number: index + 1 }, title));
  }
  return { title: titles.join(' '), rows };
};
