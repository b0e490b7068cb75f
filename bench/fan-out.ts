import { join } from 'node:path';
import { startBot } from './bots.ts';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { removeFolder, temporaryFolder } from './places.ts';
import { prepareStore } from './prepared-store.ts';
import type { FanOut, ServerTasks } from './telegram-server-worker.ts';

const notice = '明天上午九点停水，请提前准备。';
/** What Telegram takes from one bot, as its documentation says and the server enforces. */
const perSecond = 30;

/** One notice to every group of a district, as fast as Telegram lets one bot write and without ever being told off for it. */
export const fanOutClaim: Claim = {
  name: 'fan-out',
  title: 'Fan-out: one push to every group of a district, under the limits of both kinds Telegram may have',
  run: async (dose, report) => {
    const { groups } = dose.fanOut;
    const folder = await temporaryFolder();
    const results: (readonly [string, FanOut, number])[] = [];
    for (const limits of ['reactions-free', 'reactions-counted'] as const) {
      const store = join(folder, limits);
      await prepareStore(store, groups, 3, { notice });
      const server = startWorker<ServerTasks>('telegram-server-worker');
      const address = await server.ask('open', { groups, members: 3, latencyMs: 0, limits });
      const fanOut = server.ask('fanOut', { words: notice, groups, mostMs: 60_000 + (groups / perSecond) * 2_000 });
      const bot = startBot('ours', address, folder, store);
      const result = await fanOut;
      await bot.end();
      await server.stop();
      // A second's worth may go at once when nothing went before, so the time of the last is the time it is allowed from.
      results.push([limits, result, result.sent / (perSecond * (result.seconds + 1))]);
    }
    removeFolder(folder);
    report.say(`  ${groups} groups; the limits: ${perSecond} messages a second, 20 a minute in a group`);
    report.table(
      ['limits', 'groups reached', 'twice', 'seconds', 'share of the limit', 'busiest second', '429s'],
      results.map(([limits, { sent, twice, seconds, busiestSecond, floods }, share]) => [
        limits,
        sent,
        twice,
        seconds,
        `${(share * 100).toFixed(1)} %`,
        busiestSecond,
        floods,
      ]),
    );
    for (const [limits, { sent, twice, seconds, floods }, share] of results) {
      const name = `fan_out_${limits.replaceAll('-', '_')}`;
      report.figure(`${name}_seconds`, seconds);
      report.target(`${name}_reached`, sent, '=', groups);
      report.target(`${name}_twice`, twice, '=', 0);
      report.target(`${name}_429s`, floods, '=', 0);
      report.target(`${name}_share_of_limit`, share, '>=', 0.95);
    }
  },
};
