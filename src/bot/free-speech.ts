import { queueToOfficers } from '../domain/push.ts';
import { normalise } from '../domain/understand.ts';
import type { Clock, Incoming, Reply } from '../ports.ts';
import type { Causes } from './causes.ts';
import type { Card, Command } from './command.ts';
import type { Decide } from './decide.ts';
import { speakerOf } from './identity.ts';
import { meaningOf } from './intents.ts';
import { sayable } from './menu.ts';
import type { Held, Recorder } from './recorder.ts';
import { saidAt } from './said-at.ts';
import { suggestions } from './suggest.ts';
import type { Told } from './told.ts';

const notUnderstood = '没有看懂这一条。';
const hello = '您好，我是本支部的支书助手。到会请说「签到」，不能来请说「请假」，更多请说「帮助」。';
const nothingAsked = '现在没有等您回答的事，可能已经过了十分钟。请把要办的事再说一次。';
const isGreeting = /^(?:您好|你好|在吗|在不在|[你您]是谁|早|早上好|上午好|下午好|晚上好)$/u;
/** Said to end a talk: an answer would go on with it. */
const isFarewell =
  /^(?:(?:谢谢|多谢|感谢|辛苦|麻烦)(?:[你您了啦]|你了|您了)?|好的?|好吧|行|知道了|明白了?|嗯+|哦|收到|没事了?|再见)$/u;
const isBareAnswer = /^(?:确认|是的?|对|全部|第.个)$/u;
const sensitiveText = '支部群里有一条消息可能含有电话、证件号等个人信息，请提醒撤回。我没有保存它的内容。';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What is no command: perhaps it means one all the same, and in the group it is mostly talk. */
export const createFreeSpeech = ({
  commands,
  cards,
  recorder,
  causes,
  clock,
  toldBefore,
  decide,
  isTalk,
  awaitedOf,
}: {
  commands: readonly Command[];
  cards: readonly Card[];
  recorder: Recorder;
  causes: Causes;
  clock: Clock;
  toldBefore: Told;
  decide: Decide;
  /** Whether these words are none of the bot's business where it was not addressed. */
  isTalk: (held: Held, incoming: Incoming, command: Command, how: { rest: string; how: string }) => boolean;
  /** What would answer the question that was put to this person. */
  awaitedOf: (incoming: Incoming) => readonly string[];
}): ((held: Held, incoming: Incoming, addressed: boolean) => Promise<Reply | undefined>) => {
  /** The officers alone learn that it was posted; neither what nor by whom. */
  const onSensitive = async (held: Held, incoming: Incoming): Promise<undefined> => {
    if (incoming.direct || toldBefore(`${incoming.room}|sensitive`, dayMs)) return undefined;
    const facts = queueToOfficers(held.branch, sensitiveText, clock.now(), []);
    if (facts.length === 0) return undefined;
    const [at, cause] = [saidAt(incoming, clock), causes.of(incoming.id)];
    await recorder.record(held.id, { facts, at, by: 'delivery', cause });
    return undefined;
  };

  const unheard = (held: Held, incoming: Incoming): Reply | undefined => {
    if (incoming.kind !== 'text' || normalise(incoming.text) === '') return undefined;
    const speaker = speakerOf(held, incoming);
    const isQuiet =
      speaker.role === 'stranger' || toldBefore(`${incoming.room}|${incoming.sender.id}|unheard`, 10 * minuteMs);
    if (!incoming.direct && isQuiet) return undefined;
    const awaited = awaitedOf(incoming);
    if (awaited.length > 0) {
      const words = awaited.map((word) => `「${word}」`).join('或');
      return { kind: 'said', text: `${notUnderstood}请回复${words}，不办请说「算了」。` };
    }
    const said = normalise(incoming.text).replaceAll(/[\p{P}\s]/gu, '');
    if (isGreeting.test(said)) return { kind: 'said', text: hello };
    if (isFarewell.test(said)) return undefined;
    if (isBareAnswer.test(said)) return { kind: 'said', text: nothingAsked };
    const likely = suggestions(incoming.text, { branch: held.branch, speaker, now: clock.now(), cards });
    const hint = likely
      ? `可以说${likely.map((card) => `「${sayable(card).replaceAll(' / ', '」「')}」`).join('或')}，`
      : '';
    return { kind: 'said', text: `${notUnderstood}${hint}说「帮助」看更多。` };
  };

  return async (held, incoming, addressed) => {
    const isOwnWords = incoming.kind === 'text' && incoming.edited === undefined && incoming.sender.via === 'person';
    const speaker = speakerOf(held, incoming);
    const now = saidAt(incoming, clock);
    const meant = isOwnWords ? meaningOf({ held, incoming, speaker, addressed, now }, commands) : undefined;
    if (!meant) return addressed ? unheard(held, incoming) : undefined;
    if ('say' in meant) {
      const isRepeated = !addressed && meant.once !== undefined && toldBefore(`${held.id}|${meant.once}`, dayMs);
      return isRepeated ? undefined : { kind: 'said', text: meant.say };
    }
    if ('sensitive' in meant) return onSensitive(held, incoming);
    const { command, word, args } = meant;
    if (!addressed && isTalk(held, incoming, command, { rest: '', how: 'short' })) return undefined;
    return decide({ held, incoming, command, word, args: () => args });
  };
};
