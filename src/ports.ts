import type { Entry } from './domain/entry.ts';
import type { Choice } from './domain/push.ts';
import type { People } from './domain/roster.ts';

export type { Choice } from './domain/push.ts';
export type OutgoingFile = { readonly name: string; readonly bytes: Uint8Array };
export type IncomingFile = { readonly name: string; readonly size: number; read(): Promise<Uint8Array> };

export type Sender = {
  /** `telegram:12345`; it doubles as the room of the private chat with that person. */
  readonly id: string;
  readonly name: string;
  /** Only a `person` can act; an anonymous admin or a channel has no member behind it. */
  readonly via: 'person' | 'anonymous' | 'channel';
  /** Recognised again only by its display name since the platform changed its ids: no officer's powers until confirmed. */
  readonly refound?: boolean;
};

/** What the bot may do in a room: `deaf` sees only what is addressed to it, `muted` cannot speak, `gone` was removed. */
export type Rights = 'full' | 'deaf' | 'muted' | 'gone';

/** One row of a native list as it stands in the text, behind its number; its author where the platform knows who it is. */
export type RowWritten = {
  readonly text: string;
  /** The account, and the name the row shows for it. */
  readonly author?: { readonly id: string; readonly name: string };
};

/** Something that happened in a room, already freed of platform decoration (@mention, /command@bot). */
export type Incoming = {
  /** Unique for ever and equal at redelivery, also across restarts. */
  readonly id: string;
  readonly kind: 'text' | 'choice' | 'reaction' | 'file' | 'joined' | 'left' | 'moved' | 'rights';
  readonly room: string;
  readonly direct: boolean;
  readonly sender: Sender;
  /** The words said, what a pressed choice says, an emoji, or a file's caption. */
  readonly text: string;
  readonly sentAt: number;
  /** The ref of the message quoted, reacted to, or under which a choice was pressed. */
  readonly quotes?: string;
  /** Addressed to the bot: @mentioned, a /command, a choice, or a reply to one of its messages. */
  readonly mentionsBot: boolean;
  /** Of a native list (接龙) whose platform tells it: who wrote each row, all rows in order. */
  readonly rows?: readonly RowWritten[];
  /** The text is an edit of a message first sent at this time. */
  readonly edited?: number;
  readonly file?: IncomingFile;
  /** kind `moved`: the id the room has from now on. */
  readonly movedTo?: string;
  /** kind `rights`. */
  readonly rights?: Rights;
  /** The room's title where the platform tells it. */
  readonly roomTitle?: string;
  /** The branch meant, where the place it was said in knows: an account may belong to several. */
  readonly branch?: string;
};

/** What the adapter voices in its platform's way. Everything told is on disk before it is returned. */
export type Answer =
  /**
   * Reaction, toast or a place in the next summary. `receipt` names the person where that is allowed; `tally` says the
   * counts with this person in them, and is there when the room has a live message that shows them.
   */
  | { readonly kind: 'acknowledged'; readonly receipt?: string; readonly tally?: () => string; readonly toast: string }
  | {
      readonly kind: 'said';
      readonly text: string;
      readonly choices?: readonly Choice[];
      readonly file?: OutgoingFile;
      /** To the sender alone; where that cannot be reached, `instead` is said in the room, or nothing. */
      readonly privately?: boolean;
      readonly instead?: string;
      /** Said in the room once the private answer has arrived. */
      readonly told?: string;
    }
  /** By toast, else in private, else `brief` as one quoted reply; `repeated` means it was said before: a toast or nothing. */
  | { readonly kind: 'refused'; readonly text: string; readonly brief: string; readonly repeated: boolean };

/**
 * An answer, or one that takes a while: the channel shows that it is on its way where it can, and says `meanwhile` at once
 * where there is one. It never rejects.
 */
export type Reply =
  | Answer
  | { readonly kind: 'coming'; readonly answer: Promise<Answer | undefined>; readonly meanwhile?: string };

export type Receive = (incoming: Incoming) => Promise<Reply | undefined>;

export type Message = {
  readonly text: string;
  readonly choices?: readonly (readonly Choice[])[];
  readonly file?: OutgoingFile;
  /** Equal for equal intents, so that a late duplicate can be recognised in the log. */
  readonly key: string;
};

/**
 * `ref` names the message for edits, quotes and reactions; a platform that returns none gives undefined. Where one message
 * became several it names the last, and `parts` those before it.
 */
export type Sent = { readonly ref: string | undefined; readonly parts?: readonly string[] };

export type FailureReason = 'refused' | 'gone' | 'unreachable' | 'unknown';

/** How a failed send rejects. `unknown` means that it may have arrived. The one value among these types. */
export class SendFailure extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason, message: string) {
    super(message);
    this.name = 'SendFailure';
    this.reason = reason;
  }
}

export type ChannelHealth = {
  readonly state: 'up' | 'starting' | 'down' | 'waiting-scan' | 'logged-out' | 'suspect';
  readonly since: number;
  readonly lastEvent: number | undefined;
  readonly detail?: string;
};

/** A platform connection. One contract suite runs against every implementation. */
export interface Channel {
  /** The prefix of its room and account ids. */
  readonly name: string;
  readonly can: {
    readonly edit: boolean;
    readonly choices: boolean;
    readonly privately: boolean;
    /** How long after it was sent the bot's own message in a room can be taken back, in milliseconds. */
    readonly recallForMs?: number;
  };
  /** Resolves when the connection is under way; `receive` resolves only when what it recorded is durable. */
  start(receive: Receive): Promise<void>;
  /** Takes nothing new and waits for what is in hand. */
  stop(): Promise<void>;
  /** To a room, or to a person by account id. Paced; long text is split on line boundaries. Rejects with SendFailure. */
  send(room: string, message: Message): Promise<Sent>;
  /** Replaces a message; an edit superseded while it waits resolves with the newer one. Present if `can.edit`. */
  edit?(ref: string, message: Message): Promise<void>;
  /**
   * Takes a message back for everybody; resolves also where it is gone already. Rejects with SendFailure, `refused` where
   * the platform does not allow it any more. Present if `can.recallForMs`.
   */
  recall?(ref: string): Promise<void>;
  /** An officer vouches that a `refound` account is still the same person. */
  confirm?(account: string): Promise<void>;
  /** Drops what the channel remembers of an erased person's account; the same person comes back as a new account. */
  forget?(account: string): Promise<void>;
  health(): ChannelHealth;
}

/** A small durable map per channel: ids seen, rooms re-found. */
export interface Memory {
  get(key: string): string | undefined;
  keys(): readonly string[];
  /** Durable when it resolves; when it rejects, the store takes no more writes. undefined removes the key. */
  set(key: string, value: string | undefined): Promise<void>;
}

/** Where the current time comes from; epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** JSON lines of ids, numbers and codes; never names, texts or tokens. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One year of one branch as known from its header and last line alone. */
export type Book = {
  readonly branch: string;
  readonly year: number;
  readonly seq: number;
  readonly hash: string;
};

/** How far a book was read; `size` is the store's own measure. */
export type ReadTo = Book & { readonly size: number };

/** Why a book or document cannot be used: the file is left exactly as it is. */
export type Damage = { readonly file: string; readonly line: number; readonly what: string };

export interface Ledger {
  /** Every book, or each of one branch, by header and last line only; damaged ones are listed apart. */
  books(branch?: string): Promise<{
    readonly books: readonly Book[];
    readonly damaged: readonly (Damage & { readonly branch: string })[];
  }>;
  /**
   * Reads and fully checks a book (schema, seq, hash chain), visiting each entry in order; with `after`, what an earlier
   * reading returned, only what was appended since. Throws BookDamaged.
   */
  read(branch: string, year: number, visit: (entry: Entry) => void, after?: ReadTo): Promise<ReadTo>;
  /** Starts a new book; its header carries the last hash of the year before. Refused if the book exists. */
  create(branch: string, year: number, entries: readonly Entry[]): Promise<void>;
  /** Adds entries whose seq follow `after`; durable (fdatasync) when it resolves. A stale `after` is refused. */
  append(branch: string, year: number, after: number, entries: readonly Entry[]): Promise<void>;
}

export interface PeopleStore {
  read(branch: string): Promise<People>;
  /** Replaces the document atomically; durable when it resolves. */
  write(branch: string, people: People): Promise<void>;
}

/** What the store knows as a whole: which branch lives in which room, codes, and who must stay erased after a restore. */
export type Registry = {
  readonly format: 1;
  readonly branches: readonly { readonly id: string; readonly name: string; readonly rooms: readonly string[] }[];
  /** SHA-256 of setup codes that are open or spent. */
  readonly codes: readonly { readonly hash: string; readonly spentBy?: string }[];
  readonly erased: readonly { readonly branch: string; readonly member: string }[];
};

export interface RegistryStore {
  get(): Registry;
  /** One change at a time; durable when it resolves. */
  update(change: (registry: Registry) => Registry): Promise<void>;
}

/** Everything kept, opened for one writer. */
export interface Store {
  readonly ledger: Ledger;
  readonly people: PeopleStore;
  readonly registry: RegistryStore;
  memory(channel: string): Promise<Memory>;
  close(): Promise<void>;
}
