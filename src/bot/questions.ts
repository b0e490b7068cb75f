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
  readonly ask: (incoming: Incoming, command: Command, word: string, options: readonly Option[]) => void;
  /** The command to run again, and with what, if this is the same person's answer in the same room. */
  readonly answeredBy: (incoming: Incoming) => { command: Command; word: string; args: unknown } | undefined;
  /** Whether this message has been an answer before: delivered again it is no word of its own. */
  readonly hasAnswered: (incoming: Incoming) => boolean;
};

/** What the bot asked and still waits for: one question per person and room, forgotten after ten minutes or a restart. */
export const createQuestions = (clock: Clock): Questions => {
  const open = new Map<string, Asked>();
  const answers = new Set<string>();
  const keyOf = ({ room, sender }: Incoming): string => `${room}|${sender.id}`;
  return {
    ask: (incoming, command, word, options) => {
      const now = clock.now();
      for (const [key, { until }] of open) if (until <= now) open.delete(key);
      open.set(keyOf(incoming), { command, word, options, until: now + keptForMs, by: incoming.id });
    },
    answeredBy: (incoming) => {
      const asked = open.get(keyOf(incoming));
      if (!asked || asked.by === incoming.id || asked.until <= clock.now()) return undefined;
      const said = normalise(incoming.text);
      const chosen = asked.options.find(({ words }) => words.includes(said));
      if (!chosen) return undefined;
      open.delete(keyOf(incoming));
      answers.add(incoming.id);
      if (answers.size > answersKept)
        for (const oldest of [...answers].slice(0, answersKept / 2)) answers.delete(oldest);
      return { command: asked.command, word: asked.word, args: chosen.args };
    },
    hasAnswered: ({ id }) => answers.has(id),
  };
};
