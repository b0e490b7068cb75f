import {
  type Answer,
  type Channel,
  type Choice,
  type Clock,
  type Incoming,
  type IncomingFile,
  type Log,
  type Memory,
  type OutgoingFile,
  type Receive,
  type Reply,
  SendFailure,
} from '../../ports.ts';
import { type Conversation, createConversation, type Persona, type Post } from './conversation.ts';

export const groupRoom = 'local:group';
export const botName = '支书助手';

/** What somebody does in the page; `room` is the group or the private chat of the one who says it. */
export type Saying =
  | { readonly kind: 'text'; readonly room: Place; readonly text: string; readonly quotes?: string }
  | { readonly kind: 'file'; readonly room: Place; readonly text: string; readonly file: IncomingFile }
  | { readonly kind: 'choice'; readonly ref: string; readonly says: string }
  | { readonly kind: 'reaction'; readonly ref: string };
export type Place = 'group' | 'private';

/** What the sender's own window is told: a sentence to show for a moment, or why nothing was taken. */
export type Outcome = {
  readonly toast?: string;
  readonly problem?: 'stopped' | 'stranger' | 'gone' | 'failed';
};

export type LocalChannel = Channel & {
  readonly roomTitle: string;
  readonly conversation: Conversation;
  readonly log: Log;
  personas(): Promise<readonly Persona[]>;
  now(): number;
  /** How many times the program was started with this store; 0 before the start. */
  boot(): number;
  running(): boolean;
  /** Puts it before the bot and voices the answer. The same `client` id of the same person is handled once. */
  say(account: string, client: string, saying: Saying): Promise<Outcome>;
};

type Options = {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  /** Who can be chosen in the page; only they can write. */
  readonly personas: () => Promise<readonly Persona[]>;
  readonly roomTitle: string;
};

const rememberedClientIds = 1000;
const mention = /@支书助手[\s\u2005\u3000]*/gu;

/** The group in the browser: one group room and one private chat per persona, texts in memory only. */
export function createLocalChannel({ memory, clock, log, personas, roomTitle }: Options): LocalChannel {
  const conversation = createConversation();
  const inHand = new Set<Promise<unknown>>();
  const handled = new Map<string, Promise<Outcome>>();
  let receive: Receive | undefined;
  let boot = 0;
  let count = 0;
  let since = clock.now();
  let lastEvent: number | undefined;

  const nextId = () => {
    count += 1;
    return `local:${boot}-${count}`;
  };

  const newPost = (id: string, room: string) =>
    ({ id, room, at: clock.now(), author: undefined, acknowledged: false, receivedBy: [] }) as const;

  const speak = (room: string, message: Spoken): Post =>
    conversation.add({ ...newPost(nextId(), room), ...asPosted(message) });

  /** What takes longer than a second is said to be under way, and done when it is. */
  const drawn = async (
    { answer, meanwhile }: Extract<Reply, { kind: 'coming' }>,
    { room, sender }: Incoming,
  ): Promise<Answer | undefined> => {
    if (meanwhile !== undefined) {
      speak(room, { text: meanwhile, choices: [] });
      return answer;
    }
    let line: Post | undefined;
    const timer = setTimeout(() => {
      line = speak(sender.id, { text: underWay, choices: [] });
    }, patienceMs);
    const drawing = await answer;
    clearTimeout(timer);
    if (line) conversation.change(line.id, { text: drawnText });
    return drawing;
  };

  const ask = async (incoming: Incoming): Promise<Answer | undefined | 'failed'> => {
    lastEvent = incoming.sentAt;
    try {
      const reply = await receive?.(incoming);
      return reply?.kind === 'coming' ? await drawn(reply, incoming) : reply;
    } catch (error) {
      log.error('local-receive-failed', {
        message: incoming.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return 'failed';
    }
  };

  /** `own` is the message just written, or nothing when a button was pressed. */
  const voice = (
    reply: Answer | undefined | 'failed',
    to: Persona,
    room: string,
    quote: Post['quote'],
    own?: Post,
  ): Outcome => {
    if (!reply) return {};
    if (reply === 'failed') {
      if (own) conversation.change(own.id, { aside: { kind: 'failed', text: failure } });
      return { problem: 'failed', toast: failure };
    }
    if (reply.kind === 'acknowledged') {
      if (own) conversation.change(own.id, { acknowledged: true });
      return own ? {} : { toast: reply.toast };
    }
    if (reply.kind === 'refused') {
      if (own && !reply.repeated) conversation.change(own.id, { aside: { kind: 'refused', text: reply.text } });
      return own && !reply.repeated ? {} : { toast: reply.text };
    }
    const aloud = !reply.privately || room === to.account;
    speak(aloud ? room : to.account, { ...reply, quote, choices: reply.choices ? [reply.choices] : [] });
    if (aloud) return {};
    if (reply.told) speak(room, { text: reply.told, choices: [], quote });
    if (own) conversation.change(own.id, { aside: { kind: 'answered-privately', text: privateHint } });
    return own ? {} : { toast: privateHint };
  };

  const take = async (account: string, saying: Saying): Promise<Outcome> => {
    const persona = (await personas()).find((one) => one.account === account);
    if (!persona) return { problem: 'stranger', toast: '请先在名单里选择您是谁。' };
    if (!receive) return stopped;
    const sender = { id: account, name: persona.name, via: 'person' } as const;
    const about = (room: string) => ({
      id: nextId(),
      room,
      direct: room !== groupRoom,
      sender,
      sentAt: clock.now(),
      ...(room === groupRoom ? { roomTitle } : {}),
    });

    if (saying.kind === 'choice' || saying.kind === 'reaction') {
      const post = visible(conversation.find(saying.ref), account);
      if (!post || post.author) return { problem: 'gone', toast: '这条消息已经不在了。' };
      if (saying.kind === 'reaction') {
        if (post.receivedBy.includes(account)) return { toast: '您已经回复过收到。' };
        const incoming: Incoming = {
          ...about(post.room),
          kind: 'reaction',
          text: '👍',
          quotes: post.id,
          mentionsBot: true,
        };
        conversation.change(post.id, { receivedBy: [...post.receivedBy, account] });
        return voice(await ask(incoming), persona, post.room, undefined);
      }
      const choice = post.choices.flat().find((one) => one.says === saying.says);
      if (!choice) return { problem: 'gone', toast: '这个按钮已经失效。' };
      const incoming: Incoming = {
        ...about(post.room),
        kind: 'choice',
        text: choice.says,
        quotes: post.id,
        mentionsBot: true,
      };
      return voice(await ask(incoming), persona, post.room, { name: persona.name, text: `按了「${choice.label}」` });
    }

    const room = saying.room === 'group' ? groupRoom : account;
    const quoted =
      saying.kind === 'text' && saying.quotes ? visible(conversation.find(saying.quotes), account) : undefined;
    if (saying.kind === 'text' && saying.quotes && quoted?.room !== room) {
      return { problem: 'gone', toast: '引用的消息已经不在了。' };
    }
    const { id, sentAt, ...where } = about(room);
    const own = conversation.add({
      id,
      room,
      at: sentAt,
      author: persona,
      text: saying.text,
      quote: quoted && { name: quoted.author?.name ?? botName, text: quoted.text || (quoted.file?.name ?? '') },
      choices: [],
      file: saying.kind === 'file' ? { name: saying.file.name, size: saying.file.size, bytes: undefined } : undefined,
      acknowledged: false,
      receivedBy: [],
    });
    const bare = saying.text.replace(mention, '').trim();
    const reply = await ask({
      ...where,
      id,
      sentAt,
      kind: saying.kind,
      text: bare,
      mentionsBot: bare !== saying.text.trim() || bare.startsWith('/') || (quoted !== undefined && !quoted.author),
      ...(quoted ? { quotes: quoted.id } : {}),
      ...(saying.kind === 'file' ? { file: saying.file } : {}),
    });
    return voice(reply, persona, room, { name: persona.name, text: saying.text || (own.file?.name ?? '') }, own);
  };

  return {
    name: 'local',
    can: { edit: true, choices: true, privately: true, recallForMs: Number.POSITIVE_INFINITY },
    roomTitle,
    conversation,
    log,
    personas,
    now: () => clock.now(),
    boot: () => boot,
    running: () => receive !== undefined,

    async start(receiver) {
      // The counter is durable before the first id is given out, so that no id is ever given out twice.
      const next = Number(memory.get('boot') ?? '0') + 1;
      await memory.set('boot', String(next));
      boot = next;
      count = 0;
      since = clock.now();
      receive = receiver;
      conversation.changed();
    },

    async stop() {
      if (!receive) return;
      since = clock.now();
      receive = undefined;
      await Promise.allSettled(inHand);
      conversation.changed();
    },

    say(account, client, saying) {
      const key = `${account} ${client}`;
      const before = handled.get(key);
      if (before) return before;
      if (!receive) return Promise.resolve(stopped);
      const outcome = take(account, saying);
      handled.set(key, outcome);
      for (const oldest of handled.keys()) {
        if (handled.size <= rememberedClientIds) break;
        handled.delete(oldest);
      }
      inHand.add(outcome);
      const settle = () => inHand.delete(outcome);
      outcome.then(settle, () => {
        settle();
        handled.delete(key);
      });
      return outcome;
    },

    async send(room, message) {
      if (!receive) throw new SendFailure('unreachable', 'the local group is not running');
      if (room !== groupRoom && !(await personas()).some((persona) => persona.account === room)) {
        throw new SendFailure('gone', 'nobody of that account is in the local group');
      }
      const { id } = speak(room, { ...message, choices: message.choices ?? [] });
      log.debug('local-sent', { message: id, key: message.key });
      return { ref: id };
    },

    async edit(ref, message) {
      const post = conversation.find(ref);
      const { quote: _kept, ...shown } = asPosted({ ...message, choices: message.choices ?? [] });
      // Texts do not outlive the program, live messages do: one of an earlier start comes back as it reads now.
      if (!post && isOfEarlierStart(ref, boot)) {
        conversation.add({ ...newPost(ref, groupRoom), ...shown });
        return;
      }
      if (!post || post.author) throw new SendFailure('gone', 'the message is no longer in the local group');
      conversation.change(ref, shown);
    },

    async recall(ref) {
      // As everywhere, it is seen that something was taken back.
      conversation.change(ref, { text: '（这条消息已撤回）', choices: [], file: undefined, quote: undefined });
    },

    health: () => ({ state: receive ? 'up' : boot === 0 ? 'starting' : 'down', since, lastEvent }),
  };
}

type Spoken = {
  readonly text: string;
  readonly choices: readonly (readonly Choice[])[];
  readonly file?: OutgoingFile;
  readonly quote?: Post['quote'];
};

const asPosted = ({ text, choices, file, quote }: Spoken) => ({
  text,
  choices,
  quote,
  file: file && { name: file.name, size: file.bytes.byteLength, bytes: file.bytes },
});

const isOfEarlierStart = (ref: string, boot: number): boolean =>
  Number(/^local:([1-9]\d*)-\d+$/u.exec(ref)?.[1] ?? boot) < boot;

/** The group is everybody's, a private chat its owner's. */
const visible = (post: Post | undefined, account: string): Post | undefined =>
  post && (post.room === groupRoom || post.room === account) ? post : undefined;

const stopped: Outcome = { problem: 'stopped', toast: '支书助手还没有准备好，请稍后再试。' };
const failure = '这条消息没有处理成功，请稍后再试。';
const underWay = '正在生成，请稍候。';
const drawnText = '已经生成。';
const patienceMs = 1000;
const privateHint = '已私聊回复';
