import { createAttachments } from '../../src/bot/attachments.ts';
import { createBot } from '../../src/bot/bot.ts';
import { createCauses } from '../../src/bot/causes.ts';
import { createFounding } from '../../src/bot/founding.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import { createRecorder } from '../../src/bot/recorder.ts';
import { renderDocument } from '../../src/documents/render.ts';
import type { Activity } from '../../src/domain/branch.ts';
import { instantOf } from '../../src/domain/calendar.ts';
import type { Fact } from '../../src/domain/entry.ts';
import { importRoster } from '../../src/domain/roster-import.ts';
import { readRosterLines } from '../../src/domain/roster-table.ts';
import type { Incoming, Receive, Reply } from '../../src/ports.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import type { ChannelStage } from './channel-contract.ts';
import { almanac, commands, memoryLog, schedules, zone } from './group.ts';
import { until } from './wechat-harness.ts';

/** 张三 is M1 and 李四, the secretary, M2; nobody else has an account. */
const roster = [
  '张三 正式 第一党小组',
  '李四 正式 第一党小组 书记',
  '王五 正式 第一党小组',
  '赵六 正式 第二党小组',
  '孙小七 预备 第二党小组',
  '王芳 正式 第一党小组',
  '王芳 正式 第二党小组',
];

/** An evening long ago: whatever clock a platform has, what is said there was said after this. */
const began = instantOf('2026-03-04', '19:10', zone);

const planned = (activity: string, kind: Activity['kind'], date: string, topic = ''): Fact => ({
  type: 'activity-planned',
  activity,
  kind,
  concern: { scope: 'branch' },
  start: new Date(instantOf(date, '19:30', zone)).toISOString(),
  place: '党群服务中心',
  topic,
  online: true,
});
const opened = (activity: string): Fact => ({ type: 'check-in-opened', activity });

/** What is open or planned when a dialogue begins; today is Wednesday the 4th. */
export const situations = {
  'one check-in': [planned('A1', '主题党日', '2026-03-04'), opened('A1')],
  'two check-ins': [
    planned('A1', '主题党日', '2026-03-04'),
    planned('A2', '党课', '2026-03-04'),
    opened('A1'),
    opened('A2'),
  ],
  'an admission': [planned('A1', '支部党员大会', '2026-03-04', '接收预备党员'), opened('A1')],
  'a week': [
    planned('A1', '主题党日', '2026-03-04'),
    opened('A1'),
    planned('A2', '党课', '2026-03-06'),
    planned('A3', '主题党日', '2026-03-15'),
  ],
  nothing: [],
} satisfies Readonly<Record<string, readonly Fact[]>>;

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/**
 * The real channel of a stage, started once, with a new branch and the real bot behind it for every dialogue: starting
 * a platform is dear, a branch in memory is not.
 */
export const openSpeech = async (stage: ChannelStage) => {
  let behind: Receive = async () => undefined;
  const heard: { incoming: Incoming; reply: Reply | undefined }[] = [];
  const channel = await stage.start(async (incoming) => {
    const reply = await behind(incoming);
    if (incoming.kind === 'text') heard.push({ incoming, reply });
    return reply;
  });
  const told = async (text: string, tell: () => Promise<void> | void) => {
    const before = heard.length;
    await tell();
    await until(`${text} is heard`, () => heard.length > before);
    return heard[before];
  };
  const tell = (person: 0 | 1, text: string, how: 'says' | 'whispers') => told(text, () => stage[how](person, text));
  const accounts: string[] = [];
  let room = '';
  for (const person of [0, 1] as const) {
    const one = await tell(person, '大家好', 'says');
    accounts.push(one?.incoming.sender.id ?? '');
    room = one?.incoming.room ?? '';
    // Who has written to the bot in private can be written to.
    await tell(person, '您好', 'whispers');
  }

  const begin = async (situation: keyof typeof situations) => {
    const clock = { current: began, now: () => clock.current };
    const log = memoryLog();
    const store = memoryStore();
    const recorder = await createRecorder({ store, clock, log, timeZone: zone });
    const founding = createFounding({ registry: store.registry, recorder, clock, onCodeSpent: async () => undefined });
    const bot = createBot({
      recorder,
      founding,
      registry: store.registry,
      people: store.people,
      causes: await createCauses(await store.memory('bot'), clock, log),
      clock,
      log,
      commands,
      almanac,
      schedules,
      ledger: store.ledger,
      render: renderDocument,
      recallForMs: () => undefined,
      entrance: { open: () => '', close: () => 0, calendar: async () => '' },
      backups: { begin: () => ({ kind: 'said', text: '' }) },
      confirmAccount: () => undefined,
      forgetAccount: () => undefined,
    });
    const attach = createAttachments({ guidance: almanac.guidance, render: renderDocument });
    const outbox = createOutbox({ recorder, channels: [channel], clock, log, attach });
    const held = await founding.prepare('第一党支部', room, began - 60_000);
    const reading = readRosterLines(roster.join('\n'));
    if ('problems' in reading) throw new Error(reading.problems[0]?.what);
    const change = importRoster(held.branch, held.people, reading.rows, { bindAccounts: false });
    if ('problems' in change) throw new Error(change.problems[0]?.what);
    await recorder.record(held.id, {
      facts: [...change.facts, ...situations[situation]],
      people: [
        ...change.people,
        ...accounts.map((bind, index) => ({ bind, to: `M${index + 1}` as const, trust: 'confirmed' as const })),
      ],
      at: began - 1000,
      by: 'operator',
    });
    recorder.onDurable((branch) => void outbox.deliver(branch));
    behind = bot.receive;

    const groupFrom = stage.said().length;
    const lettersFrom = [stage.letters(0).length, stage.letters(1).length];
    const group = (): readonly string[] => stage.said().slice(groupFrom);
    const letters = (person: 0 | 1): readonly string[] => stage.letters(person).slice(lettersFrom[person]);

    /** What the bot says to it once that can be read on the platform; ✓ for an acknowledgement, undefined for silence. */
    const answerTo = async (person: 0 | 1, text: string, how: 'says' | 'whispers'): Promise<string | undefined> => {
      const places = how === 'says' ? [group, () => letters(person)] : [() => letters(person)];
      const count = (): number => places.reduce((sum, place) => sum + place().length, 0);
      const before = count();
      const found = (await tell(person, text, how))?.reply;
      const reply = found?.kind === 'coming' ? await found.answer : found;
      await outbox.idle();
      if (reply === undefined) return undefined;
      if (reply.kind === 'acknowledged') return `✓ ${reply.toast}`;
      if (reply.kind === 'refused') return reply.text;
      const isThere = (wanted: string | undefined): boolean =>
        wanted !== undefined &&
        places.some((place) => place().some((said) => said.includes(firstLine(wanted).slice(0, 40))));
      await until(
        `「${firstLine(reply.text)}」 is read`,
        () => count() > before && (isThere(reply.text) || isThere(reply.instead)),
      );
      return isThere(reply.text) ? reply.text : reply.instead;
    };
    const person = (which: 0 | 1) => ({
      /** In the group. */
      says: (text: string) => answerTo(which, text, 'says'),
      /** In private. */
      whispers: (text: string) => answerTo(which, text, 'whispers'),
      letters: () => letters(which),
      /** A 接龙 of the platform's own, where it has one, with whoever wrote each row. */
      relays: async (list: string, authors: readonly (0 | 1)[]): Promise<void> => {
        await told(list, () => (stage.relays ? stage.relays(which, list, authors) : stage.says(which, list)));
        await outbox.idle();
      },
    });
    return {
      member: person(0),
      secretary: person(1),
      /** Whether this platform tells who wrote a row of its 接龙. */
      knowsAuthors: stage.relays !== undefined,
      /** What addresses the bot here, to be put before what is said. */
      at: stage.addressed,
      group,
      clock,
      branch: () => held.branch,
      book: () => JSON.stringify(held.branch),
      activity: (id: 'A1' | 'A2' | 'A3' = 'A1'): Activity => {
        const found = held.branch.activities[id];
        if (!found) throw new Error(`${id} is gone`);
        return found;
      },
    };
  };
  return {
    begin,
    close: async (): Promise<void> => {
      await channel.stop();
      await stage.close();
    },
  };
};

export type Evening = Awaited<ReturnType<Awaited<ReturnType<typeof openSpeech>>['begin']>>;
