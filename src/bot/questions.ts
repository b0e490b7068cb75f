import { numberOf } from '../domain/understand/numbers.ts';
import { normalise } from '../domain/understand.ts';
import type { Clock, Incoming } from '../ports.ts';
import type { Command, Option } from './command.ts';

const keptForMs = 10 * 60_000;
const answersKept = 2000;

/** `by` is the message that made the bot ask: delivered again, it is no answer to its own question. */
type Asked = {
  readonly command: Command;
  readonly word: string;
  readonly options: readonly Option[];
  readonly until: number;
  readonly by: string;
};

export type Questions = {
  /** `privately`: it is asked in the private chat, and may be answered there as well as where the talk began. */
  readonly ask: (
    incoming: Incoming,
    command: Command,
    word: string,
    options: readonly Option[],
    privately: boolean,
  ) => void;
  /** The command to run again, and with what, if this is the same person's answer in the same room. */
  readonly answeredBy: (incoming: Incoming) => { command: Command; word: string; args: unknown } | undefined;
  /** Whether the person would rather leave it: the question is forgotten, so that no later 确认 can answer it. */
  readonly declinedBy: (incoming: Incoming) => boolean;
  /** The answers that this person, in this room, is still waited for; empty when nothing was asked. */
  readonly awaitedOf: (incoming: Incoming) => readonly string[];
  /** Whether this message has been an answer before: delivered again it is no word of its own. */
  readonly hasAnswered: (incoming: Incoming) => boolean;
};

const declining = new Set(['算了', '不用了', '不用', '取消', '不是', '不对', '否', '不']);

/** 「2」, 「第二个」, or the label of the one option that has it: 「主题党日」. */
const chosenFrom = (options: readonly Option[], said: string): Option | undefined => {
  const number = numberOf(/^第(.{1,3})(?:个|项|次)$/u.exec(said)?.[1] ?? '');
  const byWord = options.find(({ words }) => words.includes(said) || words.includes(String(number)));
  const [byLabel, ...others] = options.filter(({ label }) => label?.replace(/^\d+\. /u, '') === said);
  return byWord ?? (others.length === 0 ? byLabel : undefined);
};

/** What the bot asked and still waits for: one question per person and room, forgotten after ten minutes or a restart. */
export const createQuestions = (clock: Clock): Questions => {
  const open = new Map<string, Asked>();
  const answers = new Set<string>();
  const keyIn = (room: string, { sender }: Incoming): string => `${room}|${sender.id}`;
  const keyOf = (incoming: Incoming): string => keyIn(incoming.room, incoming);
  const drop = (unwanted: (asked: Asked) => boolean): void => {
    for (const [key, asked] of open) if (unwanted(asked)) open.delete(key);
  };
  const openTo = (incoming: Incoming): Asked | undefined => {
    const asked = open.get(keyOf(incoming));
    return !asked || asked.by === incoming.id || asked.until <= clock.now() ? undefined : asked;
  };
  const settle = (asked: Asked, { id }: Incoming): void => {
    drop((one) => one === asked);
    answers.add(id);
    if (answers.size > answersKept) for (const oldest of [...answers].slice(0, answersKept / 2)) answers.delete(oldest);
  };
  return {
    ask: (incoming, command, word, options, privately) => {
      const now = clock.now();
      drop(({ until }) => until <= now);
      const asked = { command, word, options, until: now + keptForMs, by: incoming.id };
      open.set(keyOf(incoming), asked);
      if (privately) open.set(keyIn(incoming.sender.id, incoming), asked);
    },
    answeredBy: (incoming) => {
      const asked = openTo(incoming);
      const chosen = asked && chosenFrom(asked.options, normalise(incoming.text));
      if (!chosen) return undefined;
      settle(asked, incoming);
      return { command: asked.command, word: asked.word, args: chosen.args };
    },
    declinedBy: (incoming) => {
      const asked = openTo(incoming);
      if (!asked || !declining.has(normalise(incoming.text))) return false;
      settle(asked, incoming);
      return true;
    },
    awaitedOf: (incoming) => openTo(incoming)?.options.flatMap(({ words }) => words.slice(0, 1)) ?? [],
    hasAnswered: ({ id }) => answers.has(id),
  };
};
