import { acknowledgement } from './acknowledging.ts';
import { checkIn, checkInOnline, proxyCheckIn } from './arriving.ts';
import { question } from './asking.ts';
import { bareNumber, claim, formalBallot, poll, rsvp } from './choosing.ts';
import { anythingOpen, type Context } from './context.ts';
import { earlyLeave, lateNotice, leave, politely, proxyLeave } from './leaving.ts';
import { officerCommand } from './officer.ts';
import { type Reading, readingOf, withoutQuote } from './reading.ts';
import { relay } from './relay.ts';
import { sensitive } from './sensitive.ts';
import { slashed } from './slash.ts';
import { aboutOwnRecord } from './taking-back.ts';
import type { Slots, Understood } from './understood.ts';

export const longestMessage = 500;

type Rule = (reading: Reading, context: Context) => Understood | undefined;

/**
 * Asked in this order; the first that knows the sentence decides. What may be wrong cheaply stands after what may not:
 * a number nobody should have written, commands, secret ballots, bare numbers, questions, then what is recorded.
 */
const rules: readonly Rule[] = [
  sensitive,
  officerCommand,
  formalBallot,
  bareNumber,
  aboutOwnRecord,
  question,
  checkInOnline,
  checkIn,
  proxyCheckIn,
  proxyLeave,
  rsvp,
  claim,
  poll,
  leave,
  lateNotice,
  earlyLeave,
  acknowledgement,
];

const always: readonly Rule[] = [officerCommand, aboutOwnRecord];

const worn = ({ quoted, mention, voice }: Reading): Slots => ({
  ...(quoted ? { quoted: true } : {}),
  ...(mention === 'bot' ? { mention: true } : {}),
  ...(voice ? { media: 'audio' } : {}),
});

/** What a message means to the bot in this context, or undefined when it is people talking to each other. */
export const understand = (text: string, context: Context): Understood | undefined => {
  const listed = anythingOpen(context) ? relay(withoutQuote(text)) : undefined;
  if (listed) return listed;
  if (text.length > longestMessage) return undefined;
  const reading = readingOf(text);
  if (!reading || reading.joined.length > longestMessage) return undefined;
  const said = politely(slashed(reading));
  // Nothing is open and nobody is addressed: only an officer's command and a right over one's own record remain.
  const asked = anythingOpen(context) || context.addressed ? rules : always;
  const found = firstOf(asked, said, context) ?? withoutParticle(asked, said, context);
  return found && { ...found, slots: { ...found.slots, ...worn(reading) } };
};

const firstOf = (asked: readonly Rule[], said: Reading, context: Context): Understood | undefined => {
  for (const rule of asked) {
    const found = rule(said, context);
    if (found) return found;
  }
  return undefined;
};

const soft = /(?<!哈)哈$/u;
const colouring = /(?<=.)[啊呀哦啦呢哟]$/u;
// 「签到啊」 urges others and 「请假呀」 wonders; after anything else a particle is only a tone of voice.
const urged: ReadonlySet<Rule> = new Set([
  bareNumber,
  checkInOnline,
  checkIn,
  proxyCheckIn,
  proxyLeave,
  leave,
  lateNotice,
  earlyLeave,
]);
const unurged = new Map([rules, always].map((all) => [all, all.filter((rule) => !urged.has(rule))]));

/** What no rule knows with its last particle is asked once more without it. */
const withoutParticle = (asked: readonly Rule[], said: Reading, context: Context): Understood | undefined => {
  const last = said.clauses.at(-1) ?? '';
  const particle = soft.test(last) ? soft : colouring.test(last) ? colouring : undefined;
  if (!particle || last.length < 2) return undefined;
  const bare: Reading = {
    ...said,
    clauses: [...said.clauses.slice(0, -1), last.replace(particle, '')],
    joined: said.joined.replace(particle, ''),
    text: said.text.replace(/[哈啊呀哦啦呢哟](?=[^\p{L}\p{N}]*$)/u, ''),
  };
  return firstOf((particle === soft ? asked : unurged.get(asked)) ?? [], bare, context);
};
