import type { Table } from '../domain/roster-table.ts';
import { readTableFile } from './table-file.ts';

export { FileRefused as RosterFileRefused } from './file-refused.ts';

/** The rows of a roster file; see readTableFile(). */
export const readRosterFile = (name: string, bytes: Uint8Array): Promise<Table> => readTableFile(name, bytes, '名册');
