import { type Confirmed, confirmed, defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { askSecretary, confirmSecretary } from '../src/bot/founder.ts';
import { memberNamed } from '../src/bot/named.ts';
import { groupsOf } from '../src/domain/plan.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { accountsOf, type MemberId, nameOf, withNames } from '../src/domain/roster.ts';
import { rosterDifferences } from '../src/domain/roster-difference.ts';
import { importRoster, type RosterChange } from '../src/domain/roster-import.ts';
import type { RosterRow } from '../src/domain/roster-row.ts';
import type { RosterReading } from '../src/domain/roster-table.ts';
import { readRosterLines, readRosterTable } from '../src/domain/roster-table.ts';

const problemsShown = 10;

const refuse = (problems: readonly { what: string }[]): never => {
  const shown = problems.slice(0, problemsShown).map(({ what }) => what);
  const more = problems.length > problemsShown ? [`另有 ${problems.length - problemsShown} 处。`] : [];
  throw new Refusal('bad-roster', ['名册没有导入，请改正后整份再发一次：', ...shown, ...more].join('\n'));
};

const show = (situation: Situation): Outcome => {
  const { branch, people } = situation;
  if (branch.roster.length === 0) {
    return {
      answer:
        '还没有名册。请把 CSV 或 xlsx 文件发给我，或者说「名册」后换行，每行写一名党员：姓名 正式或预备 党小组 职务。',
    };
  }
  const line = (id: MemberId): string => {
    const member = branch.members[id];
    const bound = accountsOf(people, id).some((account) => people.accounts[account]?.trust === 'confirmed');
    return [
      nameOf(people, id),
      member?.status === '预备' ? '预备' : '',
      member?.group ?? '',
      member?.posts.join('、') ?? '',
      bound ? '' : '账号未确认',
    ]
      .filter((one) => one !== '')
      .join(' ');
  };
  const full = branch.roster.filter((id) => branch.members[id]?.status === '正式').length;
  const id = branch.roster.find((one) => branch.members[one]?.posts.includes('书记'));
  const secretary = id === undefined ? undefined : { id, name: nameOf(people, id) };
  const answer = [`【名册】共 ${branch.roster.length} 人，正式 ${full} 人。`, ...branch.roster.map(line)].join('\n');
  return askSecretary(situation, secretary, answer);
};

/** 账号 in a file from chat binds nobody: only the operator's own import may. */
const changeOf = ({ branch, people }: Situation, rows: readonly RosterRow[]): RosterChange => {
  const change = importRoster(branch, people, rows, { bindAccounts: false });
  return 'problems' in change ? refuse(change.problems) : change;
};

const notes = ({ people }: Situation, rows: readonly RosterRow[], change: RosterChange): readonly string[] => {
  const missing = change.missing.map((id) => nameOf(people, id)).join('、');
  return [
    ...(missing === '' ? [] : [`名册里有、文件里没有的同志保留不变：${missing}。如已离开，请说「名册 离开 姓名」。`]),
    ...(change.unkeptJoinDates > 0
      ? [`有 ${change.unkeptJoinDates} 人写了入党月日，要本人说「同意保存入党日期」以后才保存。`]
      : []),
    ...(rows.some(({ accounts }) => accounts.length > 0)
      ? ['账号一列只在管理员导入时生效，请各位同志在群里说「我是 姓名」，由支委确认。']
      : []),
  ];
};

const save = (situation: Situation, rows: readonly RosterRow[], more: readonly string[]): Outcome => {
  const { branch, people } = situation;
  const change = changeOf(situation, rows);
  const counts = [
    change.added.length > 0 ? `新增 ${change.added.length} 人` : '',
    change.changed.length > 0 ? `更改 ${change.changed.length} 人` : '',
    change.returned.length > 0 ? `转回 ${change.returned.length} 人` : '',
  ].filter((one) => one !== '');
  const said = counts.length === 0 ? '名册没有变化。' : `名册已更新：${counts.join('，')}。`;
  const row = rows.find(({ posts }) => posts.includes('书记'));
  const known = branch.roster.find((one) => branch.members[one]?.posts.includes('书记'));
  const imported = change.facts
    .flatMap((fact) => (fact.type === 'roster-changed' ? fact.members : []))
    .find(({ posts }) => posts.includes('书记'))?.id;
  const id = imported ?? known;
  const secretary = id === undefined ? undefined : { id, name: row?.name ?? nameOf(people, id) };
  return {
    facts: change.facts,
    people: change.people,
    ...askSecretary(situation, secretary, [said, ...more].join('\n')),
  };
};

/**
 * The first roster is saved as it is; what would change a roster is shown before it is saved. Who is missing is worth a
 * word only where the rows are a `whole` roster.
 */
const importRows = (situation: Situation, reading: RosterReading, { whole }: { whole: boolean }): Outcome => {
  const { branch, people } = situation;
  if ('problems' in reading) return refuse(reading.problems);
  const change = changeOf(situation, reading.rows);
  const more = notes(situation, reading.rows, whole ? change : { ...change, missing: [] });
  const differences = rosterDifferences(branch, people, change);
  if (branch.roster.length === 0 || differences.length === 0) return save(situation, reading.rows, more);
  return {
    answer: ['名册将有以下变化：', ...differences, ...more, '请核对，回复「确认」以后保存。'].join('\n'),
    privately: true,
    question: [{ words: ['确认'], args: confirmed(reading.rows) }],
  };
};

export default defineCommand<string | Confirmed<string | readonly RosterRow[]>>({
  words: ['名册'],
  alias: 'roster',
  help: '名册',
  does: '查看名册；发送 CSV 或 xlsx 文件、或换行粘贴名单可以导入，核对后确认，「名册 更改 姓名 状态 党小组 职务」改一位，「名册 离开 姓名」登记离开',
  chapter: '名册与账号',
  from: 'officer',
  takes: { what: '名册', endings: ['csv', 'xlsx', 'xlsm', 'xls', 'et'], named: /名册|名单|花名册|roster/u },
  prepare: async ({ name, bytes }) => {
    const { readRosterFile } = await import('../src/documents/roster-file.ts');
    return readRosterTable(await readRosterFile(name, bytes));
  },
  run(situation, words) {
    const { branch, people, speaker, prepared } = situation;
    if (typeof words !== 'string') {
      const { confirmed: what } = words;
      return typeof what === 'string' ? confirmSecretary(situation, { confirmed: what }) : save(situation, what, []);
    }
    if (prepared !== undefined) return importRows(situation, prepared as RosterReading, { whole: true });
    if (words === '') return show(situation);
    const leaving = /^离开[\s:：]+(.+)$/su.exec(words)?.[1];
    if (leaving !== undefined) {
      const member = memberNamed(situation, leaving);
      if (member === speaker.member) throw new Refusal('oneself', '不能登记自己离开，请由另一位支委操作。');
      return {
        facts: [{ type: 'roster-changed', members: [], left: [member] }],
        answer: `已登记${nameOf(people, member)}离开。以前的记录保留，转回时再次导入即可。`,
        privately: true,
      };
    }
    const groups = groupsOf(branch);
    const changing = /^更改[\s:：]+(.+)$/su.exec(words)?.[1];
    if (changing !== undefined) {
      return importRows(situation, readRosterLines(withNames(changing, people), groups), { whole: false });
    }
    const reading = readRosterLines(words, groups);
    // A few lines are a change to some, not a roster in which all the others are missing.
    const whole = 'rows' in reading && reading.rows.length * 2 >= branch.roster.length;
    return importRows(situation, reading, { whole });
  },
});
