import type { Concern } from './branch.ts';
import type { Quorum } from './quorum.ts';
import type { VoteCase } from './record-part.ts';
import { Refusal } from './refusal.ts';

/** A vote that was held in the room, as numbers. */
export type Vote = {
  readonly case: VoteCase;
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  /** Written opinions that absentees handed in before the meeting; they are among the three numbers. */
  readonly written: number;
};

const cast = (vote: Vote): number => vote.for + vote.against + vote.abstain;

/** What speaks against the numbers as such, as a clause; undefined when they can be. */
export const voteProblem = (vote: Vote, { base, present }: Quorum): string | undefined => {
  if (vote.written > 0 && vote.case !== '接收') return '书面意见只在接收预备党员和转正时计入';
  if (vote.written > base - present) return `书面意见 ${vote.written} 份，多于未到会的 ${base - present} 人`;
  if (cast(vote) > present + vote.written) {
    const written = vote.written > 0 ? `加书面意见 ${vote.written} 份` : '';
    return `赞成、反对、弃权共 ${cast(vote)}，多于到会有表决权的 ${present} 人${written}`;
  }
  return undefined;
};

const caseOf = (matter: string): VoteCase => {
  if (/选举|换届|当选|差额|等额/u.test(matter)) return '选举';
  return /接收|转正|预备党员|发展党员/u.test(matter) ? '接收' : '一般';
};

/**
 * Reads 「议题 赞成 12 反对 1 弃权 0」, with 书面 n for written opinions; what is left out is 0, but 赞成 must be said. Refuses
 * with no-matter and no-numbers.
 */
export const readVote = (line: string): { readonly matter: string; readonly vote: Vote } => {
  const said = (word: string): RegExp => new RegExp(`(?:${word})\\s*[:：]?\\s*([0-9０-９]{1,4})\\s*(?:票|人|份)?`, 'u');
  const words = {
    for: said('(?<!不)(?:赞成|同意)'),
    against: said('反对|不赞成|不同意'),
    abstain: said('弃权'),
    written: said('书面意见|书面'),
  };
  const numberIn = (word: RegExp): number => Number((word.exec(line)?.[1] ?? '0').normalize('NFKC'));
  const [first] = Object.values(words)
    .map((word) => line.search(word))
    .filter((at) => at >= 0)
    .toSorted((a, b) => a - b);
  const usage = '请写成：表决 议题 赞成 12 反对 1 弃权 0。';
  if (first === undefined || line.search(words.for) < 0) throw new Refusal('no-numbers', `没有看懂票数，${usage}`);
  const matter = line.slice(0, first).replaceAll(/^[\s,，、：:；;]+|[\s,，、：:；;]+$/gu, '');
  if (matter === '') throw new Refusal('no-matter', `请写明表决的是哪个议题，${usage}`);
  return {
    matter,
    vote: {
      case: caseOf(matter),
      for: numberIn(words.for),
      against: numberIn(words.against),
      abstain: numberIn(words.abstain),
      written: numberIn(words.written),
    },
  };
};

/** Refuses with bad-vote numbers that cannot be. */
export const mustBeVote = (vote: Vote, quorum: Quorum): void => {
  const problem = voteProblem(vote, quorum);
  if (problem !== undefined) throw new Refusal('bad-vote', `${problem}，请核对后再说一次。`);
};

const half = (part: number, whole: number): 'more' | 'exactly' | 'less' =>
  part * 2 > whole ? 'more' : part * 2 === whole ? 'exactly' : 'less';
const halfWords = { more: '过半数', exactly: '恰为半数', less: '未过半数' } as const;

/** Whether enough are there to vote at all; at exactly half of an ordinary matter that is for others to say. */
const presence = (vote: VoteCase, { base, present }: Quorum): { readonly text: string; readonly enough: boolean } => {
  const there = `到会有表决权 ${present} 人，应到会 ${base} 人`;
  if (vote === '选举') {
    const enough = base > 0 && present * 5 >= base * 4;
    return { enough, text: enough ? `${there}，已达五分之四。` : `${there}，未达五分之四，不能选举。` };
  }
  const by = half(present, base);
  if (base > 0 && by === 'more') return { enough: true, text: `${there}，已过半数。` };
  if (base > 0 && by === 'exactly' && vote === '一般') {
    return { enough: true, text: `${there}，恰为半数，是否有效请按上级规定确认。` };
  }
  return { enough: false, text: `${there}，${by === 'less' ? '未达' : '未过'}半数，不能表决。` };
};

/**
 * What a vote comes to, as sentences: who was there against who should be, and whether it passed (支部工作条例; 基层组织选举
 * 工作条例). Where too few are there, and where sources differ (elections) or say nothing (支委会, 党小组会), nothing is decided.
 */
export const verdictOf = (vote: Vote, quorum: Quorum, { scope }: Concern): string[] => {
  const { base, present } = quorum;
  const silent = present + vote.written - cast(vote);
  const rest = silent > 0 ? [`另有 ${silent} 人到会未投。`] : [];
  const { text, enough } = presence(vote.case, quorum);
  const there = scope === 'group' && vote.case === '一般' ? [] : [text];
  if (!enough && there.length > 0) return [text, `赞成 ${vote.for}。`, ...rest];
  const [ofBase, ofPresent] = [half(vote.for, base), half(vote.for, present)];
  const both = `赞成 ${vote.for}：按应到会 ${base} 人计${halfWords[ofBase]}，按实到会 ${present} 人计${halfWords[ofPresent]}`;
  if (vote.case === '选举') {
    const agrees = (ofBase === 'more') === (ofPresent === 'more');
    const elected = ofBase === 'more' ? '当选' : '未当选';
    return [...there, agrees ? `${both}，${elected}。` : `${both}；两种算法结果不同，请按上级规定确定。`, ...rest];
  }
  if (scope !== 'branch') return [...there, `${both}；通过的标准请按支部规定。`, ...rest];
  const passed = ofBase === 'more' ? ['超过', '通过'] : ['没有超过', '未通过'];
  return [...there, `赞成 ${vote.for}，${passed[0]}应到会有表决权 ${base} 人的半数，${passed[1]}。`, ...rest];
};
