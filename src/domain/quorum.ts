import { shouldAttend } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';

export type Quorum = {
  /** 应到会有表决权 members. */
  readonly base: number;
  /** Of these, who is in the room; online never counts. */
  readonly present: number;
  /** 一般事项: at least half. Exactly half is flagged, not decided, because sources read 半数以上 differently. */
  readonly ordinary: 'met' | 'exactly-half' | 'short';
  /** 选举: at least four fifths (2020 election regulation). */
  readonly election: 'met' | 'short';
};

/** Quorum is another computation than attendance: who had a vote then, in the room only (支部工作条例; 基层组织选举工作条例). */
export const quorum = (branch: Branch, activity: Activity): Quorum => {
  const voters = shouldAttend(branch, activity).filter((id) =>
    activity.voteless ? !activity.voteless.includes(id) : (branch.members[id] ?? branch.left[id])?.votes,
  );
  const base = voters.length;
  const present = voters.filter((id) => {
    const mark = activity.marks[id];
    return mark?.is === 'present' && !mark.online;
  }).length;
  return {
    base,
    present,
    ordinary: base > 0 && present * 2 > base ? 'met' : base > 0 && present * 2 === base ? 'exactly-half' : 'short',
    election: base > 0 && present * 5 >= base * 4 ? 'met' : 'short',
  };
};

/** The quorum as one sentence for an officer, with its base and both thresholds. */
export const quorumLine = ({ base, present, ordinary, election }: Quorum): string => {
  const moreThanHalf = Math.floor(base / 2) + 1;
  const fourFifths = Math.ceil((base * 4) / 5);
  const general = {
    met: `一般事项须过半（${moreThanHalf}人），已满足`,
    'exactly-half': '一般事项恰为半数，是否有效请按上级规定确认',
    short: `一般事项须过半（${moreThanHalf}人），未满足`,
  }[ordinary];
  return `有表决权应到会 ${base} 人，现场 ${present} 人（线上不计）：${general}；选举须五分之四（${fourFifths}人），${
    election === 'met' ? '已满足' : '未满足'
  }。`;
};
