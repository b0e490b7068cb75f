import { simplify } from './simplify.ts';
import type { Understood } from './understood.ts';

const header = /^(?:.{0,60}[#]\s?(?:接龙|Group ?Note)\s?.{0,60}|.{0,12}接龙.{0,8})$/iu;
const native = /#\s?(?:接龙|Group ?Note)/iu;
const row = /^\s*(\d{1,3})\s?[.,。、:)）]\s*(.*)$/u;
const example = /^\s*例[\s:：]?/u;
// Neighbours order tangerines with the same form.
const trade = /团购|拼单|拼团|代购|斤|[元块]一?\/?[份箱盒]|包邮/u;

/** Whether the text is a relay list, native or typed by hand, and the text of each row; rows left empty are placeholders. */
export const relay = (raw: string): Understood | undefined => {
  if (raw.length > 20_000 || !/接[龙龍]|Group ?Note/iu.test(raw.slice(0, 200))) return undefined;
  const lines = simplify(raw.normalize('NFKC')).split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const head = lines[first]?.trim() ?? '';
  if (!header.test(head) || trade.test(head) || trade.test(lines[first + 1] ?? '')) return undefined;
  const entries: string[] = [];
  let rows = 0;
  for (const line of lines.slice(first + 1)) {
    const found = example.test(line) ? null : row.exec(line);
    if (!found) continue;
    rows += 1;
    const said = (found[2] ?? '').trim();
    if (said !== '') entries.push(said);
  }
  if (rows === 0 || (entries.length === 0 && !native.test(head))) return undefined;
  return { intent: 'jielong', slots: { entries } };
};
