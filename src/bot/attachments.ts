import type { Push } from '../domain/branch.ts';
import type { GuidanceFile } from '../domain/guidance.ts';
import { guidanceSheet } from '../domain/guidance-sheet.ts';
import { listInForce } from '../domain/guidance-status.ts';
import type { OutgoingFile } from '../ports.ts';
import type { Render } from './documents.ts';
import type { Held } from './recorder.ts';

/** The file that goes along with a push, drawn when it is sent; undefined where none does. */
export type Attach = (held: Held, push: Push) => Promise<OutgoingFile | undefined>;

/** With 组织生活清单 goes the whole list as a workbook. A list that many branches share is drawn once. */
export const createAttachments = ({
  guidance,
  render,
}: {
  guidance: readonly GuidanceFile[];
  render: Render;
}): Attach => {
  let last: { readonly key: string; readonly bytes: Promise<Uint8Array> } | undefined;
  return async ({ branch, people }, { template, data }) => {
    if (template !== 'guidance-list') return undefined;
    const list = listInForce(branch, String(data['month']), guidance);
    if (!list) return undefined;
    const sheet = guidanceSheet(list, people);
    const key = JSON.stringify(sheet);
    const bytes = last?.key === key ? last.bytes : render(sheet, 'xlsx');
    last = { key, bytes };
    // What could not be drawn is tried anew the next time.
    bytes.catch(() => {
      last = undefined;
    });
    return { name: `${sheet.name}.xlsx`, bytes: await bytes };
  };
};
