import { quantile } from './numbers.ts';

export type LoopResult = {
  readonly acks: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of this process per ack, all threads together. */
  readonly cpuMicros: number;
};

/** So many clients, each asking again as soon as it was answered, until all is done or the time is up. */
export const closedLoop = async (
  ask: (number: number, client: number) => Promise<void>,
  { clients, operations, mostMs }: { clients: number; operations: number; mostMs: number },
): Promise<LoopResult> => {
  const waited: number[] = [];
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  let next = 0;
  let ended = begun;
  const client = async (id: number): Promise<void> => {
    // From the last answer on, so that waiting for one's turn in a blocked process counts.
    let ready = performance.now();
    while (next < operations && performance.now() - begun < mostMs) {
      next += 1;
      await ask(next, id);
      ended = performance.now();
      waited.push(ended - ready);
      ready = ended;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, id) => client(id)));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    acks: waited.length,
    perSecond: (waited.length / (ended - begun)) * 1000,
    p50Ms: quantile(waited, 0.5),
    p99Ms: quantile(waited, 0.99),
    cpuMicros: (user + system) / waited.length,
  };
};
