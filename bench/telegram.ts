import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type BotName, botLabels, startBot } from './bots.ts';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { medianOf } from './numbers.ts';
import { removeFolder, temporaryFolder } from './places.ts';
import { prepareStore } from './prepared-store.ts';
import { cpuMicros, memoryMb } from './process-stats.ts';
import type { Burst, ServerTasks } from './telegram-server-worker.ts';

type Round = Burst & { readonly cpuPerUpdate: number; readonly rssMb: number; readonly peakMb: number };

const names: readonly BotName[] = ['ours', 'echo', 'raw'];
const members = 23;
const speaking = 20;

/** Whole bots, each a process of its own, against the same Telegram on loopback; ours also keeps what it acknowledges. */
export const telegramClaim: Claim = {
  name: 'telegram',
  title: 'Telegram: whole groups check in at once; counted when the call that shows it to the person was answered',
  run: async (dose, report) => {
    const { warmUpGroups, latencies } = dose.telegram;
    const folder = await temporaryFolder();
    const prepared = join(folder, 'prepared');
    const groups = warmUpGroups + Math.max(...latencies.map((latency) => latency.groups));
    await prepareStore(prepared, groups, members);

    const oneRound = async (name: BotName, ms: number, bursting: number): Promise<Round> => {
      const store = join(folder, 'store');
      if (name === 'ours') await cp(prepared, store, { recursive: true });
      const server = startWorker<ServerTasks>('telegram-server-worker');
      const address = await server.ask('open', { groups, members, latencyMs: ms, limits: 'none' });
      await server.ask('showCheckIn');
      const bot = startBot(name, address, folder, store);
      await server.ask('firstPoll');
      const evening = { members: speaking, overMs: 0, countsToo: false, mostMs: 120_000 };
      await server.ask('idle', dose.name === 'small' ? 50 : 500);
      await server.ask('burst', { ...evening, firstGroup: 1, groups: warmUpGroups });
      // Every bot has run for a while: what a start costs is measured apart.
      await server.ask('idle', dose.name === 'small' ? 50 : 5_000);
      const before = cpuMicros(bot.pid);
      const burst = await server.ask('burst', { ...evening, firstGroup: warmUpGroups + 1, groups: bursting });
      const cpuPerUpdate = (cpuMicros(bot.pid) - before) / burst.said;
      const { now, peak } = memoryMb(bot.pid);
      await bot.end();
      await server.stop();
      removeFolder(store);
      if (burst.answered < burst.said)
        report.say(`  ${botLabels[name]}: ${burst.said - burst.answered} were not answered`);
      return { ...burst, cpuPerUpdate, rssMb: now, peakMb: peak };
    };

    for (const { ms, groups: bursting, rounds } of latencies) {
      const measured: Readonly<Record<BotName, Round[]>> = { ours: [], echo: [], raw: [] };
      for (let round = 0; round < rounds; round++) {
        for (let turn = 0; turn < names.length; turn++) {
          const name = names[(turn + round) % names.length] ?? 'raw';
          measured[name].push(await oneRound(name, ms, bursting));
        }
      }
      const perSecond = (name: BotName): number => medianOf(measured[name], (round) => round.perSecond);
      report.say(`  ${bursting} groups × ${speaking} check-ins, ${ms} ms per API call`);
      report.table(
        ['bot', 'check-ins/s', 'to echo', 'to raw', 'p50 ms', 'p99 ms', 'CPU µs each', 'RSS MB', 'peak MB', 'edits'],
        names.map((name) => [
          botLabels[name],
          perSecond(name),
          perSecond(name) / perSecond('echo'),
          perSecond(name) / perSecond('raw'),
          medianOf(measured[name], (round) => round.p50Ms),
          medianOf(measured[name], (round) => round.p99Ms),
          medianOf(measured[name], (round) => round.cpuPerUpdate),
          medianOf(measured[name], (round) => round.rssMb),
          medianOf(measured[name], (round) => round.peakMb),
          medianOf(measured[name], (round) => round.edits),
        ]),
      );
      for (const name of names) {
        report.figure(`telegram_${name}_${ms}ms_per_s`, perSecond(name));
        report.figure(
          `telegram_${name}_${ms}ms_p99_ms`,
          medianOf(measured[name], (round) => round.p99Ms),
        );
        report.figure(
          `telegram_${name}_${ms}ms_cpu_us`,
          medianOf(measured[name], (round) => round.cpuPerUpdate),
        );
        report.figure(
          `telegram_${name}_${ms}ms_rss_mb`,
          medianOf(measured[name], (round) => round.rssMb),
        );
      }
      report.figure(`telegram_ours_over_raw_${ms}ms`, perSecond('ours') / perSecond('raw'));
      report.target(
        `telegram_ours_over_echo_${ms}ms`,
        perSecond('ours') / perSecond('echo'),
        '>=',
        ms === 0 ? 0.75 : 0.5,
      );
    }
    removeFolder(folder);
  },
};
