import { type Config, readConfig } from '../config.ts';

export type Terminal = {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** One thing the operator can do; `run` returns the exit code. */
export type Task = {
  readonly usage: string;
  readonly does: string;
  readonly help: readonly string[];
  readonly run: (args: readonly string[], config: Config, terminal: Terminal) => Promise<number>;
};

const tasks: Readonly<Record<string, () => Promise<{ default: Task }>>> = {
  start: () => import('./start.ts'),
  import: () => import('./import.ts'),
  export: () => import('./export.ts'),
  preview: () => import('./preview.ts'),
  paste: () => import('./paste.ts'),
  holidays: () => import('./holidays.ts'),
  check: () => import('./check.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
};

/** An error whose message is for the operator as it stands: what is wrong, where, what to do. */
export class Unusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unusable';
  }
}

/** Runs one task; every failure is plain words on standard error and code 1, never a stack trace. */
export const commandLine = async (
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> => {
  const [name = 'help', ...args] = argv;
  if (name === 'help' || name === '--help' || name === '-h') {
    terminal.say('Usage: zhishu TASK …\n');
    for (const load of Object.values(tasks)) {
      const { default: task } = await load();
      terminal.say(`  ${task.usage}\n      ${task.does}`);
    }
    terminal.say('\n"zhishu TASK --help" says more. Settings are described in README.md.');
    return 0;
  }
  const load = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!load) {
    terminal.complain(
      `There is no task "${name}"; the tasks are ${Object.keys(tasks).join(', ')}. "zhishu --help" describes them.`,
    );
    return 1;
  }
  try {
    const { default: task } = await load();
    if (args.includes('--help') || args.includes('-h')) {
      terminal.say([`Usage: zhishu ${task.usage}`, '', `${task.does}`, ...task.help].join('\n'));
      return 0;
    }
    const read = readConfig(environment);
    if ('problems' in read) {
      terminal.complain(['The settings cannot be used:', ...read.problems.map((problem) => `- ${problem}`)].join('\n'));
      return 1;
    }
    return await task.run(args, read.config, terminal);
  } catch (error) {
    terminal.complain(plain(error));
    return 1;
  }
};

/** The operator's own terminal is told what went wrong in the error's words; a stack says nothing to him. */
const plain = (error: unknown): string => {
  if (!(error instanceof Error)) return 'It failed for an unknown reason.';
  const { code } = error as { code?: unknown };
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return `${error.message.split('. ')[0]}. "--help" lists the options.`;
  }
  return error.message;
};
