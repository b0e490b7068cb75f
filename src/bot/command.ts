import { z } from 'zod';
import { activityById } from '../domain/attendance.ts';
import type { Activity, Branch } from '../domain/branch.ts';
import type { Holidays } from '../domain/calendar.ts';
import { formatWhen } from '../domain/calendar.ts';
import type { RecallForMs } from '../domain/close.ts';
import type { DocumentRequest } from '../domain/document.ts';
import type { Entry, Fact } from '../domain/entry.ts';
import type { GuidanceFile } from '../domain/guidance.ts';
import type { Preset } from '../domain/preset.ts';
import { shownTogether, titleOf } from '../domain/push.ts';
import { Refusal } from '../domain/refusal.ts';
import type { MemberId, People, PeopleChange, Role } from '../domain/roster.ts';
import type { Schedule } from './schedule.ts';

/** What a person is about when saying it: the headings of 帮助, in their order. */
export const chapters = [
  '签到与请假',
  '本人记录与资料',
  '会前安排',
  '会上考勤',
  '会议记录',
  '清单与欠账',
  '报表',
  '名册与账号',
  '设置',
] as const;
export type Chapter = (typeof chapters)[number];

/** What 帮助, the command menu and README say of a command. */
export type Card = {
  readonly words: readonly string[];
  readonly alias: string;
  /** The usage line; it begins with the first word. */
  readonly help: string;
  /** One sentence on what it does. */
  readonly does: string;
  readonly chapter: Chapter;
  readonly from: From;
};

export type From = 'anyone' | Exclude<Role, 'stranger'>;

export type Speaker = {
  readonly account: string;
  readonly displayName: string;
  readonly member: MemberId | undefined;
  readonly role: Role;
};

/** All a command may know. It cannot send, save, wait or read the clock, because it is given nothing to do that with. */
export type Situation = {
  readonly branch: Branch;
  readonly people: People;
  readonly speaker: Speaker;
  /** When it was said, which is what decides. */
  readonly at: number;
  readonly now: number;
  readonly room: string;
  readonly direct: boolean;
  /** Addressed to the bot: in private, by @, by a /command, a button or a reply. */
  readonly addressed: boolean;
  /** The word that was said: a command of several words may care. */
  readonly word: string;
  /** The push whose message is quoted, reacted to or pressed under. */
  readonly quotes?: string;
  readonly guidance: readonly GuidanceFile[];
  readonly holidays: Holidays;
  readonly presets: readonly Preset[];
  readonly schedules: readonly Schedule[];
  readonly commands: readonly Card[];
  /** Whether something with this `causedBy` was recorded in the last two days and was not taken back. */
  readonly handled: (causedBy: string) => boolean;
  readonly recallForMs: RecallForMs;
  /** What a command's prepare() made of a file somebody sent. */
  readonly prepared?: unknown;
  /** The branch's present book as it is on disk, for a command that `reads` it; empty for any other. */
  readonly book: readonly Entry[];
};

export type Option = {
  /** Any of these words, said next by the same person, chooses it; the first is the button. */
  readonly words: readonly string[];
  readonly label?: string;
  readonly args: unknown;
};

export type Outcome = {
  readonly facts?: readonly Fact[];
  readonly people?: readonly PeopleChange[];
  /** What stands behind the facts where that is more than the message; an entry keeps a digest of it. */
  readonly causedBy?: string;
  /** `acknowledge` becomes a reaction, a toast or a line of the next summary; a text is said. */
  readonly answer?: 'acknowledge' | string;
  /** What a pressed button shows; also the answer in a private chat to an acknowledgement. */
  readonly toast?: string;
  /** The activity whose counts go with an acknowledgement. */
  readonly activity?: string;
  /** Whose attendance was recorded: named in a summary that serves as receipt, unless they said 不要点我名. */
  readonly receiptFor?: MemberId;
  readonly privately?: boolean;
  /** A form that goes to the speaker alone, with the answer, if any, before it: the shell reads the books and draws it. */
  readonly document?: DocumentRequest;
  /** The shell answers with a one-time link to the console, or ends the speaker's sessions there. */
  readonly console?: 'enter' | 'leave';
  /** The shell begins a backup of everything kept. */
  readonly backup?: boolean;
  /** The shell adds the address of the calendar's link of this number to the answer. */
  readonly calendar?: number;
  /** What the room hears when a private answer cannot be delivered. */
  readonly instead?: string;
  /** Forgotten after ten minutes: choosing runs the same command with other arguments. */
  readonly question?: readonly Option[];
};

/** The files a command with prepare() is for. */
export type Takes = {
  /** What such a file is called to people. */
  readonly what: string;
  /** Of its name, in lower case. */
  readonly endings: readonly string[];
  /** A name that leaves no doubt. */
  readonly named: RegExp;
};

export type Command = Card & {
  readonly where: 'anywhere' | 'room' | 'private';
  readonly shortWords: readonly string[];
  /** People say its word to each other as well: in a room it is heard only when addressed to the bot. */
  readonly onlyAddressed: boolean;
  readonly args: z.ZodType<unknown>;
  /** Turns a file into a value before run() is asked; the only place a command may wait. */
  readonly prepare?: (file: { name: string; bytes: Uint8Array }) => Promise<unknown>;
  readonly takes?: Takes;
  /** The shell reads this year's book before run() is asked. */
  readonly reads?: 'book';
  readonly run: (situation: Situation, args: unknown) => Outcome;
};

/** What only an answered question can hand to a command: nothing a person types parses to it. */
export type Confirmed<T = string> = { readonly confirmed: T };
export const confirmed = <T>(value: T): Confirmed<T> => ({ confirmed: value });
export const isConfirmed = (args: unknown): args is Confirmed =>
  typeof args === 'object' && args !== null && 'confirmed' in args;

/** The rest of the line as it is. */
export const anyLine = z.string();

/** A button names its activity first («A12 …»); people name it in words or not at all. */
export type ActivityLine = {
  readonly activity: string | undefined;
  readonly words: string;
  /** Understood from free speech and to be asked about before anything is written. */
  readonly unsure?: boolean;
} & Partial<Confirmed>;
export const activityLine: z.ZodType<ActivityLine> = z.string().transform((rest) => {
  const named = /^(A[1-9]\d*)(?:\s+|$)(.*)$/su.exec(rest);
  return { activity: named?.[1], words: (named ? named[2] : rest) ?? '' };
});

/** One thing people can say: a file in commands/ exports one as default. */
export const defineCommand = <Args = string>(command: {
  words: readonly [string, ...string[]];
  alias: string;
  help: string;
  does: string;
  chapter: Chapter;
  from: From;
  where?: 'anywhere' | 'room' | 'private';
  shortWords?: readonly string[];
  onlyAddressed?: boolean;
  args?: z.ZodType<Args>;
  prepare?: (file: { name: string; bytes: Uint8Array }) => Promise<unknown>;
  takes?: Takes;
  reads?: 'book';
  run: (situation: Situation, args: Args) => Outcome;
}): Command => ({
  where: 'anywhere',
  shortWords: [],
  onlyAddressed: false,
  ...command,
  args: command.args ?? anyLine,
  run: (situation, args) => command.run(situation, args as Args),
});

/** The member behind a speaker; commands open to members can rely on it. */
export const memberOf = ({ speaker }: Situation): MemberId => {
  if (speaker.member === undefined) {
    throw new Refusal('not-on-roster', '名册里还没有对应到您，请说「我是 姓名」，由支委确认后即可。');
  }
  return speaker.member;
};

/** A group leader acts for the own group's activities only. */
export const mayLead = ({ branch, speaker }: Situation, activity: Activity): boolean =>
  speaker.role !== 'leader' ||
  (activity.concern.scope === 'group' &&
    speaker.member !== undefined &&
    branch.members[speaker.member]?.group === activity.concern.group);

const quotedActivities = ({ branch, quotes }: Situation): string[] => {
  const push = quotes === undefined ? undefined : branch.pushes[quotes];
  const about = push ? shownTogether(branch, push).map(({ data }) => data['activity']) : [];
  return [...new Set(about)].filter((id) => typeof id === 'string');
};

/** Whether the words name the activity's kind or its 党小组. */
export const mentions = (activity: Activity, words: string): boolean =>
  words.includes(activity.kind) ||
  (activity.kind === '支部党员大会' && words.includes('党员大会')) ||
  (activity.concern.scope === 'group' && words.includes(activity.concern.group));

/**
 * Runs `then` for the one activity meant: the named one, the one the words mention, or the only one. When several
 * remain it asks which, never guesses; when none does, it refuses with `none`.
 */
export const forActivity = (
  situation: Situation,
  candidates: readonly Activity[],
  line: ActivityLine,
  none: () => Refusal,
  then: (activity: Activity) => Outcome,
): Outcome => {
  const { activity: id, words } = line;
  // A button names its activity; a reply to a message about one means that one, about several, one of them.
  const quoted = quotedActivities(situation);
  const meantId = id ?? (quoted.length === 1 ? quoted[0] : undefined);
  if (meantId !== undefined) {
    const named = activityById(situation.branch, meantId);
    if (!named) throw none();
    return then(named);
  }
  const among = candidates.filter((activity) => quoted.includes(activity.id));
  const possible = among.length > 0 ? among : candidates;
  const meant = possible.filter((activity) => mentions(activity, words));
  const remaining = meant.length > 0 ? meant : possible;
  const [only, ...others] = remaining;
  if (!only) throw none();
  if (others.length === 0) return then(only);
  const lines = remaining.map(
    (activity, index) =>
      `${index + 1}. ${titleOf(activity, situation.people)}，${formatWhen(activity.start, situation.branch.timeZone)}`,
  );
  return {
    answer: ['现在有几次活动，请回复序号说明是哪一次：', ...lines].join('\n'),
    question: remaining.map((activity, index) => ({
      words: [String(index + 1)],
      label: `${index + 1}. ${activity.kind}`,
      // Who chose is sure.
      args: { ...line, activity: activity.id, unsure: false },
    })),
  };
};
