import type { ChatMemberUpdated, Update } from 'grammy/types';
import type { Incoming, Reply } from '../../ports.ts';
import { chatIn } from './ids.ts';
import { chatOf, type Ear, type Heard, type Me, standsAlone } from './incoming.ts';
import type { RightsWatch } from './rights.ts';
import type { Voice } from './voice.ts';

/** What the bot made of something it was told. */
export type Outcome = { readonly reply: Reply | undefined } | 'failed';

export type Listener = {
  /** Resolves when everything in the batch is durable and not too many answers wait to be voiced. */
  handle(updates: readonly Update[]): Promise<void>;
  /** Resolves when every answer has been voiced. */
  voiced(): Promise<void>;
};

export type ListenerParts = {
  readonly ear: Ear;
  readonly rights: RightsWatch;
  readonly voice: Voice;
  readonly me: () => Me;
  readonly tell: (incoming: Incoming) => Promise<Outcome>;
  readonly onMoved: (from: number, to: number) => Promise<void>;
};

const MOST_UNVOICED = 500;

/** Hands batches of updates to the bot and its answers to the voice, which goes on beside the next batch. */
export function createListener({ ear, rights, voice, me, tell, onMoved }: ListenerParts): Listener {
  const onFewer: { readonly than: number; readonly tell: () => void }[] = [];
  let unvoiced = 0;

  async function handle(updates: readonly Update[]): Promise<void> {
    const chats = new Map<number, Update[]>();
    for (const update of updates) {
      const chat = chatOf(update);
      const list = chats.get(chat);
      if (list === undefined) chats.set(chat, [update]);
      else list.push(update);
    }
    const all: Promise<void>[] = [];
    for (const list of chats.values()) all.push(handleChat(list));
    await Promise.all(all);
    await fewerUnvoiced(MOST_UNVOICED);
  }

  /**
   * What was said in a chat is given to the bot in order, and answered in order. The bot decides as it is told and
   * only waits for the disk, so the next is told without waiting: a batch then costs one write, not one per message.
   */
  async function handleChat(updates: readonly Update[]): Promise<void> {
    let told: { readonly heard: Heard; readonly outcome: Promise<Outcome> }[] = [];
    const settle = async (): Promise<void> => {
      for (const { heard, outcome } of told) speak(heard, await outcome);
      told = [];
    };
    for (const update of updates) {
      const alone = standsAlone(update);
      if (alone) await settle();
      const found = hear(update);
      for (const heard of found instanceof Promise ? await found : found) {
        if (heard.incoming.kind === 'choice' && heard.incoming.text === '') voicing(() => voice.expired(heard.origin));
        else told.push({ heard, outcome: tell(heard.incoming) });
      }
      if (alone) await settle();
    }
    await settle();
  }

  function hear(update: Update): readonly Heard[] | Promise<readonly Heard[]> {
    if (update.my_chat_member !== undefined) return hearRights(update.my_chat_member);
    const all = ear.hear(update, me());
    const [first] = all;
    if (first === undefined) return all;
    const { incoming, origin } = first;
    if (incoming.movedTo !== undefined) return hearMove(first);
    if (origin.direct && origin.personId !== undefined) voice.reachable(origin.personId);
    rights.met(first);
    return all;
  }

  async function hearRights(update: ChatMemberUpdated): Promise<readonly Heard[]> {
    return update.chat.type === 'channel' ? [] : [await rights.changed(update)];
  }

  /** Telegram says it in both groups, and a refused call may have said it before. */
  async function hearMove({ incoming }: Heard): Promise<readonly Heard[]> {
    const from = chatIn(incoming.room);
    const to = chatIn(incoming.movedTo ?? '');
    if (from !== undefined && to !== undefined) await onMoved(from, to);
    return [];
  }

  function speak({ origin }: Heard, outcome: Outcome): void {
    if (outcome !== 'failed' && outcome.reply === undefined && origin.pressId === undefined) return;
    voicing(() => (outcome === 'failed' ? voice.failed(origin) : voice.answer(origin, outcome.reply)));
  }

  /** Begun a moment later, so that the next poll is on its way first and its time is used for speaking. */
  function voicing(say: () => Promise<void>): void {
    unvoiced++;
    setImmediate(async () => {
      await say();
      unvoiced--;
      for (let next = onFewer[0]; next !== undefined && unvoiced < next.than; next = onFewer[0]) {
        onFewer.shift();
        next.tell();
      }
    });
  }

  async function fewerUnvoiced(than: number): Promise<void> {
    if (unvoiced >= than) await new Promise<void>((resolve) => onFewer.push({ than, tell: resolve }));
  }

  return { handle, voiced: () => fewerUnvoiced(1) };
}
