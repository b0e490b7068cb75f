import { describe, expect, test } from 'vitest';
import { foundingCard } from '../../src/bot/founding.ts';
import { loadCommands } from '../../src/bot/load.ts';
import { commands, createGroup, type Group } from '../support/group.ts';

const roles = ['stranger', 'named', 'member', 'leader', 'officer', 'secretary'] as const;
type Role = (typeof roles)[number];

/**
 * Who may say what, by the first word of each command, in the order of `roles`:
 * 可 is allowed, 静 silence, 册 refused as not-on-roster, 认 as not-confirmed, 权 as not-permitted.
 */
const table: Readonly<Record<string, string>> = {
  签到: '册可可可可可',
  迟到: '册可可可可可',
  请假: '册可可可可可',
  收到: '静可可可可可',
  线上签到: '册认可可可可',
  取消签到: '册认可可可可',
  我会到: '册认可可可可',
  代报: '册认可可可可',
  我的: '册认可可可可',
  不用机器人: '册认可可可可',
  同意保存入党日期: '册认可可可可',
  删除我的资料: '册认可可可可',
  我是: '可可可可可可',
  帮助: '可可可可可可',
  隐私: '可可可可可可',
  清单: '可可可可可可',
  近期: '可可可可可可',
  发起: '册认权可可可',
  改期: '册认权可可可',
  取消活动: '册认权可可可',
  开始签到: '册认权可可可',
  结束签到: '册认权可可可',
  代录: '册认权可可可',
  全到除: '册认权可可可',
  考勤: '册认权可可可',
  名册: '册认权权可可',
  确认绑定: '册认权权可可',
  解除绑定: '册认权权可可',
  准假: '册认权权可可',
  不准假: '册认权权可可',
  不认代报: '册认权权可可',
  确认代报: '册认权权可可',
  粘贴: '册认权权可可',
  允许线上: '册认权权可可',
  重新签到: '册认权权可可',
  发布清单: '册认权权可可',
  导入清单: '册认权权可可',
  '清单 完成': '册认权权可可',
  通知: '册认权权可可',
  控制台: '册认权权可可',
  日历订阅: '册认权权可可',
  欠账: '册认权权可可',
  日程: '册认权权可可',
  撤回: '册认权权可可',
  签到表: '册认权可可可',
  会议记录: '册认权可可可',
  主持: '册认权可可可',
  记录人: '册认权可可可',
  列席: '册认权可可可',
  议题: '册认权可可可',
  记录: '册认权可可可',
  决议: '册认权可可可',
  表决: '册认权可可可',
  缺席原因: '册认权可可可',
  散会: '册认权可可可',
  删记录: '册认权可可可',
  请假表: '册认权权可可',
  台账: '册认权权可可',
  手册: '册认权权可可',
  更正: '册认权权可可',
  别名: '册认权权可可',
  待定: '册认权权可可',
  经过: '册认可可可可',
  撤销: '册认可可可可',
  已办: '册认权权可可',
  步骤: '册认权权可可',
  月报: '册认权权可可',
  测评票: '册认权权可可',
  计票: '册认权权可可',
  整改: '册认权权可可',
  群内点名: '册认权权权可',
  备份: '册认权权权可',
  设置: '册认权权权可',
  删除资料: '册认权权权可',
};
/** A second word of the command 删除我的资料, and the secretary's alone. */
const secondWords = ['删除资料'];

const people: Readonly<Record<Role, string>> = {
  stranger: '过路人',
  named: '周八',
  member: '张三',
  leader: '李四',
  officer: '王祖志',
  secretary: '林书华',
};

const verdictOf = (answer: string | undefined): string => {
  if (answer?.startsWith('名册里还没有对应到您')) return '册';
  if (answer?.startsWith('您的账号还没有经支委确认')) return '认';
  return answer !== undefined && /^(「.+」由.+使用。|删除资料由书记确认)/u.test(answer) ? '权' : '可';
};

/** A group in which 周八 is known by the display name alone, and what was written so far. */
const groupWithNamed = async (): Promise<Group> => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 10:20 会议室');
  await group.goTo(group.clock.current + 1000);
  await secretary.whispers('解除绑定 周八');
  await group.person('周八').says('签到');
  expect(group.held()?.people.accounts['test:周八']).toEqual({ member: 'M8', trust: 'name' });
  return group;
};

const kept = (group: Group): string => JSON.stringify([group.entries, group.held()?.people, group.held()?.branch]);

describe('the table of who may say what', () => {
  test('names every command once', () => {
    const first = commands.map(({ words }) => words[0]);
    expect([...first, ...secondWords].toSorted()).toEqual(Object.keys(table).toSorted());
  });

  for (const [word, row] of Object.entries(table)) {
    test(`「${word}」 is heard from exactly these people, in the group and in private`, async () => {
      const inGroup: string[] = [];
      const inPrivate: string[] = [];
      for (const role of roles) {
        const group = await groupWithNamed();
        const person = group.person(people[role]);
        const before = kept(group);
        const { onlyAddressed = false } = commands.find(({ words }) => words[0] === word) ?? {};
        const reply = await person.reply(word, { mentions: onlyAddressed });
        const silent = reply === undefined && role === 'stranger' && word === '收到';
        const verdict = silent ? '静' : verdictOf(reply && 'text' in reply ? reply.text : undefined);
        inGroup.push(verdict);
        if (reply?.kind === 'refused') expect(kept(group)).toBe(before);
        if (verdict !== '可') expect(kept(group)).toBe(before);

        const other = await groupWithNamed();
        const beforePrivate = kept(other);
        const said = await other.person(people[role]).whispers(word);
        if (role === 'stranger') {
          // In private nobody knows which branch a stranger belongs to; the way in is the group.
          expect(said).toContain('我还不知道您在哪个支部');
          inPrivate.push(row[0] ?? '');
        } else inPrivate.push(verdictOf(said));
        if (role === 'stranger' || verdictOf(said) !== '可') expect(kept(other)).toBe(beforePrivate);
      }
      expect(inGroup.join('')).toBe(row);
      expect(inPrivate.join('')).toBe(row);
    });
  }
});

describe.each(commands.map((command) => [command.words[0] ?? '', command] as const))('「%s」', (word, command) => {
  test('shows its first word at the beginning of its usage', () => {
    expect(command.help.startsWith(word)).toBe(true);
  });

  test('has an alias that Telegram takes', () => {
    expect(command.alias).toMatch(/^[a-z0-9_]{1,32}$/u);
  });

  test('is described in one sentence without an exclamation mark', () => {
    expect(`${command.help}${command.does}`).not.toMatch(/[！!]/u);
    expect(command.does.length).toBeGreaterThan(2);
    expect(command.does).not.toMatch(/。$/u);
  });
});

test('no two commands share a word or an alias, the founding of a branch included', () => {
  const said = [...commands, { ...foundingCard, shortWords: [] }].flatMap(({ words, shortWords, alias }) => [
    ...words,
    ...shortWords,
    alias,
  ]);
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted());
});

test('a file that is no command, and a word said to two commands, stop the start', async () => {
  await expect(loadCommands(new URL('../data/commands-without-default/', import.meta.url))).rejects.toThrow(
    'nothing.ts has no default export',
  );
  await expect(loadCommands(new URL('../data/commands-doubled/', import.meta.url))).rejects.toThrow(
    'The word "茶" belongs to both one.ts and two.ts',
  );
});

test('the help lists for each person the commands open to them and no other', async () => {
  const group = await createGroup();
  for (const role of ['member', 'leader', 'officer', 'secretary'] as const) {
    const column = roles.indexOf(role);
    const rows = Object.entries(table).filter(([word]) => !secondWords.includes(word));
    const count = rows.filter(([, row]) => row[column] === '可').length;
    const answer = await group.person(people[role]).whispers('帮助 全部');
    // One line per command beside the headings, 建支部 among them.
    expect(answer?.split('\n').filter((line) => !line.startsWith('【')).length).toBe(1 + count);
    expect(answer).toContain('签到：登记到会。');
    expect(answer).not.toMatch(/[！!]/u);
  }
});
