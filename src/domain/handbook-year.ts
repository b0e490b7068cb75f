import type { Activity, Branch } from './branch.ts';
import type { Block } from './paper.ts';
import { dayName, type Span } from './period.ts';
import type { Preset } from './preset.ts';
import type { People } from './roster.ts';
import type { Column } from './sheet.ts';
import type { Planned } from './year-plan.ts';
import type { Yearbook } from './yearbook.ts';

/** All that the sections of a handbook are made of. */
export type Year = {
  readonly yearbook: Yearbook;
  readonly branch: Branch;
  readonly people: People;
  readonly presets: readonly Preset[];
  readonly year: number;
  readonly span: Span;
  /** The last day it tells of. */
  readonly asOf: string;
  readonly plan: readonly Planned[];
  /** Those of the year that were held, by start. */
  readonly held: readonly Activity[];
  /** Began in the year and are not closed yet. */
  readonly unfinished: number;
  /** Nobody came to them, and nobody said that they were held. */
  readonly inDoubt: number;
};

export const heading = (text: string, level: 1 | 2 = 1): Block => ({ is: 'heading', level, text });
export const says = (text: string): Block => ({ is: 'paragraph', text });
export const note = (text: string): Block => ({ is: 'paragraph', text, as: 'note' });
export const longDay = (date: string): string => `${date.slice(0, 4)}年${dayName(date)}`;

export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  more: Partial<Extract<Block, { is: 'table' }>> = {},
): Block => ({ is: 'table', columns, rows, ...more });

/** Rows with their numbers in front. */
export const withNumbers = (rows: readonly (readonly string[])[]): string[][] =>
  rows.map((row, index) => [String(index + 1), ...row]);

/** Where there is nothing to show, a sentence that says so. */
export const orSays = (blocks: readonly Block[], nothing: string): readonly Block[] =>
  blocks.length === 0 ? [says(nothing)] : blocks;

export const section = (title: string, blocks: readonly Block[], nothing: string): Block[] => [
  heading(title),
  ...orSays(blocks, nothing),
];
