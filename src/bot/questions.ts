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
  /** Whether this message has been an answer before: delivered again it is no word of its own. */
  readonly hasAnswered: (incoming: Incoming) => boolean;
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
  return {
    ask: (incoming, command, word, options, privately) => {
      const now = clock.now();
      drop(({ until }) => until <= now);
      const asked = { command, word, options, until: now + keptForMs, by: incoming.id };
      open.set(keyOf(incoming), asked);
      if (privately) open.set(keyIn(incoming.sender.id, incoming), asked);
    },
    answeredBy: (incoming) => {
      const asked = open.get(keyOf(incoming));
      if (!asked || asked.by === incoming.id || asked.until <= clock.now()) return undefined;
      const said = normalise(incoming.text);
      const chosen = asked.options.find(({ words }) => words.includes(said));
      if (!chosen) return undefined;
      drop((one) => one === asked);
      answers.add(incoming.id);
      if (answers.size > answersKept)
        for (const oldest of [...answers].slice(0, answersKept / 2)) answers.delete(oldest);
      return { command: asked.command, word: asked.word, args: chosen.args };
    },
    hasAnswered: ({ id }) => answers.has(id),
  };
};
