import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Running, startZhishu } from '../../src/main.ts';
import { expectIdsOnly } from '../support/log-privacy.ts';
import { collectingLog } from '../support/wechat-harness.ts';
import { readBranch } from './ledger.ts';
import { localStage, type Shown } from './local-stage.ts';
import { everybody, holdTheEvening, marksAtTheEnd } from './script.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const shownIn = (html: string): Shown[] =>
  html.split('<li ').flatMap((item) => {
    const [, id, kind, name] = /^id="([^"]+)" class="message (\w+)"[^>]*data-name="([^"]+)"/u.exec(item) ?? [];
    if (id === undefined || name === undefined) return [];
    return {
      id,
      by: kind === 'bot' ? 'bot' : 'person',
      name,
      text: plain(/<p class="text">(.*?)<\/p>/su.exec(item)?.[1] ?? ''),
      quoted: plain(/<blockquote>(.*?)<\/blockquote>/su.exec(item)?.[1] ?? ''),
      says: [...item.matchAll(/data-says="([^"]+)"/gu)].map(([, says]) => plain(says ?? '')),
      marked: item.includes('✓ 已记'),
    } as const;
  });

test('a whole evening in the local group over what the page itself calls, with the demo branch and two restarts', async () => {
  const store = await mkdtemp(join(tmpdir(), 'zhishu-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const read = readConfig({ ZHISHU_STORE: store, ZHISHU_PORT: '0' });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const log = collectingLog();
  let running: Running | undefined = await startZhishu(read.config, log, () => undefined);
  closing.push(async () => running?.stop());

  const accountOf = (name: string): string => `local:m${everybody.indexOf(name) + 1}`;
  let clients = 0;
  const post = async (path: string, body: object): Promise<string> => {
    clients += 1;
    const response = await fetch(`${running?.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: running?.address ?? '' },
      body: JSON.stringify({ client: `client-${clients}`, ...body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status} ${text}`);
    return (JSON.parse(text) as { toast?: string }).toast ?? '';
  };

  const stage = localStage({
    look: async (name) => {
      const response = await fetch(`${running?.address}/events?brief=1&as=${encodeURIComponent(accountOf(name))}`);
      const events = (await response.text()).split('\n\n');
      const dataOf = (event: string): Record<string, unknown> => {
        const found = events.find((one) => one.startsWith(`event: ${event}\n`));
        return JSON.parse(/^data: (.*)$/mu.exec(found ?? '')?.[1] ?? '{}') as Record<string, unknown>;
      };
      const { group, private: alone } = dataOf('whole');
      const { now, walking } = dataOf('clock');
      return {
        group: shownIn(String(group ?? '')),
        alone: shownIn(String(alone ?? '')),
        clock: walking === undefined ? String(now) : '',
      };
    },
    says: async (name, place, text) => void (await post('/messages', { as: accountOf(name), room: place, text })),
    presses: (name, ref, says) => post('/choices', { as: accountOf(name), ref, says }),
    movesClock: async (words) => void (await post('/clock', { text: words })),
    sendsFile: async (name, file, bytes) => {
      const form = new FormData();
      clients += 1;
      const fields = { as: accountOf(name), client: `client-${clients}`, room: 'private', text: '' };
      for (const [field, value] of Object.entries(fields)) form.append(field, value);
      form.append('file', new File([new Uint8Array(bytes)], file));
      const response = await fetch(`${running?.address}/files`, {
        method: 'POST',
        headers: { origin: running?.address ?? '', 'x-zhishu': 'file' },
        body: form,
      });
      expect(response.status).toBe(200);
    },
    restart: async (meanwhile) => {
      await running?.stop();
      await meanwhile?.();
      running = await startZhishu(read.config, log, () => undefined);
    },
  });
  await holdTheEvening(stage);

  await running.stop();
  running = undefined;
  const { branch, people, check } = await readBranch(join(store, 'demo'), '示范支部');
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A4']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [people.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  expect(log.lines.filter((line) => /"level":"(error|warn)"/u.test(line))).toEqual([]);
  expectIdsOnly(log.lines.join('\n'), everybody);
});
