import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { startBot } from './bots.ts';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { removeFolder, temporaryFolder } from './places.ts';
import { prepareStore } from './prepared-store.ts';
import type { Burst, ServerTasks } from './telegram-server-worker.ts';

type Evening = {
  readonly label: string;
  readonly limits: 'reactions-free' | 'reactions-counted';
  readonly learnedIn?: string;
};

/** Only a 429 can tell a bot that reactions are counted: the third evening begins with what the second learned. */
const evenings: readonly Evening[] = [
  { label: 'reactions-free', limits: 'reactions-free' },
  { label: 'reactions-counted', limits: 'reactions-counted' },
  { label: 'reactions-counted-known', limits: 'reactions-counted', learnedIn: 'reactions-counted' },
];

/** One big group under Telegram's limits: is everybody told, how soon, and without ever being told off for flooding? */
export const crowdClaim: Claim = {
  name: 'crowd',
  title: 'Crowd: one group checks in under the limits of both kinds Telegram may have',
  run: async (dose, report) => {
    const { people, overMs } = dose.crowd;
    const folder = await temporaryFolder();
    const results: (readonly [string, Burst])[] = [];
    for (const { label, limits, learnedIn } of evenings) {
      const store = join(folder, label);
      await prepareStore(store, 1, people);
      if (learnedIn !== undefined) {
        await cp(join(folder, learnedIn, 'channels'), join(store, 'channels'), { recursive: true });
      }
      const server = startWorker<ServerTasks>('telegram-server-worker');
      const address = await server.ask('open', { groups: 1, members: people, latencyMs: 0, limits });
      await server.ask('showCheckIn');
      const bot = startBot('ours', address, folder, store);
      await server.ask('firstPoll');
      await server.ask('idle', 500);
      const crowd = { firstGroup: 1, groups: 1, members: people, overMs, countsToo: true, mostMs: overMs + 90_000 };
      results.push([label, await server.ask('burst', crowd)]);
      await bot.end();
      await server.stop();
    }
    removeFolder(folder);
    report.say(`  ${people} people within ${overMs / 1000} s; known: the bot met counted reactions once before`);
    report.table(
      ['limits', 'acknowledged', 'by reaction', 'by the live message', 'p50 ms', 'p99 ms', 'worst ms', 'calls', '429s'],
      results.map(([limits, { answered, counted, p50Ms, p99Ms, worstMs, calls, floods }]) => [
        limits,
        answered + counted,
        answered,
        counted,
        p50Ms,
        p99Ms,
        worstMs,
        calls,
        floods,
      ]),
    );
    for (const [limits, { said, answered, counted, p50Ms, p99Ms, floods }] of results) {
      const name = `crowd_${limits.replaceAll('-', '_')}`;
      report.figure(`${name}_p50_ms`, p50Ms);
      report.figure(`${name}_p99_ms`, p99Ms);
      report.target(`${name}_acknowledged`, answered + counted, '=', said);
      report.target(`${name}_429s`, floods, '=', 0);
      if (limits === 'reactions-free') report.target(`${name}_p99_ms`, p99Ms, '<', 500);
    }
  },
};
