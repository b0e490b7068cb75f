import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBot } from './bots.ts';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { writeDistrict } from './district.ts';
import { median } from './numbers.ts';
import { removeFolder, temporaryFolder } from './places.ts';
import type { ServerTasks } from './telegram-server-worker.ts';

const cases = ['bare', 'empty', 'district'] as const;
type Case = (typeof cases)[number];

/** From starting the process to the first getUpdates at the server. */
export const startClaim: Claim = {
  name: 'start',
  title: 'Start: from the command to listening',
  run: async (dose, report) => {
    const folder = await temporaryFolder();
    const { branches, rounds } = dose.start;
    const labels: Readonly<Record<Case, string>> = {
      bare: 'grammY + runner, echo only',
      empty: 'zhishu, empty store',
      district: `zhishu, ${branches} branches`,
    };
    const district = join(folder, 'district');
    const { entriesPerBranch, megabytes } = await writeDistrict(district, branches, dose.memory.activities);
    report.say(`  the district: ${branches} books of ${entriesPerBranch} entries, ${Math.round(megabytes)} MB`);

    const oneStart = async (which: Case, round: number): Promise<number> => {
      const store = which === 'district' ? district : join(folder, `empty-${round}`);
      mkdirSync(store, { recursive: true, mode: 0o700 });
      const server = startWorker<ServerTasks>('telegram-server-worker');
      const address = await server.ask('open', { groups: 0, members: 0, latencyMs: 0, limits: 'none' });
      const listening = server.ask('firstPoll');
      const bot = startBot(which === 'bare' ? 'echo' : 'ours', address, folder, store);
      const took = (await listening) - bot.spawnedAt;
      await bot.end();
      await server.stop();
      return took;
    };

    const took: Readonly<Record<Case, number[]>> = { bare: [], empty: [], district: [] };
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < cases.length; turn++) {
        const which = cases[(turn + round) % cases.length] ?? 'bare';
        took[which].push(await oneStart(which, round));
      }
    }
    removeFolder(folder);
    report.table(
      ['bot', 'ms', 'to bare'],
      cases.map((which) => [labels[which], median(took[which]), median(took[which]) / median(took.bare)]),
    );
    for (const which of cases) report.figure(`start_${which}_ms`, median(took[which]));
    report.target('start_empty_over_bare', median(took.empty) / median(took.bare), '<=', 1.5);
    report.target('start_district_over_bare', median(took.district) / median(took.bare), '<=', 2.3);
  },
};
