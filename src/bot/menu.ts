import type { Card } from './command.ts';

const ranks: readonly Card['from'][] = ['named', 'member', 'anyone', 'leader', 'officer', 'secretary'];
/** Said most, in this order; everything else follows as it was loaded, members' words before officers'. */
const first = [
  'checkin',
  'leave',
  'late',
  'online',
  'cancel',
  'me',
  'list',
  'upcoming',
  'meeting',
  'open',
  'mark',
  'close',
  'attendance',
];

/** Commands in the order people look for them; the founding of a branch comes last. */
export const inOrder = (cards: readonly Card[]): Card[] => {
  const place = ({ alias, from }: Card): number => {
    const said = first.indexOf(alias);
    return (alias === 'setup' ? 100 : ranks.indexOf(from)) * 100 + (said < 0 ? 50 : said);
  };
  return cards.toSorted((a, b) => place(a) - place(b));
};

/** The usage line without what may be left out: brackets are for readers of lists, and somebody told to say them says them. */
export const sayable = ({ help }: Card): string => help.replaceAll(/\s*\[[^\]]*\]/gu, '');

/** The command menu where a platform has one: Latin names, Chinese descriptions, one list for members and one for officers. */
export const commandMenu = (
  cards: readonly Card[],
): { member: { command: string; description: string }[]; officer: { command: string; description: string }[] } => {
  const item = ({ alias, words, does }: Card) => ({
    command: alias,
    description: `${words[0]}：${does}`.slice(0, 200),
  });
  const ordered = inOrder(cards);
  const forMembers = ordered.filter(({ from }) => from === 'anyone' || from === 'named' || from === 'member');
  return { member: forMembers.map(item), officer: ordered.map(item) };
};
