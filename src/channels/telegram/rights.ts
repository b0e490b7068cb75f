import type { ChatMember, ChatMemberUpdated } from 'grammy/types';
import type { Incoming, Log, Memory, Rights } from '../../ports.ts';
import { failureOf } from './failure.ts';
import { roomOf } from './ids.ts';
import type { Heard, Me } from './incoming.ts';

/** Said once in a group where the bot hears only what is addressed to it. */
export const DEAF_EXPLANATION =
  '各位同志好，我是支书助手。按现在的设置，我看不到群里的普通消息，大家直接发「签到」我收不到。' +
  '请书记任选一种办法：一、把我设为本群管理员；二、在 BotFather 里用 /setprivacy 关闭隐私模式，再把我移出本群后重新拉进来。' +
  '在此之前，请回复我发的消息，或者按消息下面的按钮。';

export type RightsWatch = {
  /** What my_chat_member says, in the words of the port. */
  changed(update: ChatMemberUpdated): Promise<Heard>;
  /** Looks closer, beside everything else, the first time a group is heard from. */
  met(heard: Heard): void;
};

export type RightsParts = {
  readonly memory: Memory;
  readonly log: Log;
  readonly me: () => Me;
  /** Asks again, because privacy can be switched while the bot runs. */
  readonly refreshMe: () => Promise<Me>;
  readonly membership: (chatId: number) => Promise<ChatMember>;
  readonly say: (chatId: number, text: string) => Promise<unknown>;
  readonly tell: (incoming: Incoming) => Promise<unknown>;
};

/** Keeps an eye on what the bot may do and hear in each chat, and explains a deaf one to its secretary. */
export function createRightsWatch({ memory, log, me, refreshMe, membership, say, tell }: RightsParts): RightsWatch {
  const met = new Set<number>();
  const explaining = new Set<number>();

  /** Beside everything else: whether it can be said decides nothing. */
  function explain(chatId: number): void {
    if (memory.get(toldKey(chatId)) !== undefined || explaining.has(chatId)) return;
    explaining.add(chatId);
    say(chatId, DEAF_EXPLANATION)
      .then(() => memory.set(toldKey(chatId), 'yes'))
      .catch(() => log.warn('telegram.explanation-failed', { room: chatId }))
      .finally(() => explaining.delete(chatId));
  }

  async function lookCloser(chatId: number, { id, room, direct, sender, sentAt }: Incoming): Promise<void> {
    try {
      const rights = rightsOf(await membership(chatId), false);
      if (rights !== 'deaf') return;
      explain(chatId);
      await tell({
        id: `${id}:rights`,
        kind: 'rights',
        room,
        direct,
        sender,
        sentAt,
        text: '',
        mentionsBot: false,
        rights,
      });
    } catch (error) {
      met.delete(chatId);
      log.debug('telegram.membership-unknown', { room: chatId, what: failureOf(error).what });
    }
  }

  return {
    async changed({ chat, date, from, new_chat_member: now }) {
      met.add(chat.id);
      const isGroup = chat.type !== 'private';
      const seesAll = !isGroup || now.status !== 'member' || (await refreshMe()).seesAll;
      const rights = rightsOf(now, seesAll);
      if (rights === 'deaf') explain(chat.id);
      const incoming = {
        id: `telegram:${chat.id}:rights:${date}:${now.status}`,
        kind: 'rights' as const,
        room: roomOf(chat.id),
        direct: !isGroup,
        sender: { id: roomOf(from.id), name: from.first_name, via: 'person' as const },
        text: '',
        sentAt: date * 1000,
        mentionsBot: false,
        rights,
        ...(chat.title === undefined ? {} : { roomTitle: chat.title }),
      };
      return { incoming, origin: { chatId: chat.id, direct: !isGroup } };
    },

    met({ incoming, origin: { chatId, direct } }) {
      if (direct || met.has(chatId) || !isSpeech.has(incoming.kind)) return;
      met.add(chatId);
      // A plain message that arrives proves that the bot hears everything.
      if (me().seesAll || !incoming.mentionsBot || memory.get(toldKey(chatId)) !== undefined) return;
      void lookCloser(chatId, incoming);
    },
  };
}

const isSpeech: ReadonlySet<string> = new Set(['text', 'choice', 'file']);

function rightsOf(member: ChatMember, seesAll: boolean): Rights {
  if (member.status === 'left' || member.status === 'kicked') return 'gone';
  if (member.status === 'administrator' || member.status === 'creator') return 'full';
  if (member.status === 'restricted' && !member.is_member) return 'gone';
  if (member.status === 'restricted' && !member.can_send_messages) return 'muted';
  return seesAll ? 'full' : 'deaf';
}

const toldKey = (chatId: number): string => `deaf-told:${chatId}`;
