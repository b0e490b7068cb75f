import { readdirSync, readFileSync } from 'node:fs';

/** What the scheduler says a process used, all threads together, in microseconds; NaN where there is no /proc. */
export const cpuMicros = (pid: number): number => {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      const [ran = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      return sum + Number(ran) / 1000;
    }, 0);
  } catch {
    return Number.NaN;
  }
};

/** The same of this process's main thread alone; what the machine does meanwhile is not in it. */
export const mainThreadMicros = (): number => {
  try {
    const [ran = '0'] = readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(ran) / 1000;
  } catch {
    return Number.NaN;
  }
};

/** Resident memory now and at its highest, in MB; NaN where there is no /proc. */
export const memoryMb = (pid: number): { readonly now: number; readonly peak: number } => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: read('VmRSS'), peak: read('VmHWM') };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
};
