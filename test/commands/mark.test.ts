import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const evening = async (options: { roster?: readonly string[]; online?: boolean } = {}): Promise<Group> => {
  const group = await createGroup({ roster: options.roster ?? defaultRoster });
  await group.person('林书华').says(`发起 支部党员大会 今天 19:30 会议室${options.online ? ' 可线上' : ''}`);
  await group.goTo(at('19:00'));
  return group;
};
const marks = (group: Group) => group.state()?.activities['A1']?.marks;
const proxies = (group: Group) => group.state()?.activities['A1']?.proxies;

test('代录 of several at once is told what to say instead, and enters nobody', async () => {
  const group = await evening();
  expect(await group.person('林书华').whispers('代录 张三 王五')).toBe(
    '「代录」一次请写一位同志；大多数同志都到了，请说「全到除 没有到的姓名」。',
  );
  expect(marks(group)).toEqual({});
});

describe('代报', () => {
  test('is reported and not counted until an officer who saw the person confirms it', async () => {
    const group = await evening();
    expect(await group.person('张三').says('代报 周八')).toBe('已记为代报，由现场支委确认后计入。');
    expect(marks(group)).toEqual({});
    expect(group.group().at(-1)).toContain('应到 8，已到 0。');
    expect(await group.person('林书华').whispers('代录 周八')).toBe('已代录周八。');
    expect(marks(group)).toEqual({ M8: { is: 'present', recordedBy: 'M1' } });
    expect(proxies(group)).toEqual({});
  });

  test('that an officer does not accept is gone, and its member is absent', async () => {
    const group = await evening();
    await group.person('张三').says('代报 周八');
    expect(await group.person('王祖志').whispers('不认代报 周八')).toBe('已不计入这条代报。');
    expect(await group.person('王祖志').whispers('不认代报 周八')).toBe('没有找到这位同志的代报。');
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(marks(group)?.['M8']).toEqual({ is: 'absent' });
  });

  test('is settled by the member’s own 签到', async () => {
    const group = await evening();
    await group.person('张三').says('代报 周八');
    await group.person('周八').says('签到');
    expect(marks(group)).toEqual({ M8: { is: 'present' } });
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
  });

  test('of somebody present, of nobody, of a stranger, or with nothing open changes nothing', async () => {
    const group = await evening();
    await group.person('周八').says('签到');
    const before = group.entries.length;
    await group.person('张三').says('代报 周八');
    expect(await group.person('张三').says('代报 张飞')).toBe('名册里没有「张飞」，请核对姓名。');
    expect(await group.person('张三').says('代报')).toBe('请写明姓名，例如：代报 张三。');
    expect(group.entries.length).toBe(before);
    await group.person('林书华').says('结束签到');
    expect(await group.person('张三').says('代报 王五')).toBe('现在没有开放的签到。');
  });
});

describe('代录', () => {
  test.each([
    ['代录 张三', { is: 'present', recordedBy: 'M1' }],
    ['代录 张三 到', { is: 'present', recordedBy: 'M1' }],
    ['代录张三到会', { is: 'present', recordedBy: 'M1' }],
    ['代录 张三 线上', { is: 'present', online: true, recordedBy: 'M1' }],
    ['代录 张三 迟到 25', { is: 'present', late: 25, recordedBy: 'M1' }],
    ['代录 张三 晚到２５分钟', { is: 'present', late: 25, recordedBy: 'M1' }],
    ['代录 张三 请假', { is: 'leave', category: '其他', recordedBy: 'M1' }],
    ['代录 张三 请假 病假', { is: 'leave', category: '病假', recordedBy: 'M1' }],
    ['代录 张三 公差', { is: 'leave', category: '公差', recordedBy: 'M1' }],
  ])('「%s」 while the check-in is open', async (text, mark) => {
    const group = await evening();
    expect(await group.person('林书华').whispers(text)).toBe('已代录张三。');
    expect(marks(group)).toEqual({ M3: mark });
    const before = group.entries.length;
    expect(await group.person('林书华').whispers(text)).toBe('张三的记录没有变化。');
    expect(group.entries.length).toBe(before);
  });

  test('缺席 while open takes a mark back, and after the closing writes one', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    expect(await group.person('林书华').whispers('代录 张三 缺席')).toBe('已代录张三。');
    expect(marks(group)).toEqual({});
    await group.person('张三').says('签到');
    await group.person('林书华').says('结束签到');
    await group.person('林书华').whispers('代录 张三 没到');
    expect(marks(group)?.['M3']).toEqual({ is: 'absent', recordedBy: 'M1' });
  });

  test('after the closing corrects, and says who did', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    expect(await group.person('王祖志').whispers('代录 张三 迟到 5')).toBe(
      '已代录张三：11月21日（周六）19:30 支部党员大会。',
    );
    expect(marks(group)?.['M3']).toEqual({ is: 'present', late: 5, recordedBy: 'M2' });
    expect(group.entries.findLast(({ type }) => type === 'attendance-marked')).toMatchObject({ by: 'M2' });
    expect(await group.person('林书华').whispers('考勤')).toContain('应到 8，实到 1（线上 0），请假 0，缺席 7。');
  });

  test('补课 changes neither 实到 nor 缺席', async () => {
    const group = await evening();
    expect(await group.person('林书华').whispers('代录 张三 补课')).toBe('活动结束以后才能登记补课。');
    await group.person('王五').says('签到');
    await group.person('林书华').says('结束签到');
    const before = await group.person('林书华').whispers('考勤');
    await group.goTo(when('2026-11-23', '09:00'));
    expect(await group.person('林书华').whispers('代录 张三 补课')).toBe(
      '已登记张三补课：11月21日（周六）19:30 支部党员大会。',
    );
    expect(marks(group)?.['M3']).toEqual({ is: 'absent' });
    expect(group.state()?.activities['A1']?.madeUp).toEqual({ M3: '2026-11-23' });
    expect(await group.person('林书华').whispers('考勤')).toBe(before);
    expect(await group.person('林书华').whispers('代录 王五 补课')).toBe('这位同志已到会，不需要登记补课。');
    expect(await group.person('张三').whispers('我的')).toContain('缺席，已补课');
  });

  test('by a leader is for the own group only', async () => {
    const group = await evening();
    expect(await group.person('李四').says('代录 王五')).toBe('党小组长只能为本党小组的同志代录。');
    expect(await group.person('李四').says('代录 张三')).toBe('✓ 已代录张三。');
    expect(marks(group)).toEqual({ M3: { is: 'present', recordedBy: 'M4' } });
  });

  test('of a state or a name nobody knows is refused and changes nothing', async () => {
    const group = await evening();
    const before = group.entries.length;
    expect(await group.person('林书华').whispers('代录 张三 睡着了')).toBe(
      '没有看懂「睡着了」。可以写：到、线上、迟到 分钟、请假 类别、缺席、补课。',
    );
    expect(await group.person('林书华').whispers('代录 张飞')).toBe('名册里没有「张飞」，请核对姓名。');
    expect(await group.person('林书华').whispers('代录')).toBe('请写明姓名。');
    expect(group.entries.length).toBe(before);
  });

  test('with nothing open and nothing closed is refused', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').whispers('代录 张三')).toBe('没有可以代录的活动，请先说「开始签到」。');
  });
});

describe('全到除', () => {
  test('records the others and leaves marks and leave as they are', async () => {
    const group = await evening();
    await group.person('王五').says('请假 出差');
    await group.person('林书华').whispers('准假 王五');
    await group.person('张三').says('签到');
    expect(await group.person('林书华').whispers('全到除 周八、孙七')).toBe('已为 4 位同志代录到会。');
    expect(marks(group)).toEqual({
      M1: { is: 'present', recordedBy: 'M1' },
      M2: { is: 'present', recordedBy: 'M1' },
      M3: { is: 'present' },
      M4: { is: 'present', recordedBy: 'M1' },
      M5: { is: 'leave', category: '公差' },
      M6: { is: 'present', recordedBy: 'M1' },
    });
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(marks(group)?.['M8']).toEqual({ is: 'absent' });
  });

  test('leaves out whose leave was asked for and not decided, without a word of it in the group', async () => {
    const group = await evening();
    const secretary = group.person('林书华');
    await group.person('王五').says('请假 出差');
    const said = '已为 6 位同志代录到会。另有 1 位同志的登记待定，请私聊我说「待定」。';
    expect(await secretary.says('全到除 周八')).toBe(said);
    expect(marks(group)?.['M5']).toBeUndefined();
    expect(await secretary.says('全到除 周八')).toBe(said.replace('已为 6 位同志代录到会。', '没有需要代录的同志。'));
    expect(await secretary.whispers('结束签到')).toContain('王五');
    await secretary.whispers('准假 王五');
    await secretary.whispers('结束签到');
    expect(marks(group)?.['M5']).toEqual({ is: 'leave', category: '公差' });
  });

  test('of somebody who checked in is refused as a whole', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    expect(await group.person('林书华').whispers('全到除 张三 王五')).toBe(
      '张三已经签到。如确实没有到，请先说「代录 姓名 缺席」，再说「全到除」。',
    );
    expect(Object.keys(marks(group) ?? {})).toEqual(['M3']);
  });

  test('of a name that is not on the roster is refused as a whole', async () => {
    const group = await evening();
    expect(await group.person('林书华').whispers('全到除 张三 张飞')).toBe('名册里没有「张飞」，请核对姓名。');
    expect(marks(group)).toEqual({});
  });

  test('without a name asks for one, and 全到 means everybody', async () => {
    const group = await evening();
    expect(await group.person('林书华').whispers('全到除')).toContain('请写明没有到的同志');
    expect(await group.person('林书华').whispers('全到')).toBe('已为 8 位同志代录到会。');
    expect(await group.person('林书华').whispers('全到')).toBe('没有需要代录的同志。');
  });

  test('by a leader is for an activity of the own group only', async () => {
    const group = await evening();
    expect(await group.person('李四').says('全到除 张三')).toBe('现在没有开放的签到。');
    expect(marks(group)).toEqual({});
  });
});

describe('应到 and the quorum', () => {
  const counted = async (group: Group): Promise<string> => (await group.person('林书华').whispers('考勤')) ?? '';

  test('who does not count (不计) is never in 应到, and may come all the same', async () => {
    const group = await evening({ roster: [...defaultRoster, '吴九 正式 第二党小组 不计'] });
    expect(await counted(group)).toContain('应到 8，实到 0');
    expect(await group.person('吴九').says('签到')).toBe('✓ 签到成功。');
    expect(await counted(group)).toContain('应到 8，实到 0');
    await group.person('林书华').says('结束签到');
    expect(await counted(group)).toContain('应到 8，实到 0（线上 0），请假 0，缺席 8。');
    expect(group.state()?.activities['A1']?.should).toEqual(['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8']);
  });

  test('预备党员 and 无表决权 count in 应到 and not in the quorum', async () => {
    const group = await evening({ roster: [...defaultRoster, '吴九 正式 第二党小组 无表决权'] });
    await group.person('孙七').says('签到');
    await group.person('吴九').says('签到');
    const line = await counted(group);
    expect(line).toContain('应到 9，实到 2');
    expect(line).toContain('有表决权应到会 7 人，现场 0 人（线上不计）');
  });

  test('exactly half is flagged and not decided, one more meets it', async () => {
    // Eight voters: seven of the usual roster and 吴九.
    const group = await evening({ roster: [...defaultRoster, '吴九 正式 第二党小组'] });
    for (const name of ['林书华', '王祖志', '张三']) await group.person(name).says('签到');
    expect(await counted(group)).toContain('有表决权应到会 8 人，现场 3 人（线上不计）：一般事项须过半（5人），未满足');
    await group.person('李四').says('签到');
    expect(await counted(group)).toContain('现场 4 人（线上不计）：一般事项恰为半数，是否有效请按上级规定确认');
    await group.person('王五').says('签到');
    expect(await counted(group)).toContain('现场 5 人（线上不计）：一般事项须过半（5人），已满足');
  });

  test('an election needs four fifths, rounded up', async () => {
    // Of seven voters four fifths are 5.6, so six.
    const group = await evening();
    for (const name of ['林书华', '王祖志', '张三', '李四', '王五']) await group.person(name).says('签到');
    expect(await counted(group)).toContain('选举须五分之四（6人），未满足。');
    await group.person('赵六').says('签到');
    expect(await counted(group)).toContain('选举须五分之四（6人），已满足。');
  });

  test('exactly four fifths is enough for an election', async () => {
    // Five voters, four of them there.
    const group = await evening({ roster: defaultRoster.slice(0, 5) });
    for (const name of ['林书华', '王祖志', '张三', '李四']) await group.person(name).says('签到');
    expect(await counted(group)).toContain('有表决权应到会 5 人，现场 4 人（线上不计）');
    expect(await counted(group)).toContain('选举须五分之四（4人），已满足。');
  });

  test('online counts as present and never for the quorum', async () => {
    const group = await evening({ online: true });
    for (const name of ['林书华', '王祖志', '张三', '李四']) await group.person(name).says('线上签到');
    await group.person('王五').says('签到');
    const line = await counted(group);
    expect(line).toContain('应到 8，实到 5（线上 4）');
    expect(line).toContain('有表决权应到会 7 人，现场 1 人（线上不计）');
  });

  test('rates round half up to one decimal', async () => {
    // 16 should come and one does: 6.25 % is 6.3 %.
    const roster = [
      '林书华 正式 第一党小组 书记',
      ...[...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'].map((c) => `陈小${c} 正式 第一党小组`),
    ];
    const group = await evening({ roster });
    await group.person('林书华').says('签到');
    expect(await counted(group)).toContain('到会率 6.3%，出勤率（请假不计）6.3%。');
    await group.person('林书华').whispers('代录 陈小甲 请假');
    expect(await counted(group)).toContain('到会率 6.3%，出勤率（请假不计）6.7%。');
  });

  test('a rate without a denominator is 「—」', async () => {
    const group = await evening({ roster: ['林书华 正式 第一党小组 书记', '张三 正式 第一党小组 不计'] });
    await group.person('林书华').whispers('代录 林书华 请假');
    expect(await counted(group)).toContain('到会率 0.0%，出勤率（请假不计）—。');
  });

  test('is the roster as of the start: who joins or leaves afterwards changes nothing', async () => {
    const group = await evening();
    await group.goTo(at('19:31'));
    const secretary = group.person('林书华');
    await secretary.whispers('名册\n郑十 正式 第一党小组');
    expect(await secretary.whispers('确认')).toContain('新增 1 人');
    expect(await secretary.whispers('名册 离开 周八')).toContain('已登记周八离开');
    await secretary.says('结束签到');
    expect(group.state()?.activities['A1']?.should).toEqual(['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8']);
    expect(marks(group)?.['M8']).toEqual({ is: 'absent' });
    expect(marks(group)?.['M9']).toBeUndefined();
    expect(await counted(group)).toContain('应到 8，实到 0（线上 0），请假 0，缺席 8。');
  });

  test('follows the roster until the start', async () => {
    const group = await evening();
    const secretary = group.person('林书华');
    await secretary.whispers('名册\n郑十 正式 第一党小组');
    await secretary.whispers('确认');
    await secretary.whispers('名册 离开 周八');
    await group.goTo(at('20:00'));
    await secretary.says('结束签到');
    expect(group.state()?.activities['A1']?.should).toEqual(['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M9']);
  });

  test('of a 支委会 are the committee, of a 党小组会 the group', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 支委会 今天 19:30 会议室');
    await group.person('赵六').says('发起 党小组会 今天 20:00 活动室');
    await group.goTo(at('19:40'));
    await group.person('林书华').whispers('结束签到');
    await group.person('林书华').whispers('1');
    expect(group.state()?.activities['A1']?.should).toEqual(['M1', 'M2']);
    await group.person('赵六').says('结束签到');
    expect(group.state()?.activities['A2']?.should).toEqual(['M5', 'M6', 'M7', 'M8']);
  });
});
