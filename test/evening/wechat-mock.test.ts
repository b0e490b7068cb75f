import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectIdsOnly } from '../support/log-privacy.ts';
import { mockGroup, moveHome } from '../support/wechat-harness.ts';
import { readBranch } from './ledger.ts';
import { branchName, everybody, holdTheEvening, marksAtTheEnd, setupCode } from './script.ts';
import { type Delivery, wechatStage } from './wechat-stage.ts';

moveHome();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test('a whole evening in a WeChat group over the real wechaty, with two restarts and the same numbers', async () => {
  const store = await mkdtemp(join(tmpdir(), 'zhishu-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const group = await mockGroup(everybody, branchName);
  const { FileBox } = await import('file-box');
  const files = new Map<string, { name: string; bytes: Uint8Array }>();
  group.puppet.messageFile = async (id) => {
    const file = files.get(id);
    return FileBox.fromBuffer(Buffer.from(file?.bytes ?? []), file?.name ?? 'none');
  };
  const put = ({ id, from, alone, text, timestamp }: Delivery, more: object): void => {
    const place = alone ? { listenerId: group.self.id } : { roomId: group.room.id };
    const whole = { id, talkerId: group.people[from]?.id, timestamp, text, ...place, ...more };
    group.mocker.MessageMock.create(whole as unknown as Parameters<typeof group.mocker.MessageMock.create>[0]);
    group.puppet.emit('message', { messageId: id });
  };
  const { stage, start, stop, log } = wechatStage(
    {
      puppet: () => group.puppet,
      deliver: (delivery) => put(delivery, { type: 7 }),
      sendsFile: (delivery, name, bytes) => {
        files.set(delivery.id, { name, bytes });
        put(delivery, { type: 1, filename: name });
      },
      login: group.login,
      said: () => group.said,
      whispered: () => group.whispered,
    },
    store,
  );
  closing.push(stop);
  await start();
  await holdTheEvening(stage);
  await stop();
  const { branch, people, check } = await readBranch(store, branchName);
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A1']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [people.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  expect(log.lines.filter((line) => /"level":"error"/u.test(line))).toEqual([]);
  expectIdsOnly(log.lines.join('\n'), [...everybody, branchName, setupCode, 'insecure_test']);
});
