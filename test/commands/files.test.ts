import { describe, expect, test } from 'vitest';
import { createGroup, type Group } from '../support/group.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const list = (name: string) => ({ name, bytes: bytes('序号,内容,备注\n1,党课,必做\n2,走访老党员,选做') });
const roster = (name: string) => ({ name, bytes: bytes('姓名,状态,党小组\n郑十,正式,第一党小组') });
const json = (name: string, ...months: string[]) => ({
  name,
  bytes: bytes(
    JSON.stringify({
      title: '上级清单',
      lists: months.map((month) => ({
        month,
        issuer: '上级党委',
        items: [
          {
            no: 1,
            block: '学习',
            kind: '党课',
            topic: `${month}的党课`,
            required: true,
            who: '全体党员',
            source: '通知',
          },
        ],
      })),
    }),
  ),
});
const set = (group: Group): string[] =>
  group.entries.flatMap((entry) => (entry.type === 'guidance-set' ? [entry.month] : []));

describe('a file sent in private', () => {
  test('called 清单 is one: it is shown, and saved after 确认', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.sends(list('12月主题党日清单.csv'))).toBe(
      [
        '【清单预览】11月，读出2项，必做1项，还没有保存：',
        '①党课（必做，全体党员）：党课。',
        '②走访（选做，全体党员）：走访老党员。',
        '核对无误请回复「确认」保存；需要更改，请改好后再发一次。',
      ].join('\n'),
    );
    expect(set(group)).toEqual([]);
    await secretary.whispers('确认');
    expect(set(group)).toEqual(['2026-11']);
  });

  test('called 名册 is a roster', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').sends(roster('党员名册.csv'))).toContain('郑十：新增');
  });

  test('goes where its caption says, with the month written there', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('导入清单 12月', { file: list('表1.csv') })).toContain('【清单预览】12月，');
    expect(await secretary.whispers('名册', { file: roster('表1.csv') })).toContain('郑十：新增');
    expect(await secretary.whispers('导入清单 某月', { file: list('表1.csv') })).toBe(
      '没有看懂月份「某月」，请写成 12月 或 2026-12。',
    );
  });

  test('that may be both is asked about, and only its sender answers', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    const asked = '这个文件是清单还是名册？请回复「导入清单」或「名册」。';
    expect(await secretary.sends(list('表1.csv'))).toBe(asked);
    expect(await group.person('王祖志').whispers('导入清单')).toContain('请在「导入清单」后换行');
    expect(await secretary.whispers('导入清单 12月')).toContain('【清单预览】12月，读出2项');
    expect(await secretary.sends(roster('表2.csv'))).toBe(asked);
    expect(await secretary.whispers('名册')).toContain('郑十：新增');
    expect(await secretary.whispers('确认')).toBe('名册已更新：新增 1 人。');
    expect(await secretary.whispers('名册')).toContain('【名册】共 9 人');
  });

  test('asked about is forgotten after ten minutes', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.sends(roster('表2.csv'));
    group.clock.current += 10 * 60_000;
    expect(await secretary.whispers('名册')).toContain('【名册】共 8 人');
  });

  test('is the roster as long as there is none', async () => {
    const group = await createGroup({ roster: [] });
    await group.person('林书华').says('建支部 第一党支部 12345678');
    expect(await group.person('林书华').sends(roster('表1.csv'))).toContain('名册已更新：新增 1 人。');
  });

  test('with lists of several months is read for the month said', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.sends(json('a.json', '2026-11', '2026-12'))).toBe(
      '文件里有2个月的清单，请在说明里写明月份，例如：导入清单 12月。',
    );
    expect(await secretary.whispers('导入清单 12月', { file: json('a.json', '2026-11', '2026-12') })).toContain(
      '①党课（必做，全体党员）：2026-12的党课。',
    );
    expect(await secretary.sends(json('a.json', '12'))).toBe('文件里没有11月的清单。');
  });

  test('of a member is refused, and one that cannot be read says why', async () => {
    const group = await createGroup();
    expect(await group.person('张三').sends(list('清单.csv'))).toBe('清单、名册文件由支委发送；我不保存其他文件。');
    expect(await group.person('林书华').sends({ name: '清单.doc', bytes: bytes('x') })).toContain('另存为 .docx');
    expect(group.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a file sent to the group', () => {
  test('with 导入清单 is a list, with the bot mentioned too, and otherwise nobody’s business', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.says('导入清单', { file: list('表1.csv') })).toContain('【清单预览】11月');
    expect(await secretary.says('', { file: list('清单.csv'), mentions: true })).toContain('【清单预览】11月');
    expect(await secretary.says('', { file: list('清单.csv') })).toBeUndefined();
    expect(await secretary.says('大家看看', { file: list('清单.csv') })).toBeUndefined();
  });
});
