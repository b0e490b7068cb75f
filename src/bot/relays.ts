import { activitiesIn } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import { pushQueue, queueToOfficers, secretaries, whenPolite } from '../domain/push.ts';
import { type Relay, readRelay, relayPurpose } from '../domain/relay.ts';
import { marksFromRelay, type Told } from '../domain/relay-marks.ts';
import { type KnownRelay, type Merge, mergeRelay, personOf } from '../domain/relay-merge.ts';
import { mayAct } from '../domain/roster.ts';
import { type NameBook, nameBookOf } from '../domain/written.ts';
import type { Incoming } from '../ports.ts';
import { type Command, defineCommand, type Outcome, type Situation } from './command.ts';
import type { Held } from './recorder.ts';
import { waitsForOfficer } from './texts.ts';

/** Read off a list posted in a room, before anything is decided. */
type Posted = { readonly activity: string; readonly merge: Merge; readonly unknown: readonly number[] };

export type HeardRelay = {
  readonly command: Command;
  readonly prepared: unknown;
  /** Remembers the post, so that the next one changes only what changed. */
  readonly keep: () => void;
};

const roomsRemembered = 500;
const listsRemembered = 8;

const openFor = ({ branch }: Held, at: number): Activity[] =>
  activitiesIn(branch, 'open', 'closed').filter(
    ({ state, start, closedAt }) =>
      state === 'open' ||
      (at <= (closedAt ?? 0) && localDate(at, branch.timeZone) === localDate(start, branch.timeZone)),
  );

/** The one check-in a list can be for: the one its title names, else the only one. */
const meant = (activities: readonly Activity[], title: string): Activity | undefined => {
  const named = activities.filter(
    ({ kind }) => title.includes(kind) || (kind === '支部党员大会' && title.includes('党员大会')),
  );
  const [only, ...others] = named.length > 0 ? named : activities;
  return others.length === 0 ? only : undefined;
};

const rowNumber = (relay: Relay, index: number): number => relay.rows[index]?.number ?? index + 1;

/** Rows with words that speak of nobody on the roster, or not plainly. */
const unknownIn = (relay: Relay, book: NameBook, told: readonly string[]): { number: number; person: string }[] =>
  relay.rows.flatMap((row, index) => {
    const isKnown = row.name !== undefined && row.wish !== 'empty' && book.find(row.name, row.text) !== undefined;
    const person = personOf(row);
    return row.text === '' || isKnown || told.includes(person) ? [] : [{ number: rowNumber(relay, index), person }];
  });

const rowsLine = (numbers: readonly number[]): string =>
  `群里的接龙有 ${numbers.length} 行没有对上名册：第 ${numbers.join('、')} 行。请核对，需要时请说「代录 姓名」。`;

const relayCommand = defineCommand({
  words: ['接龙'],
  alias: 'relay',
  help: '接龙',
  does: '读取群里的接龙',
  from: 'named',
  where: 'room',
  run(situation): Outcome {
    const { branch, people, speaker, at, now, prepared } = situation;
    const { activity: id, merge, unknown } = prepared as Posted;
    const activity = branch.activities[id];
    const poster = speaker.member;
    if (!activity || poster === undefined) return {};
    const book = nameBookOf(branch, people);
    const rows = merge.changes.flatMap(({ row, was }): Told[] => {
      const member = row.name === undefined ? undefined : book.find(row.name, row.text);
      return member === undefined ? [] : [{ member, row, edited: was !== undefined }];
    });
    const marks = marksFromRelay(
      branch,
      activity,
      rows,
      { member: poster, isOfficer: mayAct(speaker.role, 'officer') },
      at,
    );
    const asked = marks.flatMap((fact) => (fact.type === 'leave-asked' ? [fact] : []));
    const queue = pushQueue(branch);
    const leaves = asked.flatMap(({ member, category }) =>
      queue('leave-asked', { activity: id, member, category }, secretaries(branch), whenPolite(branch, now)),
    );
    const gone = merge.gone
      .flatMap((name) => book.find(name) ?? [])
      .filter((member) => activity.marks[member]?.is === 'present');
    const lines = [
      ...(unknown.length > 0 ? [rowsLine(unknown)] : []),
      ...(gone.length > 0
        ? [
            `群里的接龙比之前少了${gone.map((member) => `⟦${member}⟧`).join('、')}，登记没有改动。如确实没有到，请说「代录 姓名 缺席」。`,
          ]
        : []),
    ];
    const facts = [...marks, ...leaves];
    const toOfficers = lines.length === 0 ? [] : queueToOfficers(branch, lines.join('\n'), now, facts);
    return { facts: [...facts, ...toOfficers], ...answerTo(situation, activity, marks) };
  },
});

/** The usual acknowledgement of what is the poster's own, or an officer's, and nothing else in the group. */
const answerTo = ({ speaker }: Situation, activity: Activity, marks: Outcome['facts'] & {}): Outcome => {
  const isOwn = (fact: (typeof marks)[number]): boolean => 'member' in fact && fact.member === speaker.member;
  if (marks.some((fact) => fact.type === 'proxy-reported' && isOwn(fact))) {
    const { answer, privately } = waitsForOfficer;
    return activity.state === 'closed' ? { answer, privately } : {};
  }
  const recorded = marks.filter(({ type }) => type === 'attendance-marked');
  const own = recorded.some(isOwn);
  const asked = marks.some((fact) => fact.type === 'leave-asked' && isOwn(fact));
  if (recorded.length === 0 && !asked) return {};
  return {
    answer: 'acknowledge',
    toast: own
      ? '签到成功。'
      : asked
        ? '已登记请假，待书记确认；如有误请说「销假」。'
        : `已按接龙登记 ${recorded.length} 人。`,
    activity: activity.id,
    ...(own && speaker.member !== undefined ? { receiptFor: speaker.member } : {}),
  };
};

/** Talk binds nobody and needs no name: only the officers hear that a list might have been one. */
const unclearCommand = defineCommand({
  words: ['接龙'],
  alias: 'relay_unclear',
  help: '接龙',
  does: '读取群里的接龙',
  from: 'anyone',
  where: 'room',
  run: ({ branch, now }) => ({
    facts: queueToOfficers(
      branch,
      '群里有一份接龙，看不出是不是签到、是哪一次活动，没有登记。如果是签到，请把它复制后私聊发给我。',
      now,
      [],
    ),
  }),
});

export type Relays = {
  /** What to do about a message in a room; undefined when it is no list, or one that is none of the bot's business. */
  readonly hear: (held: Held, incoming: Incoming, at: number) => HeardRelay | 'ignored' | undefined;
};

/** Lists posted in rooms, as far as their last posts: in memory only, because they hold what people wrote. */
export const createRelays = (toldBefore: (key: string) => boolean): Relays => {
  const known = new Map<string, readonly KnownRelay[]>();

  const keep = (key: string, merge: Merge, told: readonly string[]): void => {
    const lists = (known.get(key) ?? []).filter((one) => one !== merge.replaces);
    const relay = { ...merge.relay, asked: [...merge.relay.asked, ...told] };
    known.delete(key);
    known.set(key, [...lists, relay].slice(-listsRemembered));
    for (const oldest of known.keys()) {
      if (known.size <= roomsRemembered) return;
      known.delete(oldest);
    }
  };

  return {
    hear: (held, incoming, at) => {
      if (!/接[龙龍]|Group ?Note|\n/iu.test(incoming.text)) return undefined;
      const book = nameBookOf(held.branch, held.people);
      const relay = readRelay(incoming.text, book.names);
      if (!relay) return undefined;
      const open = openFor(held, at);
      if (open.length === 0) return 'ignored';
      const isOurs = relay.rows.some(({ name, text }) => name !== undefined && book.find(name, text) !== undefined);
      const purpose = relayPurpose(relay);
      if (purpose === 'other' || !isOurs) return 'ignored';
      const activity = meant(open, relay.title);
      if (purpose === 'unclear' || !activity) {
        const isTold = toldBefore(
          `${held.id}|${incoming.room}|relay|${relay.title}|${open.map(({ id }) => id).join(' ')}`,
        );
        return isTold ? 'ignored' : { command: unclearCommand, prepared: undefined, keep: () => undefined };
      }
      const key = `${held.id}|${activity.id}|${incoming.room}`;
      const merge = mergeRelay(known.get(key) ?? [], relay);
      const unknown = unknownIn(relay, book, merge.replaces?.asked ?? []);
      const posted: Posted = { activity: activity.id, merge, unknown: unknown.map(({ number }) => number) };
      return {
        command: relayCommand,
        prepared: posted,
        keep: () =>
          keep(
            key,
            merge,
            unknown.map(({ person }) => person),
          ),
      };
    },
  };
};
