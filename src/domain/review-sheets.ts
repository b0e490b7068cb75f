import type { Review } from './branch.ts';
import { Refusal } from './refusal.ts';
import { gradedIn, grades, mostExcellent, type Typed } from './review.ts';
import { nameOf, type People } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import type { Yearbook } from './yearbook.ts';

const columns = [
  { title: '序号', width: 12 },
  { title: '姓名', width: 34 },
  ...grades.map((title) => ({ title, width: 27 })),
];

const mustHaveMembers = (ids: readonly string[]): void => {
  if (ids.length === 0) throw new Refusal('no-members', '名册里还没有正式党员，没有可以打印的内容。');
};

/** 测评票 of a year, to be copied and filled in on paper without a name: full members down, the four grades across. */
export const ballotSheet = ({ branch }: Pick<Yearbook, 'branch'>, people: People, reviewed: number): Sheet => {
  const ids = gradedIn(branch);
  mustHaveMembers(ids);
  return {
    name: sheetName(String(reviewed), branch.name, '民主评议党员测评票'),
    orientation: 'portrait',
    form: '测评票',
    title: `${branch.name}民主评议党员测评票`,
    lines: [
      `${reviewed}年度`,
      '请在每位党员的一个等次栏内划“√”。每人只选一个等次，多选或者看不清的，对该党员的评议无效。本票不署名。',
    ],
    columns,
    points: 12,
    rowHeight: 8,
    rows: ids.map((id, index) => [String(index + 1), nameOf(people, id), '', '', '', '']),
    totals: [],
    labelled: 1,
    footer: [],
    notes: [
      `优秀一般不超过参加评定的正式党员的三分之一（${ids.length} 人中 ${mostExcellent(ids.length)} 人以内）。预备党员参加评议，不定等次，不列入本票。`,
      '票按应发张数复印，发出和收回都要清点。填好的票不拍照，不发到群里。',
    ],
  };
};

const countOf = (count: number | undefined): string => (count === undefined ? '＿＿＿' : String(count));

/**
 * 计票表 of a year: empty for the tellers to write on, or with the votes that were typed, which are printed here and kept
 * nowhere.
 */
export const tallySheet = (
  { branch }: Pick<Yearbook, 'branch'>,
  people: People,
  reviewed: number,
  { review, votes }: { readonly review: Review; readonly votes: Typed['votes'] },
): Sheet => {
  const ids = gradedIn(branch);
  mustHaveMembers(ids);
  return {
    name: sheetName(String(reviewed), branch.name, '民主评议党员计票表'),
    orientation: 'portrait',
    form: '计票表',
    title: `${branch.name}民主评议党员计票表`,
    lines: [
      `${reviewed}年度`,
      `应发 ${countOf(review.owed)} 张　实发 ${countOf(review.issued)} 张　收回 ${countOf(review.collected)} 张　有效 ${countOf(review.valid)} 张`,
    ],
    columns,
    points: 12,
    rowHeight: 8,
    rows: ids.map((id, index) => {
      const given = votes.find(({ member }) => member === id)?.votes;
      return [String(index + 1), nameOf(people, id), ...grades.map((_, at) => (given ? String(given[at]) : ''))];
    }),
    totals: [],
    labelled: 1,
    footer: ['计票人签字：＿＿＿＿＿＿＿＿　　监票人签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'],
    notes: [
      `收回的票不多于实发的票；优秀一般不超过参加评定的正式党员的三分之一（${ids.length} 人中 ${mostExcellent(ids.length)} 人以内）。评定意见由支委会或党员大会依据测评结果和日常表现提出。`,
      '支书助手只保存各项张数和各等次人数，不保存每位党员的得票和等次；本表由支部存档。',
    ],
  };
};
