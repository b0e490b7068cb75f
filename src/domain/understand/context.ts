/** A name of the roster as the rules need it. */
export type RosterName = { readonly name: string; readonly group?: string | undefined };

/** What a message may be answering: what is open or recent in the branch when it was said. */
export type Context = {
  /** How many check-ins are open for the speaker. */
  readonly checkIns: number;
  /** A push that is still worth a 收到, or an activity that is planned. */
  readonly notice: boolean;
  readonly rsvp: boolean;
  readonly claim: boolean;
  readonly poll: boolean;
  readonly study: boolean;
  /** An election, an admission or an appraisal is being dealt with. */
  readonly formalVote: boolean;
  /** The speaker's last message was recorded: 「发错群了」 takes it back. */
  readonly recorded: boolean;
  /** Said to the bot: in private, by a mention or a reply. */
  readonly addressed: boolean;
  readonly speaker: {
    /** As the roster spells it; undefined while the account belongs to nobody. */
    readonly name: string | undefined;
    readonly role: 'member' | 'leader' | 'officer' | 'secretary';
  };
  /** Keep the same array from message to message: what is made of it is kept with it. */
  readonly roster: readonly RosterName[];
  /** Known nicknames, simplified, to roster names: 老张 → 张建国. */
  readonly aliases: Readonly<Record<string, string>>;
};

/** Nothing open, nobody known. */
export const nothingOpen: Context = {
  checkIns: 0,
  notice: false,
  rsvp: false,
  claim: false,
  poll: false,
  study: false,
  formalVote: false,
  recorded: false,
  addressed: false,
  speaker: { name: undefined, role: 'member' },
  roster: [],
  aliases: {},
};

export const anythingOpen = (context: Context): boolean =>
  context.checkIns > 0 ||
  context.notice ||
  context.rsvp ||
  context.claim ||
  context.poll ||
  context.study ||
  context.formalVote;
