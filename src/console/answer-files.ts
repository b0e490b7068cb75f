import { randomBytes } from 'node:crypto';
import type { Clock, OutgoingFile } from '../ports.ts';
import type { Seat } from './doors.ts';

const keptMs = 10 * 60_000;
const mostFiles = 50;

/** Files that answers brought, kept a while for the session that asked and for no other. */
export type AnswerFiles = {
  /** Where it can be fetched, below the session's address. */
  readonly keep: (seat: Seat, file: OutgoingFile) => { readonly name: string; readonly path: string };
  readonly find: (seat: Seat, id: string) => OutgoingFile | undefined;
};

/** In memory only, and no more than a few: what is gone is asked for again. */
export const createAnswerFiles = (wall: Clock): AnswerFiles => {
  const files = new Map<string, { readonly seat: string; readonly file: OutgoingFile; readonly until: number }>();
  return {
    keep: (seat, file) => {
      const now = wall.now();
      for (const [id, { until }] of files) if (until <= now || files.size >= mostFiles) files.delete(id);
      const id = randomBytes(12).toString('hex');
      files.set(id, { seat: seat.id, file, until: now + keptMs });
      return { name: file.name, path: `files/${id}` };
    },
    find: (seat, id) => {
      const kept = files.get(id);
      return kept?.seat === seat.id && kept.until > wall.now() ? kept.file : undefined;
    },
  };
};
