import { hear, normalise } from '../domain/understand.ts';
import type { Clock, Incoming, IncomingFile } from '../ports.ts';
import type { Command } from './command.ts';

/** The command a file is for, and what was said with it. */
export type Meant = {
  readonly command: Command;
  readonly word: string;
  readonly rest: string;
  readonly file: IncomingFile;
};

export type Files = {
  /** What files are for, in words: 「清单、名册」. */
  readonly what: string;
  /** For whom a file is, or whom to ask for; undefined for a file that is none of the bot's business. */
  readonly meantBy: (
    incoming: Incoming,
    options: { hasRoster: boolean },
  ) => Meant | { readonly ask: readonly Command[] } | undefined;
  /** The file asked about, if this is the sender's answer. */
  readonly answeredBy: (incoming: Incoming) => Meant | undefined;
};

const keptForMs = 10 * 60_000;

/**
 * A file goes to the command its caption names, else to the one whose files are called so or end so; where several may be
 * meant the sender is asked. While the answer is awaited the file stays where the platform has it.
 */
export const createFiles = (commands: readonly Command[], clock: Clock): Files => {
  const takers = commands.filter(({ prepare, takes }) => prepare && takes);
  const waiting = new Map<string, { file: IncomingFile; until: number; by: string }>();
  const keyOf = ({ room, sender }: Incoming): string => `${room}|${sender.id}`;

  const candidates = (name: string, hasRoster: boolean): readonly Command[] => {
    const byName = takers.filter(({ takes }) => takes?.named.test(name));
    if (byName.length === 1) return byName;
    const byEnding = takers.filter(({ takes }) => takes?.endings.some((ending) => name.endsWith(`.${ending}`)));
    // Before there is a roster, a table is one.
    const first = hasRoster ? undefined : byEnding.find(({ alias }) => alias === 'roster');
    if (first) return [first];
    // What nobody takes is refused by a reader, which knows what to do instead.
    return byEnding.length > 0 ? byEnding : takers.slice(0, 1);
  };

  return {
    what: takers.map(({ takes }) => takes?.what).join('、'),
    meantBy: (incoming, { hasRoster }) => {
      const { file } = incoming;
      if (!file) return undefined;
      const heard = hear(incoming.text, takers, { addressed: true });
      if (heard) return { ...heard, file };
      if (!incoming.direct && !incoming.mentionsBot) return undefined;
      const [only, ...others] = candidates(file.name.normalize('NFKC').toLowerCase(), hasRoster);
      if (!only) return undefined;
      if (others.length === 0) return { command: only, word: only.words[0] ?? '', rest: '', file };
      const now = clock.now();
      for (const [key, { until }] of waiting) if (until <= now) waiting.delete(key);
      waiting.set(keyOf(incoming), { file, until: now + keptForMs, by: incoming.id });
      return { ask: [only, ...others] };
    },
    answeredBy: (incoming) => {
      const asked = waiting.get(keyOf(incoming));
      if (!asked || asked.until <= clock.now() || asked.by === incoming.id) return undefined;
      const heard = hear(normalise(incoming.text), takers, { addressed: false });
      if (!heard) return undefined;
      waiting.delete(keyOf(incoming));
      // With lines of its own it is no answer but another list.
      return incoming.text.trim().includes('\n') ? undefined : { ...heard, file: asked.file };
    },
  };
};
