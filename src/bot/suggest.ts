import { activitiesIn, concerns, isInDoubt, isOver, pendingIn } from '../domain/attendance.ts';
import type { Branch } from '../domain/branch.ts';
import { mayAct } from '../domain/roster.ts';
import { normalise } from '../domain/understand.ts';
import type { Card, Speaker } from './command.ts';

/** Who writes more tells a story. */
const longestRead = 200;

/** Pairs of neighbouring characters: two texts that share several speak of the same thing. */
const pairs = (text: string): Set<string> => {
  const characters = [...text.replaceAll(/[^\p{Script=Han}a-z0-9]/giu, '')];
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`));
};

/** How near each card is to what was said: a pair that few cards have says more, and its words more than its explanation. */
const likeness = (said: Set<string>, cards: readonly Card[]): ((card: Card) => number) => {
  const known = new Map(cards.map((card) => [card, [pairs(card.words.join(' ')), pairs(`${card.help} ${card.does}`)]]));
  const having = (pair: string): number =>
    [...known.values()].filter((sets) => sets.some((set) => set.has(pair))).length;
  const weights = new Map([...said].map((pair) => [pair, 1 / Math.max(having(pair), 1)]));
  const shared = (set: Set<string> | undefined): number =>
    [...(set ?? [])].reduce((sum, pair) => sum + (weights.get(pair) ?? 0), 0);
  return (card) => {
    const [words, rest] = known.get(card) ?? [];
    return 2 * shared(words) + shared(rest);
  };
};

/** A record is written in the days after the meeting. */
const recordedForMs = 3 * 24 * 3_600_000;

/** What this person most probably wants in the branch's state, whatever was said; by alias, most likely first. */
export const dueNow = (branch: Branch, { member, role }: Speaker, now: number): string[] => {
  if (role === 'stranger') return ['iam', 'help'];
  const mine = (state: 'open' | 'planned') =>
    activitiesIn(branch, state).filter((activity) => member !== undefined && concerns(branch, activity, member));
  const open = mine('open');
  const unmarked = open.some(({ marks }) => member !== undefined && !marks[member]);
  const waiting = activitiesIn(branch, 'open', 'closed', 'planned')
    .filter((activity) => !isInDoubt(activity))
    .map(pendingIn);
  const isOfficer = mayAct(role, 'officer');
  const isLeader = mayAct(role, 'leader');
  const justHeld = activitiesIn(branch, 'closed').some(({ closedAt = 0 }) => closedAt > now - recordedForMs);
  const waitsToOpen = activitiesIn(branch, 'planned').some((activity) => isOver(branch, activity, now));
  return [
    ...(isOfficer && branch.roster.length === 0 ? ['roster'] : []),
    ...(isOfficer && waiting.some(({ leaves, proxies }) => leaves.length + proxies.length > 0) ? ['pending'] : []),
    ...(unmarked ? ['checkin', 'leave'] : []),
    ...(isLeader && open.length > 0 ? ['mark', 'attendance', 'mark_all', 'close'] : []),
    ...(isLeader && waitsToOpen ? ['open', 'drop'] : []),
    ...(isLeader && justHeld ? ['meeting_record', 'correct'] : []),
    ...(isLeader ? ['meeting', 'due', 'notify', 'ledger', 'console'] : []),
    ...(mine('planned').some(({ start }) => start > now) ? ['leave', 'upcoming'] : []),
    'upcoming',
    'me',
  ];
};

/** The two things this person most likely meant by words that are no request: first what is alike, then what is due. */
export const suggestions = (
  said: string,
  { branch, speaker, now, cards }: { branch: Branch; speaker: Speaker; now: number; cards: readonly Card[] },
): [Card, Card] | undefined => {
  const open = cards.filter(
    ({ from, alias }) => alias !== 'setup' && alias !== 'help' && (from === 'anyone' || mayAct(speaker.role, from)),
  );
  const like = likeness(pairs(normalise(said).slice(0, longestRead)), open);
  const due = dueNow(branch, speaker, now);
  const place = ({ alias }: Card): number => (due.includes(alias) ? due.indexOf(alias) : due.length);
  const [first, second] = open
    .map((card) => ({ card, near: like(card) }))
    .toSorted((a, b) => b.near - a.near || place(a.card) - place(b.card))
    .map(({ card }) => card);
  return first && second ? [first, second] : undefined;
};
