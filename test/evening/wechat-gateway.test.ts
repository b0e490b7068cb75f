import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectIdsOnly } from '../support/log-privacy.ts';
import { type Gateway, spawnGateway } from '../support/wechat-gateway.ts';
import { moveHome } from '../support/wechat-harness.ts';
import { readBranch } from './ledger.ts';
import { branchName, everybody, holdTheEvening, marksAtTheEnd, setupCode } from './script.ts';
import { type Delivery, wechatStage } from './wechat-stage.ts';

moveHome();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test('a whole evening over a gateway in another process, which is killed and brought back in the middle', async () => {
  const store = await mkdtemp(join(tmpdir(), 'zhishu-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const names = [...everybody];
  let gateway: Gateway = await spawnGateway({ names, topic: branchName });
  closing.push(() => gateway.kill());
  const before = { said: [] as string[], whispered: [] as { to: string; text: string }[] };
  const put = ({ id, from, alone, text, timestamp }: Delivery): void => {
    const place = alone ? { roomId: null, listenerId: 'a-bot' } : {};
    gateway.tell('message', { id, talkerId: `a-p${from}`, type: 7, text, timestamp, ...place });
  };
  const { stage, start, stop, whenUp, log } = wechatStage(
    {
      puppet: gateway.settings,
      deliver: put,
      // What a gateway makes of a file is its own affair; the same list is pasted.
      sendsFile: (delivery, _file, bytes) => {
        const rows = new TextDecoder().decode(bytes).trim().split('\n').slice(1);
        put({ ...delivery, text: ['名册', ...rows.map((row) => row.replaceAll(',', ' ').trim())].join('\n') });
      },
      said: () => [...before.said, ...gateway.said],
      whispered: () => [...before.whispered, ...gateway.whispered],
    },
    store,
  );
  closing.push(stop);
  await start();
  let lost = 0;
  const killGateway = async (): Promise<void> => {
    lost += 1;
    const { port, said, whispered } = gateway;
    await gateway.kill();
    await whenUp(false);
    before.said.push(...said);
    before.whispered.push(...whispered);
    gateway = await spawnGateway({ names, topic: branchName, port });
    await whenUp(true);
  };
  await holdTheEvening({
    ...stage,
    restart: async (meanwhile) => {
      if (lost === 0) await killGateway();
      else await stage.restart(meanwhile);
    },
  });
  await stop();
  const { branch, people, check } = await readBranch(store, branchName);
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A1']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [people.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  expect(log.lines.filter((line) => /"level":"error"/u.test(line))).toEqual([]);
  expectIdsOnly(log.lines.join('\n'), [...everybody, branchName, setupCode, 'insecure_test']);
});
