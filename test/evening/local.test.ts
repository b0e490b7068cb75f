import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Running, startZhishu } from '../../src/main.ts';
import { collectingLog } from '../support/wechat-harness.ts';
import { readBranch } from './ledger.ts';
import { type Done, everybody, holdTheEvening, marksAtTheEnd, type Stage } from './script.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A message as the page shows it. */
type Shown = {
  readonly id: string;
  readonly by: 'bot' | 'person';
  readonly name: string;
  readonly text: string;
  readonly quoted: string;
  readonly says: readonly string[];
  readonly marked: boolean;
};

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
  const [secretary = ''] = everybody;
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

  /** The group, and the private chat of each who looked; what was said before a restart is kept here, not there. */
  const seen = { group: new Map<string, Shown>(), alone: new Map<string, Map<string, Shown>>(), clock: '' };
  const aloneWith = (name: string): Map<string, Shown> => {
    const known = seen.alone.get(name) ?? new Map<string, Shown>();
    seen.alone.set(name, known);
    return known;
  };
  let speaker = secretary;
  /** Opens the window of whoever spoke last. */
  const look = async (name = speaker): Promise<void> => {
    const response = await fetch(`${running?.address}/events?brief=1&as=${encodeURIComponent(accountOf(name))}`);
    const events = (await response.text()).split('\n\n');
    const dataOf = (event: string): Record<string, unknown> => {
      const found = events.find((one) => one.startsWith(`event: ${event}\n`));
      return JSON.parse(/^data: (.*)$/mu.exec(found ?? '')?.[1] ?? '{}') as Record<string, unknown>;
    };
    const whole = dataOf('whole');
    for (const shown of shownIn(String(whole['group'] ?? ''))) seen.group.set(shown.id, shown);
    for (const shown of shownIn(String(whole['private'] ?? ''))) aloneWith(name).set(shown.id, shown);
    seen.clock = JSON.stringify(dataOf('clock'));
    if (name !== secretary) await look(secretary);
  };
  const lookUntil = async (what: string, condition: () => boolean): Promise<void> => {
    const end = performance.now() + 10_000;
    for (await look(); !condition(); await look()) {
      if (performance.now() > end) throw new Error(`never happened: ${what}`);
    }
  };

  /** By the mark under the message, or by an answer that quotes it, aloud or alone. */
  const said = async (place: 'group' | 'private', name: string, text: string): Promise<Done> => {
    speaker = name;
    await look();
    const all = (): Shown[] => [...seen.group.values(), ...aloneWith(name).values()];
    const known = new Set(all().map(({ id }) => id));
    await post('/messages', { as: accountOf(name), room: place, text });
    return {
      recorded: () =>
        all().some((one) => {
          if (known.has(one.id)) return false;
          if (one.by === 'person') return one.name === name && one.text === text && one.marked;
          return one.quoted.startsWith(`${name}：${text}`) && one.text.startsWith('已');
        }),
    };
  };
  const byBot = (room: ReadonlyMap<string, Shown>): Shown[] => [...room.values()].filter(({ by }) => by === 'bot');
  let begun = false;

  const stage: Stage = {
    has: { founding: false, buttons: true, edits: false, queue: false },
    begins: '18:00',
    goTo: async (time) => {
      // The demo lies around today; its evening is tomorrow's, whatever the hour is now.
      await post('/clock', { text: begun ? time : `明天 ${time}` });
      begun = true;
      await lookUntil(
        `the clock shows ${time}`,
        () => seen.clock.includes(` ${time}"`) && !seen.clock.includes('walking'),
      );
    },
    says: (name, text) => said('group', name, text),
    saysAndEdits: async () => {
      throw new Error('nobody can edit here');
    },
    presses: async (name, label) => {
      await look();
      const live = byBot(seen.group).findLast(({ text, says }) => text.startsWith('【签到】') && says.length > 0);
      const says = live?.says.find((one) => one.startsWith('/checkin'));
      if (!live || !says) throw new Error(`there is no button ${label}`);
      const toast = await post('/choices', { as: accountOf(name), ref: live.id, says });
      return { recorded: () => toast === '签到成功。' };
    },
    whispers: (name, text) => said('private', name, text),
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
    group: () => byBot(seen.group).map(({ text }) => text),
    letters: (name) => byBot(aloneWith(name)).map(({ text }) => text),
    until: lookUntil,
    restart: async (meanwhile) => {
      await running?.stop();
      await meanwhile?.();
      running = await startZhishu(read.config, log, () => undefined);
    },
  };
  await holdTheEvening(stage);

  await running.stop();
  running = undefined;
  const { branch, people, check } = await readBranch(join(store, 'demo'), '示范支部');
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A4']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [people.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  expect(log.lines.filter((line) => /"level":"(error|warn)"/u.test(line))).toEqual([]);
});
