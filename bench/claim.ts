import type { Dose } from './dose.ts';
import type { Report } from './report.ts';

/** One measured claim. */
export type Claim = {
  readonly name: string;
  readonly title: string;
  readonly run: (dose: Dose, report: Report, options: Options) => Promise<void>;
};

export type Options = {
  /** A folder in which better-sqlite3 is installed already; else it is installed for the run. */
  readonly sqlite: string | undefined;
};
