import { Refusal } from '../domain/refusal.ts';
import { type MemberId, nameOf } from '../domain/roster.ts';
import { type Confirmed, confirmed, type Outcome, type Situation } from './command.ts';

/** The founder becomes the roster row 书记 after saying so once more from the same account. */
export const askSecretary = (
  { speaker }: Situation,
  secretary: { id: MemberId; name: string } | undefined,
  answer: string,
): Outcome => {
  if (speaker.member !== 'founder') return { answer, privately: true };
  if (secretary === undefined) {
    return { answer: `${answer}\n名册里没有写书记，请补充职务后再发一次。`, privately: true };
  }
  return {
    answer: `${answer}\n名册中的书记是${secretary.name}，请回复「确认」，确认是您本人。`,
    question: [{ words: ['确认'], args: confirmed(secretary.id) }],
  };
};

export const confirmSecretary = (
  { branch, people, speaker }: Situation,
  { confirmed: id }: Confirmed<MemberId>,
): Outcome => {
  if (speaker.member !== 'founder' || !branch.members[id]?.posts.includes('书记')) {
    throw new Refusal('not-founder', '名册已经变化，请再说一次「名册」。');
  }
  return {
    facts: [{ type: 'account-bound', member: id, trust: 'confirmed' }],
    people: [{ bind: speaker.account, to: id, trust: 'confirmed' }],
    answer: `已确认，您是本支部书记${nameOf(people, id)}。其他同志可以在群里说「我是 姓名」，由您确认。`,
  };
};
