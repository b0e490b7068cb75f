import type { Card } from './command.ts';

/** The command menu where a platform has one: Latin names, Chinese descriptions, one list for members and one for officers. */
export const commandMenu = (
  cards: readonly Card[],
): { member: { command: string; description: string }[]; officer: { command: string; description: string }[] } => {
  const item = ({ alias, words, does }: Card) => ({
    command: alias,
    description: `${words[0]}：${does}`.slice(0, 200),
  });
  const forMembers = cards.filter(({ from }) => from === 'anyone' || from === 'named' || from === 'member');
  return { member: forMembers.map(item), officer: cards.map(item) };
};
