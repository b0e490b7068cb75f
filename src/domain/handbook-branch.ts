import { heading, longDay, note, section, table, withNumbers, type Year } from './handbook-year.ts';
import type { Block } from './paper.ts';
import { groupsOf } from './plan.ts';
import { presetOf } from './preset.ts';
import { committeePosts, type MemberId, nameOf, type posts } from './roster.ts';

const postsOf = ({ branch }: Year, id: MemberId): string => (branch.members[id]?.posts ?? []).join('、');

/** Who holds a post of the committee, in the order of the posts. */
const committeeOf = ({ branch }: Year): MemberId[] => {
  const rank = (id: MemberId): number =>
    Math.min(...(branch.members[id]?.posts ?? []).map((post) => committeePosts.indexOf(post)).filter((at) => at >= 0));
  return branch.roster.filter((id) => Number.isFinite(rank(id))).toSorted((a, b) => rank(a) - rank(b));
};

const fullMembers = ({ branch }: Year): number =>
  branch.roster.filter((id) => branch.members[id]?.status === '正式').length;

const namesOf = ({ people }: Year, ids: readonly MemberId[]): string => ids.map((id) => nameOf(people, id)).join('、');

export const overview = (year: Year): Block[] => {
  const { branch, presets } = year;
  const { termEnd } = branch.settings;
  const full = fullMembers(year);
  const withPost = (post: (typeof posts)[number]): string =>
    namesOf(
      year,
      branch.roster.filter((id) => branch.members[id]?.posts.includes(post)),
    );
  return [
    heading('支部概况'),
    {
      is: 'fields',
      rows: [
        [['支部名称', branch.name]],
        [
          ['年度', `${year.year}年`],
          ['截至', longDay(year.asOf)],
        ],
        [
          ['支部书记', withPost('书记') || '名册里没有登记'],
          ['副书记', withPost('副书记') || '无'],
        ],
        [
          ['党员', `${branch.roster.length} 人（正式 ${full} 人，预备 ${branch.roster.length - full} 人）`],
          ['党小组', groupsOf(branch).length === 0 ? '没有划分' : `${groupsOf(branch).length} 个`],
        ],
        [
          ['届满日期', termEnd === undefined ? '没有登记' : longDay(termEnd)],
          ['应做事项', `按“${presetOf(branch, presets)?.name ?? ''}”计算`],
        ],
      ],
    },
  ];
};

export const committee = (year: Year): Block[] => {
  const members = committeeOf(year);
  const rows = members.map((id) => [
    nameOf(year.people, id),
    (year.branch.members[id]?.posts ?? []).filter((post) => committeePosts.includes(post)).join('、'),
  ]);
  const full = fullMembers(year);
  const small = `正式党员 ${full} 人，不足 7 人的支部不设支部委员会。`;
  return section(
    '支部委员会',
    rows.length === 0
      ? []
      : [
          table(
            [
              { title: '序号', width: 16 },
              { title: '姓名', width: 50 },
              { title: '职务', width: 90 },
            ],
            withNumbers(rows),
          ),
          ...(full < 7 ? [note(small)] : []),
        ],
    full < 7 ? small : '名册里没有登记支部委员会的职务。',
  );
};

export const roster = (year: Year): Block[] =>
  section(
    '党员名册',
    year.branch.roster.length === 0
      ? []
      : [
          table(
            [
              { title: '序号', width: 16 },
              { title: '姓名', width: 50 },
              { title: '职务', width: 90 },
            ],
            withNumbers(year.branch.roster.map((id) => [nameOf(year.people, id), postsOf(year, id)])),
          ),
        ],
    '名册里还没有党员。',
  );

export const groups = (year: Year): Block[] => {
  const { branch } = year;
  const rows = groupsOf(branch).map((group) => {
    const ids = branch.roster.filter((id) => branch.members[id]?.group === group);
    const leaders = ids.filter((id) => branch.members[id]?.posts.includes('党小组长'));
    return [group, namesOf(year, leaders) || '没有登记', String(ids.length), namesOf(year, ids)];
  });
  return section(
    '党小组',
    rows.length === 0
      ? []
      : [
          table(
            [
              { title: '党小组', width: 34 },
              { title: '组长', width: 26 },
              { title: '人数', width: 14 },
              { title: '组员', width: 82, align: 'left' },
            ],
            rows,
          ),
        ],
    '名册里没有划分党小组。',
  );
};

export const yearPlanTable = ({ plan, asOf }: Year): Block[] => {
  const rows = plan.map(({ what, cadence, demanded, done, missed, exempt }) =>
    exempt === undefined
      ? [
          what,
          cadence,
          String(demanded),
          String(done),
          String(demanded - done),
          missed > 0 ? `到期未办 ${missed} 次` : '',
        ]
      : [what, cadence, '—', '—', '—', exempt],
  );
  return section(
    '年度计划',
    rows.length === 0
      ? []
      : [
          note(
            `按应做事项的频次计算，截至${longDay(asOf)}。已办只算已结束签到的活动和登记已办的事项；同一期多办的，不抵其他各期。`,
          ),
          table(
            [
              { title: '事项', width: 32, align: 'left' },
              { title: '频次', width: 36, align: 'left' },
              { title: '应办', width: 14 },
              { title: '已办', width: 14 },
              { title: '还差', width: 14 },
              { title: '说明', width: 46, align: 'left' },
            ],
            rows,
          ),
        ],
    '没有应做事项。',
  );
};
