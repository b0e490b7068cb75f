import { chronicle } from './chronicle.ts';
import { countColumns, ratesNote } from './handbook-attendance.ts';
import { heading, longDay, note, says, section, table, type Year } from './handbook-year.ts';
import type { Block } from './paper.ts';
import { dayName } from './period.ts';
import { rulesInForce } from './preset.ts';
import { countCells, countPerKind, totalOf } from './year-count.ts';
import type { Planned } from './year-plan.ts';

export const events = ({ yearbook, people, branch, presets, span, asOf }: Year): Block[] => {
  const rules = rulesInForce(branch, presets);
  const told = chronicle(
    yearbook,
    people,
    { from: span.from, to: asOf },
    (id) => rules.find((rule) => rule.id === id)?.what,
  );
  return section(
    '大事记',
    told.length === 0
      ? []
      : [
          table(
            [
              { title: '日期', width: 28 },
              { title: '事项', width: 128, align: 'left' },
            ],
            told.map(({ date, text }) => [dayName(date), text]),
          ),
        ],
    '台账里还没有可以列入大事记的事项。',
  );
};

export const summary = (year: Year): Block[] => {
  const { branch, held, plan, asOf } = year;
  const all = totalOf(branch, held);
  const sum = (of: (one: Planned) => number): number => plan.reduce((total, one) => total + of(one), 0);
  const [demanded, done, missed] = [sum((one) => one.demanded), sum((one) => one.done), sum((one) => one.missed)];
  const obliged =
    demanded === 0
      ? '本年度没有应办的事项。'
      : `应做事项全年应办 ${demanded} 次，已办 ${done} 次，${missed === 0 ? '没有到期未办的事项' : `到期未办 ${missed} 次`}。`;
  return [
    heading('年度小结'),
    says(`截至${longDay(asOf)}，支部有党员 ${branch.roster.length} 人。${obliged}`),
    ...(held.length === 0
      ? [says('本年度还没有已结束签到的活动。')]
      : [
          says(
            `全年开展活动 ${held.length} 次，应到 ${all.should} 人次，实到 ${all.present} 人次（其中线上 ${all.online} 人次），请假 ${all.leave} 人次，缺席 ${all.absent} 人次，补课 ${all.madeUp} 人次。`,
          ),
          table(
            [{ title: '种类', width: 41 }, { title: '次数', width: 20 }, ...countColumns],
            countPerKind(branch, held).map(({ kind, count }) => [kind, String(count.held), ...countCells(count)]),
            { totals: [['合计', String(all.held), ...countCells(all)]], points: 10 },
          ),
          note(`${ratesNote}不列个人，不排名次。`),
        ]),
    { is: 'signatures', lines: ['支部书记签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'] },
    note('发展党员、党费和奖惩的材料不由支书助手保存，请按规定另行装订。'),
  ];
};
