import type { Wechaty } from 'wechaty';
import { type Choice, type OutgoingFile, SendFailure } from '../../ports.ts';
import type { Identity } from './identity.ts';
import type { SendingQueue } from './sending.ts';
import { type Timer, type Timing, within } from './timing.ts';
import { troubleOf } from './trouble.ts';
import { split } from './words.ts';

export type Saying = {
  readonly text: string;
  readonly choices?: readonly Choice[] | undefined;
  readonly file?: OutgoingFile | undefined;
  /** The account answered, whose name is put before the text in a room. */
  readonly to?: { readonly account: string; readonly name: string };
  readonly answers?: boolean;
};

/** Says something in a room or to a person, by stable id; rejects with SendFailure. */
export type Speaker = {
  say(place: string, saying: Saying): Promise<void>;
  /** Whether the bot itself said this here lately: quotes name it by whatever remark the quoting person gave it. */
  saidLately(place: string, text: string): boolean;
};

const remembered = 30;

export function createSpeaker(parts: {
  readonly bot: () => Wechaty | undefined;
  readonly identity: Identity;
  readonly queue: SendingQueue;
  readonly timer: Timer;
  readonly timing: Timing;
}): Speaker {
  const { identity, queue, timer, timing } = parts;
  const said = new Map<string, readonly string[]>();

  const up = (): Wechaty => {
    const bot = parts.bot();
    if (bot === undefined) throw new SendFailure('unreachable', 'WeChat is not connected.');
    return bot;
  };

  const nativeOf = (id: string): string => {
    const place = identity.place(id);
    if (place === 'stale') throw new SendFailure('unreachable', `${id} was not found again since the login.`);
    if (place === 'gone' || place === 'unknown') throw new SendFailure('gone', `${id} is not there.`);
    return place.native;
  };

  const find = async (id: string): Promise<Target> => {
    const bot = up();
    const native = nativeOf(id);
    const finding: Promise<Target | undefined> = id.startsWith('wechat:room:')
      ? bot.Room.find({ id: native })
      : bot.Contact.find({ id: native });
    const unreachable = (): SendFailure => new SendFailure('unreachable', `${id} cannot be looked up.`);
    const target = await within(timer, timing.sendMs, finding, unreachable).catch(() => undefined);
    if (target === undefined) throw unreachable();
    if ('friend' in target && target.friend() === false)
      throw new SendFailure('refused', `${id} has not added the bot as a friend.`);
    return target;
  };

  return {
    async say(place, { text, choices = [], file, to, answers }) {
      up();
      nativeOf(place);
      const whole = [text, ...choices.map(inWords)].filter((line) => line !== '').join('\n');
      const pieces = split(whole);
      return queue.add(async (turn) => {
        let begun = false;
        const put = async (ms: number, send: (target: Target) => Promise<unknown>): Promise<void> => {
          try {
            up();
            await turn();
            const target = await find(place);
            await within(timer, ms, send(target), late);
            begun = true;
          } catch (error) {
            const failed = failure(error);
            throw begun ? new SendFailure('unknown', `Only a part was sent. ${failed.message}`) : failed;
          }
        };
        for (const [index, piece] of pieces.entries()) {
          const mentioned = index === 0 ? to : undefined;
          const seen = bare(mentioned === undefined ? piece : `@${mentioned.name} ${piece}`);
          said.set(place, [...(said.get(place) ?? []), seen].slice(-remembered));
          await put(timing.sendMs, async (target) => {
            if (!('memberAll' in target) || mentioned === undefined) return target.say(piece);
            const person = await up().Contact.find({ id: nativeOf(mentioned.account) });
            return person ? target.say(piece, person) : target.say(`@${mentioned.name} ${piece}`);
          });
        }
        if (file !== undefined) {
          const { FileBox } = await import('file-box');
          await put(timing.fileMs, (target) => target.say(FileBox.fromBuffer(Buffer.from(file.bytes), file.name)));
        }
      }, answers);
    },
    saidLately(place, text) {
      const quoted = bare(text);
      return (
        quoted.length >= 4 && (said.get(place) ?? []).some((one) => one.startsWith(quoted) || one.endsWith(quoted))
      );
    },
  };
}

/** Errors that say for certain that nothing left; after any other the message may have arrived. */
function failure(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  const { code } = troubleOf(error);
  const refused = error instanceof Error && /No connection established|ECONNREFUSED/.test(error.message);
  const never = refused || ['not-logged-in', 'gateway-not-connected', 'gateway-refuses-token'].includes(code);
  return new SendFailure(never ? 'unreachable' : 'unknown', `WeChat did not take the message: ${code}.`);
}

const late = (): SendFailure => new SendFailure('unknown', 'WeChat did not answer in time.');

type Found = Awaited<ReturnType<Wechaty['Room']['find']>> | Awaited<ReturnType<Wechaty['Contact']['find']>>;
type Target = NonNullable<Found>;

/** Spaces differ between what was sent and what a client quotes, which may also be cut short. */
function bare(text: string): string {
  return text.replace(/\s|…$|\.{3}$/g, '');
}

/** WeChat has no buttons: what a button would say is said by hand. */
function inWords({ label, says }: Choice): string {
  return label === says ? `回复“${says}”` : `回复“${says}”：${label}`;
}
