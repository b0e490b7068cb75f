import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const at = (time: string): number => when('2026-11-21', time);
const evening = async (line = '主题党日 今天 19:30 会议室'): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says(`发起 ${line}`);
  await group.goTo(at('19:10'));
  return group;
};
const marks = (group: Group, id = 'A1') => group.state()?.activities[id]?.marks;
const relay = '#接龙\n主题党日签到\n\n1. 张三\n2. 王五 线上\n3. 周八 请假 出差\n4. 孙七（代）\n5. 诸葛老外';

describe('粘贴', () => {
  test('shows what it understood, writes nothing before 确认, and then records it by the officer', async () => {
    const group = await evening('主题党日 今天 19:30 会议室 可线上');
    const officer = group.person('王祖志');
    const before = group.entries.length;
    expect(await officer.whispers(`粘贴\n${relay}`)).toBe(
      [
        '【粘贴】看到一份接龙，对应 11月21日（周六）19:30 主题党日。',
        '新登记 3 人：张三 到会；王五 到会（线上）；周八 请假（公差）。',
        '代报 1 人，登记后还需确认：孙七。',
        '有 1 行没有对上名册：诸葛老外（第 5 行）。姓名只在这里显示，不保存。',
        '登记请回复「确认」。',
      ].join('\n'),
    );
    expect(group.entries.length).toBe(before);
    expect(await officer.whispers('确认')).toBe('已按粘贴登记 4 人。');
    expect(marks(group)).toEqual({
      M3: { is: 'present', recordedBy: 'M2' },
      M5: { is: 'present', online: true, recordedBy: 'M2' },
      M8: { is: 'leave', category: '公差', recordedBy: 'M2' },
    });
    expect(Object.keys(group.state()?.activities['A1']?.proxies ?? {})).toEqual(['M7']);
    expect(group.group().at(-1)).toContain('应到 8，已到 2（线上 1）。');
  });

  test('keeps no text and no name that is not on the roster', async () => {
    const group = await evening();
    await group.person('王祖志').whispers(`粘贴\n${relay}`);
    await group.person('王祖志').whispers('确认');
    const kept = JSON.stringify([group.entries, group.log.lines, group.held()?.people]);
    expect(kept).not.toMatch(/诸葛|出差|接龙/u);
    expect(JSON.stringify(group.entries)).not.toMatch(/张三|王五|周八/u);
  });

  test('is needless where the text is plainly a copy', async () => {
    const group = await evening();
    const officer = group.person('王祖志');
    expect(await officer.whispers(relay)).toContain('看到一份接龙');
    expect(await officer.whispers('1. 张三\n2. 王五\n3. 周八')).toContain('看到一份名单');
    expect(await officer.whispers('张三 2026/11/21 19:31\n签到\n王五 2026/11/21 19:32\n到')).toContain(
      '看到一段聊天记录',
    );
    expect(await officer.whispers('张三\n王五 请假')).toContain('新登记 2 人：张三 到会；王五 请假（其他）。');
    expect(await officer.whispers('明天的安排\n先学习\n再讨论')).not.toContain('【粘贴】');
    expect((await officer.whispers('张三好\n辛苦了')) ?? '').not.toContain('【粘贴】');
  });

  test('leaves the other commands of several lines alone', async () => {
    const group = await evening();
    expect(await group.person('王祖志').whispers('名册\n张三 正式 第一党小组\n王五 正式 第二党小组')).toContain('名册');
    expect(await group.person('王祖志').whispers('通知\n1. 张三签到\n2. 王五签到')).toContain('个群发出以下通知');
  });

  test('is for officers and in private only', async () => {
    const group = await evening();
    expect((await group.person('张三').whispers(relay)) ?? '').not.toContain('【粘贴】');
    expect(await group.person('张三').whispers(`粘贴\n${relay}`)).toBe('「粘贴」由支委使用。');
    expect(await group.person('林书华').says('粘贴 张三')).toBe('请私聊我说这一条。');
    expect(marks(group)).toEqual({});
  });

  test('of the same text changes nothing the second time, also after a correction', async () => {
    const group = await evening();
    const officer = group.person('王祖志');
    await officer.whispers(relay);
    await officer.whispers('确认');
    await officer.whispers('代录 张三 缺席');
    const before = group.entries.length;
    expect(await officer.whispers(relay)).toContain('这段内容已经登记过，台账没有改动。');
    await officer.whispers('确认');
    expect(group.entries.length).toBe(before);
  });

  test.each(['the same process', 'another process'])(
    'that was taken back is shown and written again by %s',
    async (who) => {
      let group = await evening('主题党日 今天 19:30 会议室 可线上');
      let messages = 0;
      const whispers = (text: string) => group.person('王祖志').whispers(text, { id: `test:private:${++messages}` });
      await whispers(relay);
      await whispers('确认');
      const pasted = marks(group);
      expect(await whispers('撤销')).toContain('已撤销');
      expect(marks(group)).toEqual({});
      if (who === 'another process') group = await restarted(group, at('19:20'));
      expect(await whispers(relay)).toContain('登记请回复「确认」');
      expect(await whispers('确认')).toBe('已按粘贴登记 4 人。');
      expect(marks(group)).toEqual(pasted);
      await whispers('代录 张三 缺席');
      expect(await whispers(relay)).toContain('这段内容已经登记过，台账没有改动。');
    },
  );

  test('shows where the ledger says something else, and changes that only on request', async () => {
    const group = await evening();
    await group.person('周八').says('签到');
    const officer = group.person('王祖志');
    const answer = await officer.whispers(relay);
    expect(answer).toContain('与台账不一致 1 人：周八 台账为到会，粘贴为请假（公差）。');
    expect(answer).toContain('不一致的也以粘贴为准，请回复「按粘贴更正」。');
    await officer.whispers('确认');
    expect(marks(group)?.['M8']).toEqual({ is: 'present' });
    expect(await officer.whispers(relay)).toContain('按粘贴更正');
    await officer.whispers('按粘贴更正');
    expect(marks(group)?.['M8']).toEqual({ is: 'leave', category: '公差', recordedBy: 'M2' });
  });

  test('is shown once more when something changed in between', async () => {
    const group = await evening('主题党日 今天 19:30 会议室 可线上');
    const officer = group.person('王祖志');
    await officer.whispers(relay);
    await group.person('张三').says('签到');
    expect(await officer.whispers('确认')).toContain('新登记 2 人：王五 到会（线上）；周八 请假（公差）。');
    expect(await officer.whispers('确认')).toBe('已按粘贴登记 3 人。');
    expect(marks(group)?.['M3']).toEqual({ is: 'present' });
  });

  test('after the closing corrects who was written down as absent', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    const officer = group.person('王祖志');
    await officer.whispers('张三\n王五');
    await officer.whispers('确认');
    expect(marks(group)?.['M3']).toEqual({ is: 'present', recordedBy: 'M2' });
    expect(marks(group)?.['M8']).toEqual({ is: 'absent' });
  });

  test('refuses what is no check-in, or speaks of nobody, or has no activity', async () => {
    const group = await evening();
    const officer = group.person('王祖志');
    expect(await officer.whispers('粘贴\n#接龙\n订餐\n1. 张三\n2. 王五')).toContain('看起来不是签到');
    expect(await officer.whispers('粘贴')).toContain('写在「粘贴」的下一行');
    expect(await officer.whispers('粘贴\n今天天气很好')).toContain('没有看出其中有哪位同志');
    const none = await createGroup();
    expect(await none.person('王祖志').whispers(relay)).toContain('没有可以登记的活动');
    expect(await group.person('王祖志').whispers(`粘贴 A9\n${relay}`)).toContain('没有可以登记的活动');
  });

  test('asks which activity, and its days answer that by themselves', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    await group.goTo(at('21:00'));
    await group.person('林书华').says('发起 学习 明天 19:30 会议室');
    await group.goTo(when('2026-11-22', '19:40'));
    await group.person('林书华').says('结束签到');
    const officer = group.person('王祖志');
    expect(await officer.whispers('张三\n王五')).toBe(
      [
        '现在有几次活动，请回复序号说明是哪一次：',
        '1. 主题党日，11月21日（周六）19:30',
        '2. 学习，11月22日（周日）19:30',
      ].join('\n'),
    );
    expect(await officer.whispers('2')).toContain('对应 11月22日（周日）19:30 学习');
    await officer.whispers('确认');
    expect(marks(group, 'A2')?.['M3']).toEqual({ is: 'present', recordedBy: 'M2' });
    expect(marks(group, 'A1')?.['M3']).toEqual({ is: 'absent' });
    expect(await officer.whispers('张三 2026/11/21 19:20\n签到')).toContain('对应 11月21日（周六）19:30 主题党日');
    expect(await officer.whispers(`粘贴 A1\n张三\n王五`)).toContain('对应 11月21日（周六）19:30 主题党日');
  });

  test('of an evening the bot missed opens the check-in first', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 19:30 会议室');
    group.clock.current = when('2026-11-22', '08:00');
    expect(group.state()?.activities['A1']?.state).toBe('planned');
    const officer = group.person('王祖志');
    expect(await officer.whispers('张三\n王五')).toContain('还没有开始过签到，登记时会先开始');
    await officer.whispers('确认');
    expect(marks(group)?.['M5']).toEqual({ is: 'present', recordedBy: 'M2' });
    expect(await officer.says('结束签到')).toBe('✓ 签到已结束。');
    expect(marks(group)?.['M8']).toEqual({ is: 'absent' });
  });
});

type Line = readonly [time: string, who: string, text: string];
const said: readonly Line[] = [
  ['19:05', '张三', '#接龙\n主题党日签到\n\n1. 张三'],
  ['19:06', '李四', '收到'],
  ['19:12', '王五', '#接龙\n主题党日签到\n\n1. 张三\n2. 王五'],
  ['19:20', '周八', '请假，出差'],
  ['19:25', '孙七', '到'],
  ['19:26', '李四', '今晚谁负责签到？'],
  ['19:28', '赵六', '线上签到'],
  ['19:29', '林书华', '我到了'],
  ['19:33', '王祖志', '签到'],
  ['19:34', '孙七', '取消签到'],
  ['19:52', '李四', '签到'],
  ['19:53', '张三', '代报 孙七'],
];
const desktop = said.map(([time, who, text]) => `${who} 2026/11/21 ${time}\n${text}`).join('\n\n');
const phone = `2026年11月21日 晚上7:05\n${said.map(([time, who, text]) => `${time}\n${who}: ${text}`).join('\n')}`;

/** Who stands how, without who wrote it down. */
const standing = (group: Group): unknown =>
  Object.fromEntries(
    Object.entries(marks(group) ?? {})
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([id, mark]) => [id, Object.fromEntries(Object.entries(mark).filter(([key]) => key !== 'recordedBy'))]),
  );

describe('the same evening', () => {
  const finish = async (group: Group): Promise<unknown> => {
    const secretary = group.person('林书华');
    await secretary.whispers('确认代报');
    await secretary.whispers('确认');
    await secretary.says('结束签到');
    await secretary.says('结束签到');
    return standing(group);
  };
  const live = async (): Promise<unknown> => {
    const group = await createGroup();
    await group.person('林书华').says('发起 主题党日 今天 19:30 会议室 可线上');
    for (const [time, who, text] of said) {
      await group.goTo(at(time));
      await group.person(who).says(text);
    }
    await group.person('林书华').whispers('准假 周八');
    return finish(group);
  };

  test('stands as everybody said it', async () => {
    expect(await live()).toEqual({
      M1: { is: 'present' },
      M2: { is: 'present' },
      M3: { is: 'present' },
      M4: { is: 'present', late: 22 },
      M5: { is: 'present' },
      M6: { is: 'present', online: true },
      M7: { is: 'present' },
      M8: { is: 'leave', category: '公差' },
    });
  });

  test.each([
    ['the desktop', desktop],
    ['the phone', phone],
  ])('copied from %s and pasted gives the same marks', async (_, text) => {
    const group = await createGroup();
    await group.person('林书华').says('发起 主题党日 今天 19:30 会议室 可线上');
    await group.goTo(at('21:00'));
    expect(await group.person('林书华').whispers(text)).toContain('看到一段聊天记录');
    await group.person('林书华').whispers('确认');
    expect(await finish(group)).toEqual(await live());
  });
});

test('a day in the title of a 接龙 says which activity it is of', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 会议室');
  await group.goTo(at('19:40'));
  await secretary.says('结束签到');
  await secretary.says('发起 主题党日 11月25日 19:30 会议室');
  await group.goTo(when('2026-11-25', '20:00'));
  await secretary.says('结束签到');
  expect(await secretary.whispers('#接龙\n11月21日主题党日 签到\n1. 张三\n2. 王五\n3. 周八')).toContain(
    '对应 11月21日（周六）19:30 主题党日。',
  );
});
