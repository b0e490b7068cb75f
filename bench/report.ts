import { short } from './numbers.ts';

export type Report = {
  readonly say: (line: string) => void;
  readonly table: (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => void;
  /** Keeps a figure under its name for the last line. */
  readonly figure: (name: string, value: number) => void;
  /** Prints whether a figure keeps what was promised; nothing is rounded in its favour. */
  readonly target: (name: string, value: number, rule: '>=' | '<=' | '<' | '=', bound: number) => void;
  readonly last: () => string;
};

const holds = { '>=': (a: number, b: number) => a >= b, '<=': (a: number, b: number) => a <= b } as const;
const rules = { ...holds, '<': (a: number, b: number) => a < b, '=': (a: number, b: number) => a === b } as const;

/** Prints as it goes and collects what the last line says. */
export const createReport = (write: (line: string) => void): Report => {
  const figures: Record<string, number | null> = {};
  const targets: Record<string, { value: number | null; rule: string; bound: number; met: boolean }> = {};
  const kept = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
  return {
    say: write,
    table: (head, rows) => {
      const cells = [head, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? short(cell) : cell)));
      const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
      for (const row of cells) {
        const line = row.map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        );
        write(`  ${line.join('  ')}`);
      }
    },
    figure: (name, value) => {
      figures[name] = kept(value);
    },
    target: (name, value, rule, bound) => {
      const met = rules[rule](value, bound);
      targets[name] = { value: kept(value), rule, bound, met };
      write(`  target ${name} ${rule} ${bound}: ${short(value)}, ${met ? 'met' : 'NOT met'}`);
    },
    last: () => JSON.stringify({ figures, targets }),
  };
};
