import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, type Group, when } from '../support/group.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const csv = (...lines: string[]) => ({ name: 'roster.csv', bytes: bytes(lines.join('\n')) });

/** A room whose branch was just founded by 林书华. */
const founded = async (): Promise<Group> => {
  const group = await createGroup({ roster: [] });
  await group.person('林书华').says('建支部 第一党支部 12345678');
  return group;
};
const names = (group: Group): (string | undefined)[] =>
  (group.state()?.roster ?? []).map((id) => group.held()?.people.members[id]?.name);

describe('the first roster', () => {
  test('as pasted lines in private makes members, and the founder becomes 书记 after saying 确认', async () => {
    const group = await founded();
    const founder = group.person('林书华');
    expect(await founder.whispers('名册')).toContain('还没有名册。请把 CSV 或 xlsx 文件发给我');
    expect(await founder.whispers(`名册\n${defaultRoster.join('\n')}`)).toBe(
      '名册已更新：新增 8 人。\n名册中的书记是林书华，请回复「确认」，确认是您本人。',
    );
    expect(group.held()?.people.accounts['test:林书华']).toEqual({ member: 'founder', trust: 'confirmed' });
    expect(await founder.whispers('确认')).toContain('已确认，您是本支部书记林书华。');
    expect(group.held()?.people.accounts['test:林书华']).toEqual({ member: 'M1', trust: 'confirmed' });
    expect(names(group)).toEqual(['林书华', '王祖志', '张三', '李四', '王五', '赵六', '孙七', '周八']);
  });

  test('as a CSV file in private does the same', async () => {
    const group = await founded();
    const founder = group.person('林书华');
    expect(
      await founder.sends(csv('姓名,状态,党小组,职务', '林书华,正式,第一党小组,书记', '张三,预备,第一党小组,')),
    ).toBe('名册已更新：新增 2 人。\n名册中的书记是林书华，请回复「确认」，确认是您本人。');
    await founder.whispers('确认');
    expect(group.state()?.members).toEqual({
      M1: { id: 'M1', status: '正式', group: '第一党小组', posts: ['书记'], counted: true, votes: true },
      M2: { id: 'M2', status: '预备', group: '第一党小组', posts: [], counted: true, votes: false },
    });
    expect(group.held()?.people.accounts['test:林书华']?.member).toBe('M1');
  });

  test('is confirmed by the founder’s own account alone', async () => {
    const group = await founded();
    await group.person('林书华').whispers(`名册\n${defaultRoster.join('\n')}`);
    expect(await group.person('张三').says('确认')).toBeUndefined();
    await group.person('张三').whispers('确认');
    expect(group.held()?.people.accounts).toEqual({ 'test:林书华': { member: 'founder', trust: 'confirmed' } });
  });

  test('can be confirmed later by 我是', async () => {
    const group = await founded();
    const founder = group.person('林书华');
    await founder.whispers(`名册\n${defaultRoster.join('\n')}`);
    await group.goTo(group.clock.current + 3_600_000);
    expect(await founder.whispers('确认')).toContain('现在没有等您回答的事');
    expect(await founder.says('我是 林书华')).toContain('请回复「确认」');
    expect(await founder.says('确认')).toContain('已确认，您是本支部书记林书华。');
    expect(group.held()?.people.accounts['test:林书华']).toEqual({ member: 'M1', trust: 'confirmed' });
  });

  test('without a 书记 says so', async () => {
    const group = await founded();
    expect(await group.person('林书华').whispers('名册\n张三 正式 第一党小组')).toContain(
      '名册里没有写书记，请补充职务后再发一次。',
    );
  });
});

test('a roster of a hundred people with their accounts can be pasted', async () => {
  const group = await createGroup();
  const rows = Array.from(
    { length: 100 },
    (_, index) => `吴${String.fromCodePoint(0x4e_10 + index)} 正式 第二党小组 党小组长 telegram:${10_000_000 + index}`,
  );
  expect(rows.join('\n').length).toBeGreaterThan(3000);
  const preview = await group.person('林书华').whispers(`名册\n${rows.join('\n')}`);
  expect(preview?.split('\n').filter((line) => line.includes('：新增，')).length).toBe(100);
  expect(await group.person('林书华').whispers('确认')).toBe('名册已更新：新增 100 人。');
});

describe('a later roster', () => {
  test('changes only what changed, and the same one twice changes nothing', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    const before = group.entries.length;
    expect(await secretary.whispers(`名册\n${defaultRoster.join('\n')}`)).toBe('名册没有变化。');
    expect(group.entries.length).toBe(before);
    expect(await secretary.whispers(`名册\n${defaultRoster.join('\n').replace('孙七 预备', '孙七 正式')}`)).toBe(
      '名册将有以下变化：\n孙七：由「预备，第二党小组」改为「正式，第二党小组」\n请核对，回复「确认」以后保存。',
    );
    expect(group.entries.length).toBe(before);
    expect(await secretary.whispers('确认')).toBe('名册已更新：更改 1 人。');
    expect(group.state()?.members['M7']).toMatchObject({ status: '正式', votes: true });
  });

  test('asked for in the group is shown and confirmed in private', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.reply('名册\n郑十 正式 第一党小组')).toMatchObject({ kind: 'said', privately: true });
    expect(group.state()?.roster.length).toBe(8);
    expect(await secretary.whispers('确认')).toBe('名册已更新：新增 1 人。');
    expect(await secretary.says('确认')).toBeUndefined();
    expect(group.state()?.roster.length).toBe(9);
  });

  test('of one person alone asks after nobody else', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('名册 更改 孙七 正式 第一党小组 宣传委员')).toBe(
      '名册将有以下变化：\n孙七：由「预备，第二党小组」改为「正式，第一党小组，宣传委员」\n请核对，回复「确认」以后保存。',
    );
    await secretary.whispers('确认');
    expect(group.state()?.members['M7']).toMatchObject({ status: '正式', group: '第一党小组', posts: ['宣传委员'] });
    expect(await secretary.whispers('名册 更改 ⟦M7⟧ 正式 第一党小组 宣传委员')).toBe('名册没有变化。');
    expect(await secretary.whispers('名册 更改 孙七 积极分子')).toContain('第1行');
  });

  test('confirmed after another officer has sent the same changes nothing more', async () => {
    const group = await createGroup();
    await group.person('林书华').whispers('名册\n郑十 正式 第一党小组');
    await group.person('王祖志').whispers('名册\n郑十 正式 第一党小组');
    expect(await group.person('王祖志').whispers('确认')).toBe('名册已更新：新增 1 人。');
    expect(await group.person('林书华').whispers('确认')).toBe('名册没有变化。');
    expect(names(group).filter((name) => name === '郑十').length).toBe(1);
  });

  test('who is missing from it stays and is named', async () => {
    const group = await createGroup();
    const half = defaultRoster.slice(0, 3).join('\n');
    expect(await group.person('林书华').whispers(`名册\n${half}\n郑十 正式 第一党小组`)).toBe(
      '名册将有以下变化：\n郑十：新增，正式，第一党小组\n名册里有、文件里没有的同志保留不变：李四、王五、赵六、孙七、周八。如已离开，请说「名册 离开 姓名」。\n请核对，回复「确认」以后保存。',
    );
    expect(await group.person('林书华').whispers('确认')).toBe('名册已更新：新增 1 人。');
    // One line is a change, not a roster.
    expect(await group.person('林书华').whispers('名册\n吴九 正式 第一党小组')).toBe(
      '名册将有以下变化：\n吴九：新增，正式，第一党小组\n请核对，回复「确认」以后保存。',
    );
    expect(group.state()?.roster.length).toBe(9);
  });

  test('who leaves is a stranger from then on and comes back under the same id', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-11-21', '10:05'));
    await group.person('周八').says('签到');
    await secretary.says('结束签到');
    expect(await secretary.whispers('名册 离开 周八')).toContain('已登记周八离开。以前的记录保留');
    expect(group.state()?.left['M8']).toBeDefined();
    expect(await group.person('周八').says('我的')).toContain('名册里还没有对应到您');
    expect(await secretary.whispers('名册\n周八 正式 第二党小组')).toContain('周八：转回，正式，第二党小组');
    expect(await secretary.whispers('确认')).toContain('转回 1 人');
    expect(group.state()?.roster).toContain('M8');
    expect(group.state()?.last.member).toBe(8);
    expect(await group.person('周八').whispers('我的')).toContain('到会 1 次');
  });

  test('an officer cannot declare himself gone, nor somebody who is not there', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').whispers('名册 离开 林书华')).toBe('不能登记自己离开，请由另一位支委操作。');
    expect(await group.person('林书华').whispers('名册 离开 张飞')).toBe('名册里没有「张飞」，请核对姓名。');
  });

  test('that is wrong anywhere is refused as a whole, with every line that is wrong', async () => {
    const group = await createGroup();
    const before = JSON.stringify([group.entries, group.held()?.people]);
    const answer = await group.person('林书华').whispers('名册\n郑十 正式 第一党小组\n吴九 积极分子\n13800000000 正式');
    expect(answer?.split('\n')[0]).toBe('名册没有导入，请改正后整份再发一次：');
    expect(answer?.split('\n').length).toBe(3);
    expect(answer).toContain('第2行');
    expect(answer).toContain('第3行');
    expect(JSON.stringify([group.entries, group.held()?.people])).toBe(before);
  });

  test('a second 书记 is refused, and handing over in one file is not', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('名册\n郑十 正式 第一党小组 书记')).toContain('名册里已经有另一位书记');
    expect(await secretary.whispers('名册\n林书华 正式 第一党小组\n郑十 正式 第一党小组 书记')).toContain(
      '林书华：由「正式，第一党小组，书记」改为「正式，第一党小组」',
    );
    expect(await secretary.whispers('确认')).toContain('新增 1 人，更改 1 人');
    expect(await secretary.whispers('群内点名 开')).toBe('「群内点名」由书记使用。');
  });

  test('accounts in a file from a chat bind nobody, join days are kept only with consent', async () => {
    const group = await createGroup({ bind: false });
    const held = group.held();
    if (held) held.people = { ...held.people, accounts: { 'test:林书华': { member: 'M1', trust: 'confirmed' } } };
    await group.person('林书华').says('名册');
    const answer = await group
      .person('林书华')
      .sends(csv('姓名,状态,党小组,账号,入党月日', '张三,正式,第一党小组,telegram:4242,07-01'), {
        direct: false,
        mentions: true,
      });
    expect(answer).toContain('有 1 人写了入党月日，要本人说「同意保存入党日期」以后才保存。');
    expect(answer).toContain('账号一列只在管理员导入时生效');
    expect(group.held()?.people.accounts['telegram:4242']).toBeUndefined();
    expect(JSON.stringify(group.held()?.people)).not.toContain('07-01');
  });
});

describe('a file', () => {
  test('of another kind, or from a member, is no roster', async () => {
    const group = await createGroup();
    const before = JSON.stringify([group.entries, group.held()?.people]);
    expect(await group.person('林书华').sends({ name: '名册.xls', bytes: bytes('x') })).toContain(
      '这是旧版 Excel 文件（.xls）',
    );
    expect(await group.person('林书华').sends({ name: 'a.pdf', bytes: bytes('%PDF-1.4') })).toContain('这是 PDF 文件');
    expect(await group.person('张三').sends(csv('姓名', '郑十'))).toBe('清单、名册文件由支委发送；我不保存其他文件。');
    expect(JSON.stringify([group.entries, group.held()?.people])).toBe(before);
  });

  test('sent to the group without a word to the bot is none of its business', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').sends(csv('姓名', '郑十'), { direct: false })).toBeUndefined();
    expect(await group.person('张三').sends(csv('姓名', '郑十'), { direct: false })).toBeUndefined();
  });
});

describe('名册', () => {
  test('shows who is on it to officers in private', async () => {
    const group = await createGroup();
    const reply = await group.person('王祖志').reply('名册');
    expect(reply).toMatchObject({ kind: 'said', privately: true });
    expect(reply && 'text' in reply ? reply.text.split('\n').slice(0, 3) : []).toEqual([
      '【名册】共 8 人，正式 7 人。',
      '林书华 第一党小组 书记',
      '王祖志 第一党小组 组织委员',
    ]);
  });

  test('says whose account is not confirmed yet', async () => {
    const group = await createGroup();
    await group.person('林书华').whispers('解除绑定 周八');
    expect(await group.person('林书华').whispers('名册')).toContain('周八 第二党小组 账号未确认');
  });
});
