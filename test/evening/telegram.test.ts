import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Running, startZhishu } from '../../src/main.ts';
import { expectIdsOnly } from '../support/log-privacy.ts';
import { type ChatMessage, createTelegramServer, type TelegramUser } from '../support/telegram-server.ts';
import { collectingLog } from '../support/wechat-harness.ts';
import { eveningClock } from './clock.ts';
import { readBranch, schedulesBegun } from './ledger.ts';
import { branchName, type Done, everybody, holdTheEvening, marksAtTheEnd, type Stage, setupCode } from './script.ts';

const speed = 20;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test('a whole evening in a Telegram group, with the real program, two restarts and the numbers worked out on paper', async () => {
  const clock = eveningClock(speed);
  const server = await createTelegramServer({ now: clock.now, limits: 'reactions-free' });
  closing.push(server.close);
  const store = await mkdtemp(join(tmpdir(), 'zhishu-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const read = readConfig({
    ZHISHU_STORE: store,
    ZHISHU_PORT: '0',
    ZHISHU_SETUP_CODE: setupCode,
    TELEGRAM_BOT_TOKEN: server.token,
    TELEGRAM_API_ROOT: server.url,
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const log = collectingLog();
  let running: Running | undefined;
  const start = async (): Promise<void> => {
    running = await startZhishu(read.config, log, () => undefined, { clock, telegram: { timing: { speed } } });
    await server.until(() => server.isPolled());
  };
  await start();
  closing.push(async () => running?.stop());

  const people = new Map<string, TelegramUser>(everybody.map((name) => [name, server.user(name)]));
  const person = (name: string): TelegramUser => {
    const found = people.get(name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const group = server.supergroup(branchName, { members: [...people.values()], bot: 'administrator' });
  /** By a reaction, or by a quoted answer that says so. */
  const isRecorded = (message: ChatMessage): Done => ({
    recorded: () =>
      message.reactions.length > 0 ||
      botIn(group).some(({ replyTo, text }) => replyTo === message.id && text.startsWith('已记')),
  });
  const botIn = (chat: { messages(): readonly ChatMessage[] }) =>
    chat.messages().filter(({ byBot, service }) => byBot && service === undefined);

  const stage: Stage = {
    has: { founding: true, buttons: true, edits: true, queue: true },
    begins: '18:00',
    goTo: async (time) => {
      if (time !== '18:00') await schedulesBegun(store, branchName);
      clock.goTo(time);
    },
    says: async (name, text) => isRecorded(person(name).says(group, text)),
    saysAndEdits: async (name, first, then) => {
      const message = person(name).says(group, first);
      person(name).edits(message, then);
      return isRecorded(message);
    },
    presses: async (name, label) => {
      const live = botIn(group).findLast(({ text, buttons }) => text.startsWith('【签到】') && buttons.length > 0);
      if (!live) throw new Error('there is no check-in message to press a button under');
      let toast = '';
      void person(name)
        .presses(live, label)
        .then(({ text }) => (toast = text));
      return { recorded: () => toast === '签到成功。' };
    },
    whispers: async (name, text) => {
      const message = person(name).writes(text);
      const chat = server.privateChat(person(name));
      return { recorded: () => botIn(chat).some(({ replyTo }) => replyTo === message.id) };
    },
    sendsFile: async (name, file, bytes) => {
      person(name).startsBot();
      person(name).sendsFile(server.privateChat(person(name)), file, bytes);
    },
    group: () => botIn(group).map(({ text }) => text),
    letters: (name) => botIn(server.privateChat(person(name))).map(({ text }) => text),
    until: async (what, condition) => {
      await server.until(condition).catch((error: Error) => {
        throw new Error(`${what}: ${error.message}`);
      });
    },
    restart: async (meanwhile) => {
      await running?.stop();
      await meanwhile?.();
      await start();
    },
  };
  await holdTheEvening(stage);

  const live = botIn(group).find(({ text }) => text.startsWith('【签到】'));
  expect(live?.edits).toBeGreaterThan(2);
  expect(live?.text).toContain('签到已结束。应到 23，已到 19（线上 1）。');
  expect(server.floods()).toBe(0);
  await running?.stop();
  const { branch, people: kept, check } = await readBranch(store, branchName);
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A1']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [kept.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  // What waited to be sent at a stop is sent after the start; nothing else is out of the ordinary.
  const unusual = log.lines.filter((line) => /"level":"(error|warn)"/u.test(line));
  expect(unusual.filter((line) => !line.includes('"push-retried"'))).toEqual([]);
  expectIdsOnly(log.lines.join('\n'), [...everybody, branchName, setupCode, server.token]);
});
