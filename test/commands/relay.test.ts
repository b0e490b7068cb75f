import { describe, expect, test } from 'vitest';
import { countsSaid, createGroup, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const evening = async (line = '主题党日 今天 19:30 会议室'): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says(`发起 ${line}`);
  await group.goTo(at('19:10'));
  return group;
};
const list = (...rows: string[]): string =>
  ['#接龙', '主题党日签到', '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n');
const marks = (group: Group, id = 'A1') => group.state()?.activities[id]?.marks;
const proxies = (group: Group, id = 'A1') => Object.keys(group.state()?.activities[id]?.proxies ?? {});

describe('a relay in the group', () => {
  test('is everybody’s own 签到, as each adds a row and posts the whole list again', async () => {
    const group = await evening();
    expect(await group.person('张三').says(list('张三'))).toBe('✓ 签到成功。');
    expect(await group.person('王五').says(list('张三', '王五'))).toBe('✓ 签到成功。');
    await group.goTo(at('19:50'));
    const reply = await group.person('孙七').reply(list('张三', '王五', '孙七'));
    expect(reply).toMatchObject({ kind: 'acknowledged', receipt: '孙七' });
    expect(countsSaid(reply)).toBe('应到 8，已到 3。第一党小组 1/4，第二党小组 2/4。');
    expect(marks(group)).toEqual({ M3: { is: 'present' }, M5: { is: 'present' }, M7: { is: 'present', late: 20 } });
    expect(proxies(group)).toEqual([]);
  });

  test('knows whose row it is where the platform tells, whatever name the row shows', async () => {
    const group = await evening();
    const by = (name: string, shown: string) => ({ id: `test:${name}`, name: shown });
    await group.person('张三').says(list('阳光总在', '参加', '参加', '王五 请假'), {
      rows: [
        { text: '阳光总在', author: by('张三', '阳光总在') },
        { text: '参加' },
        { text: '参加', author: by('周八', '小周') },
        { text: '王五 请假', author: by('孙七', '七七') },
      ],
    });
    expect(marks(group)).toEqual({ M3: { is: 'present' } });
    expect(proxies(group)).toEqual(['M8']);
    expect(Object.keys(group.state()?.activities['A1']?.leaves ?? {})).toEqual(['M5']);
    expect(group.person('林书华').letters().join('\n')).toContain('有 1 行没有对上名册：第 2 行');
  });

  const by = (name: string, shown = name) => ({ id: `test:${name}`, name: shown });

  test('marks nobody by a name that another account only shows', async () => {
    const group = await evening();
    await group.person('张三').says(list('王五', '李四 到'), {
      rows: [
        { text: '王五', author: by('张三', '王五') },
        { text: '李四 到', author: by('李四', '老李') },
      ],
    });
    expect(marks(group)).toEqual({ M3: { is: 'present' } });
    expect(proxies(group)).toEqual(['M4']);
  });

  test.each([
    ['another member’s', '张三'],
    ['an unknown', '路人'],
  ])('waits for an officer where the row of somebody with an account is from %s', async (_, author) => {
    const group = await evening();
    await group.person('王五').says(list('王五', '周八'), {
      rows: [
        { text: '王五', author: by(author) },
        { text: '周八', author: by('周八') },
      ],
    });
    expect(marks(group)).toEqual({});
    expect(proxies(group)).toEqual(['M5', 'M8']);
  });

  test('finds its rows’ authors though a row has several lines or is told of without an author', async () => {
    const group = await evening();
    await group.person('张三').says('#接龙\n主题党日签到\n\n1. 路过 参加\n2. 阳光 参加\n坐后排\n3. 参加', {
      rows: [
        { text: '不在这里', author: by('王五') },
        { text: '阳光 参加', author: by('张三', '阳光') },
        { text: '参加', author: by('周八') },
      ],
    });
    expect(marks(group)).toEqual({ M3: { is: 'present' } });
    expect(proxies(group)).toEqual(['M8']);
  });

  test('posted again without a change is no news', async () => {
    const group = await evening();
    await group.person('张三').says(list('张三'));
    const before = group.entries.length;
    expect(await group.person('张三').says(list('张三'))).toBeUndefined();
    expect(await group.person('王五').says(list('张三'))).toBeUndefined();
    expect(group.entries.length).toBe(before);
  });

  test('of other people’s names is reported, and one answer confirms them all', async () => {
    const group = await evening();
    const said = group.group().length;
    expect(await group.person('张三').says(list('周八', '王五 线上', '李四'))).toBeUndefined();
    expect(marks(group)).toEqual({});
    expect(proxies(group)).toEqual(['M8', 'M5', 'M4']);
    expect(group.group().length).toBe(said);
    const officer = group.person('王祖志');
    expect(await officer.whispers('确认代报')).toBe(
      [
        '11月21日（周六）19:30 主题党日有 3 条代报等待确认：',
        '周八（张三报）、王五（线上，张三报）、李四（张三报）。',
        '都在现场或线上见到的，请回复「确认」；有没见到的，请先说「不认代报 姓名」。',
      ].join('\n'),
    );
    await officer.whispers('不认代报 李四');
    expect(await officer.whispers('确认')).toContain('有 2 条代报等待确认');
    expect(await officer.whispers('确认')).toBe('已确认 2 条代报。');
    expect(marks(group)).toEqual({
      M8: { is: 'present', recordedBy: 'M2' },
      M5: { is: 'present', online: true, recordedBy: 'M2' },
    });
    expect(await officer.whispers('确认代报')).toBe('现在没有等待确认的代报。');
  });

  test('confirmed in the group names nobody there', async () => {
    const group = await evening();
    await group.person('张三').says(list('周八'));
    expect(await group.person('王祖志').reply('确认代报')).toMatchObject({
      privately: true,
      instead: '有 1 条代报等待确认，请私聊我说「确认代报」查看。',
    });
    expect(await group.person('王祖志').says('确认')).toBe('已确认 1 条代报。');
  });

  test('posted by an officer is recorded by the officer, but a 代 row still waits', async () => {
    const group = await evening();
    expect(await group.person('林书华').says(list('林书华', '张三', '周八 请假 出差', '王五（代）'))).toBe(
      '✓ 签到成功。',
    );
    expect(marks(group)).toEqual({
      M1: { is: 'present' },
      M3: { is: 'present', recordedBy: 'M1' },
      M8: { is: 'leave', category: '公差', recordedBy: 'M1' },
    });
    expect(proxies(group)).toEqual(['M5']);
  });

  test('with 请假 asks for leave, one’s own or for somebody else, and the secretary decides', async () => {
    const group = await evening();
    expect(await group.person('张三').says(list('张三 请假 值班', '周八 请假'))).toBe(
      '✓ 已登记请假，待书记确认；如有误请说「销假」。',
    );
    expect(group.state()?.activities['A1']?.leaves).toEqual({
      M3: { category: '公差', state: 'asked' },
      M8: { category: '其他', state: 'asked' },
    });
    const letters = group.person('林书华').letters();
    expect(letters.filter((text) => text.includes('请说「准假')).length).toBe(2);
    await group.person('林书华').whispers('准假 张三');
    expect(marks(group)).toEqual({ M3: { is: 'leave', category: '公差' } });
  });

  test('edited by its person changes the mark; shortened it does not, and the secretary is asked once', async () => {
    const group = await evening();
    const zhang = group.person('张三');
    await zhang.says(list('张三'));
    await group.person('王五').says(list('张三', '王五'));
    await zhang.says(list('张三 请假', '王五'));
    expect(marks(group)).toEqual({ M5: { is: 'present' } });
    expect(await zhang.says(list('张三 请假'))).toBeUndefined();
    expect(await zhang.says(list('张三 请假'))).toBeUndefined();
    expect(marks(group)).toEqual({ M5: { is: 'present' } });
    const asked = group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('少了'));
    expect(asked).toEqual(['群里的接龙比之前少了王五，登记没有改动。如确实没有到，请说「代录 姓名 缺席」。']);
  });

  test('with names nobody knows tells the secretary the numbers of the rows once, and keeps no such name', async () => {
    const group = await evening();
    await group.person('张三').says(list('张三', '诸葛老外', '张三丰到'));
    await group.person('王五').says(list('张三', '诸葛老外', '张三丰到', '王五'));
    const told = group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('名册'));
    expect(told).toEqual(['群里的接龙有 2 行没有对上名册：第 2、3 行。请核对，需要时请说「代录 姓名」。']);
    expect(JSON.stringify([group.entries, group.log.lines, group.held()?.people])).not.toMatch(/诸葛|张三丰/u);
  });

  test('binds who bears a name of the roster, as a 签到 would', async () => {
    const group = await createGroup({ bind: false });
    await group.founding.prepare('第一党支部', group.room, group.clock.current);
    const branch = group.state()?.id ?? '';
    await group.recorder.record(branch, {
      facts: [
        {
          type: 'activity-planned',
          activity: 'A1',
          kind: '学习',
          concern: { scope: 'branch' },
          start: new Date(at('19:30')).toISOString(),
          place: '会议室',
          topic: '',
          online: false,
        },
        { type: 'check-in-opened', activity: 'A1' },
      ],
      at: at('10:00'),
      by: 'operator',
    });
    expect(await group.person('张三').says(list('张三', '王五'))).toBe('✓ 签到成功。');
    expect(marks(group)).toEqual({ M3: { is: 'present' } });
    expect(proxies(group)).toEqual(['M5']);
    expect(group.held()?.people.accounts).toEqual({ 'test:张三': { member: 'M3', trust: 'name' } });
  });
});

describe('a relay that records nothing', () => {
  test.each([
    ['a lunch order', '#接龙\n周五订餐\n\n1. 张三\n2. 王五'],
    ['a group purchase', '#接龙\n脐橙团购\n\n1. 张三 2份\n2. 王五 1份'],
    ['a claim list', '#接龙\n微心愿认领\n\n1. 张三\n2. 王五'],
    ['a list of strangers', '#接龙\n\n1. 王小二\n2. 李小三'],
    ['talk of one', '我们明天接龙吧'],
  ])('is %s: nobody hears of it', async (_, text) => {
    const group = await evening();
    const before = group.entries.length;
    expect(await group.person('张三').says(text)).toBeUndefined();
    expect(group.entries.length).toBe(before);
  });

  test('is one of which nobody can tell: the secretary is asked in private, once', async () => {
    const group = await evening();
    const said = group.group().length;
    expect(await group.person('张三').says('#接龙\n\n1. 张三\n2. 王五')).toBeUndefined();
    expect(await group.person('王五').says('#接龙\n\n1. 张三\n2. 王五\n3. 周八')).toBeUndefined();
    expect(marks(group)).toEqual({});
    expect(group.group().length).toBe(said);
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('看不出是不是签到')).length,
    ).toBe(1);
  });

  test('is one posted with nothing open, by a stranger, or by who wants no bot', async () => {
    const closed = await createGroup();
    const quiet = closed.entries.length;
    expect(await closed.person('张三').says(list('张三'))).toBeUndefined();
    expect(closed.entries.length).toBe(quiet);
    const group = await evening();
    await group.person('王五').says('不用机器人');
    const before = group.entries.length;
    expect(await group.person('过路人').says(list('张三', '过路人'))).toBeUndefined();
    expect(await group.person('王五').says(list('王五'))).toBeUndefined();
    expect(group.entries.length).toBe(before);
  });

  test('is an edit that comes late', async () => {
    const group = await evening();
    expect(await group.person('张三').says(list('张三'), { edited: at('19:00') })).toBeUndefined();
    expect(marks(group)).toEqual({});
  });
});

test('with two check-ins open the title says which; without one the secretary is asked', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 今天 19:30 会议室');
  await group.person('林书华').says('发起 志愿服务 今天 19:40 广场');
  await group.goTo(at('19:20'));
  await group.person('张三').says('#接龙\n志愿服务签到\n\n1. 张三');
  expect(marks(group, 'A1')).toEqual({});
  expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' } });
  expect(await group.person('王五').says('#接龙\n签到\n\n1. 王五')).toBeUndefined();
  expect(marks(group, 'A1')).toEqual({});
  expect(group.person('林书华').letters().at(-1)).toContain('看不出是不是签到、是哪一次活动');
});

test('the same list for the next activity is a new list', async () => {
  const group = await evening();
  await group.person('张三').says(list('张三'));
  await group.person('林书华').says('结束签到');
  await group.person('林书华').says('发起 主题党日 今天 20:30 会议室');
  await group.goTo(at('20:20'));
  expect(await group.person('张三').says(list('张三'))).toBe('✓ 签到成功。');
  expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' } });
});

test('a list delivered twice is read once', async () => {
  const group = await evening();
  await group.person('张三').says(list('张三', '王五'), { id: 'test:same' });
  const before = group.entries.length;
  await group.person('张三').says(list('张三', '王五'), { id: 'test:same' });
  expect(group.entries.length).toBe(before);
});
