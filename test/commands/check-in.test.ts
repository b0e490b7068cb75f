import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);

/** One activity today at 19:30 whose check-in opened at 19:00. */
const evening = async ({
  online = false,
  roster = defaultRoster,
}: {
  online?: boolean;
  roster?: string[];
} = {}): Promise<Group> => {
  const group = await createGroup({ roster });
  await group.person('林书华').says(`发起 学习 今天 19:30 会议室${online ? ' 可线上' : ''}`);
  await group.goTo(at('19:00'));
  return group;
};
const markOf = (group: Group, id: string) => group.state()?.activities['A1']?.marks[id];
const marked = (group: Group): number => group.entries.filter(({ type }) => type === 'attendance-marked').length;

describe('签到', () => {
  test.each(['签到', '到', '1', '报到', '签到。', '到！', ' 签到 ', '１', '/checkin', '签到[强]', '签到 学习'])(
    '「%s」 counts while the check-in is open',
    async (text) => {
      const group = await evening();
      expect(await group.person('张三').says(text)).toBe('✓ 签到成功。');
      expect(markOf(group, 'M3')).toEqual({ is: 'present' });
    },
  );

  test.each([
    '到了叫我',
    '我到家了',
    '签到了没',
    '怎么签到',
    '到时候再说',
    '1楼灯坏了',
    '签到？',
    '没签到',
    '签到 的事再说',
  ])('「%s」 does not', async (text) => {
    const group = await evening();
    expect(await group.person('张三').says(text)).toBeUndefined();
    expect(markOf(group, 'M3')).toBeUndefined();
  });

  test('a second one changes nothing and says so', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    const before = group.entries.length;
    expect(await group.person('张三').says('签到')).toBe('✓ 您已经签到，不需要重复。');
    expect(group.entries.length).toBe(before);
  });

  test('the button of another member’s screen records whoever presses it', async () => {
    const group = await evening();
    expect(await group.person('王五').presses('/checkin A1')).toBe('✓ 签到成功。');
    expect(markOf(group, 'M5')).toEqual({ is: 'present' });
  });

  test('ten minutes after the start is in time, and the eleventh minute is late', async () => {
    const group = await evening();
    await group.goTo(at('19:40'));
    await group.person('张三').says('签到');
    await group.goTo(at('19:41'));
    await group.person('王五').says('签到');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
    expect(markOf(group, 'M5')).toEqual({ is: 'present', late: 11 });
  });

  test('the group reads counts in one message that follows them, and no names', async () => {
    const group = await evening();
    const messages = group.group().length;
    await group.person('张三').says('签到');
    await group.person('王五').says('签到');
    expect(group.group().length).toBe(messages);
    expect(group.group().at(-1)).toContain('应到 8，已到 2。第一党小组 1/4，第二党小组 1/4。');
    expect(group.group().at(-1)).not.toContain('张三');
  });

  test('by somebody whom the activity does not concern is refused', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 党小组会 第二党小组 今天 10:20 会议室');
    await group.goTo(at('10:01'));
    const before = group.entries.length;
    expect(await group.person('张三').says('签到')).toBe('现在没有开放的签到。');
    expect(await group.person('张三').presses('/checkin A1')).toBe(
      '这次活动不在您的参加范围内，如有疑问请联系组织委员。',
    );
    expect(group.entries.length).toBe(before);
    expect(await group.person('王五').says('签到')).toBe('✓ 签到成功。');
  });

  test('in private works as in the group', async () => {
    const group = await evening();
    expect(await group.person('张三').whispers('签到')).toBe('签到成功。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
  });

  test('取消签到 takes it back, and after the closing only an officer corrects', async () => {
    const group = await evening();
    const zhang = group.person('张三');
    await zhang.says('签到');
    expect(await zhang.says('取消签到')).toBe('✓ 已取消签到。');
    expect(markOf(group, 'M3')).toBeUndefined();
    expect(await zhang.says('取消签到')).toBe('没有找到您可以取消的签到记录。');
    await zhang.says('签到');
    await group.person('林书华').says('结束签到');
    expect(await zhang.says('取消签到')).toBe('这次活动的签到已经结束，如需更正请联系组织委员。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
  });

  test('a mark an officer recorded is not the member’s to take back', async () => {
    const group = await evening();
    await group.person('林书华').whispers('代录 张三');
    expect(await group.person('张三').says('取消签到')).toBe('这条记录由支委代录，如需更正请联系组织委员。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present', recordedBy: 'M1' });
  });
});

describe('线上签到', () => {
  test('is refused where the secretary has not allowed it', async () => {
    const group = await evening();
    expect(await group.person('张三').says('线上签到')).toBe(
      '这次活动没有开通线上签到，如确需线上参加，请先联系书记。',
    );
    expect(markOf(group, 'M3')).toBeUndefined();
  });

  test('counts as present and apart as online, and coming in person later corrects it', async () => {
    const group = await evening({ online: true });
    expect(await group.person('张三').says('线上签到')).toBe('✓ 线上签到成功。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present', online: true });
    expect(group.group().at(-1)).toContain('应到 8，已到 1（线上 1）。');
    expect(await group.person('张三').says('签到')).toBe('✓ 签到成功。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
  });

  test('somebody in the room does not become online by saying so afterwards', async () => {
    const group = await evening({ online: true });
    await group.person('张三').says('签到');
    await group.person('张三').says('线上签到');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
  });

  test('允许线上 opens it for a running activity and 不允许线上 closes it', async () => {
    const group = await evening();
    const secretary = group.person('林书华');
    expect(await secretary.says('允许线上')).toBe('已开通这次活动的线上签到。');
    expect(await group.person('张三').says('线上签到')).toBe('✓ 线上签到成功。');
    expect(await secretary.says('不允许线上')).toBe('已关闭这次活动的线上签到。');
    expect(await group.person('王五').says('线上签到')).toContain('没有开通线上签到');
  });
});

describe('迟到', () => {
  test('is an announcement and no mark, and who announced and never came is absent', async () => {
    const group = await evening();
    expect(await group.person('张三').says('迟到 20')).toBe('✓ 已记下您会晚到，到会以后请再签到。');
    expect(await group.person('王五').says('晚到 15 分钟')).toContain('已记下您会晚到');
    expect(markOf(group, 'M3')).toBeUndefined();
    expect(group.state()?.activities['A1']?.announcedLate).toEqual({ M3: 20, M5: 15 });
    await group.goTo(at('19:50'));
    await group.person('王五').says('签到');
    await group.person('林书华').says('结束签到');
    expect(markOf(group, 'M3')).toEqual({ is: 'absent' });
    expect(markOf(group, 'M5')).toEqual({ is: 'present', late: 20 });
  });

  test('can be said on the day before the check-in opens, not two days ahead', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 后天 19:30 会议室');
    expect(await group.person('张三').says('迟到 10')).toBe('现在没有可以说明晚到的活动。');
    await group.goTo(when('2026-11-23', '12:00'));
    expect(await group.person('张三').says('迟到 10')).toContain('已记下您会晚到');
  });

  test('the officer sees who announced it, in private', async () => {
    const group = await evening();
    await group.person('张三').says('迟到 20');
    expect(await group.person('林书华').whispers('考勤')).toContain('说明晚到：张三。');
  });
});

describe('what was said is decided by when it was said', () => {
  test('a 签到 said before the closing and received after it corrects the absent mark', async () => {
    const group = await evening();
    await group.goTo(at('20:30'));
    await group.person('林书华').says('结束签到');
    expect(markOf(group, 'M3')).toEqual({ is: 'absent' });
    await group.goTo(at('20:40'));
    expect(await group.person('张三').says('签到', { at: at('19:35') })).toBe('✓ 签到成功。');
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
    expect(await group.person('王五').says('到', { at: at('19:50') })).toBe('✓ 签到成功。');
    expect(markOf(group, 'M5')).toEqual({ is: 'present', late: 20 });
    expect(group.entries.at(-1)?.at).toBe('2026-11-21T11:50:00.000Z');
    expect(await group.person('林书华').whispers('考勤')).toContain('应到 8，实到 2（线上 0），请假 0，缺席 6。');
  });

  test('one said after the closing on the same day waits for an officer', async () => {
    const group = await evening();
    await group.goTo(at('20:30'));
    await group.person('林书华').says('结束签到');
    await group.goTo(at('20:40'));
    expect(await group.person('张三').says('签到')).toBe('签到已经结束，已转支委确认，确认后计入。');
    expect(markOf(group, 'M3')).toEqual({ is: 'absent' });
    expect(group.state()?.activities['A1']?.proxies).toEqual({ M3: { reporter: 'M3' } });
    expect(await group.person('林书华').whispers('考勤')).toContain('代报未确认：张三。');
    await group.person('林书华').whispers('代录 张三');
    expect(markOf(group, 'M3')).toEqual({ is: 'present', recordedBy: 'M1' });
    expect(group.state()?.activities['A1']?.proxies).toEqual({});
  });

  test('one said the next day is too late', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    await group.goTo(when('2026-11-22', '09:00'));
    expect(await group.person('张三').says('签到')).toBe('现在没有开放的签到。');
    expect(markOf(group, 'M3')).toEqual({ is: 'absent' });
  });

  test('a message from the future counts as said now', async () => {
    const group = await evening();
    await group.person('张三').says('签到', { at: at('23:00') });
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
    expect(group.entries.at(-1)?.at).toBe('2026-11-21T11:00:00.000Z');
  });
});

describe('edited and repeated messages', () => {
  test('an edit within five minutes of somebody without a mark counts', async () => {
    const group = await evening();
    const first = group.clock.current;
    await group.goTo(first + 4 * 60_000);
    expect(await group.person('张三').says('签到', { edited: first })).toBe('✓ 签到成功。');
  });

  test('an edit after five minutes is ignored', async () => {
    const group = await evening();
    const first = group.clock.current;
    await group.goTo(first + 6 * 60_000);
    expect(await group.person('张三').says('签到', { edited: first })).toBeUndefined();
    expect(markOf(group, 'M3')).toBeUndefined();
  });

  test('an edit of somebody with a mark is ignored: 签到 does not become 请假', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    expect(await group.person('张三').says('请假', { edited: group.clock.current })).toBeUndefined();
    expect(markOf(group, 'M3')).toEqual({ is: 'present' });
    expect(group.state()?.activities['A1']?.leaves).toEqual({});
  });

  test('an officer’s command is not given by editing', async () => {
    const group = await evening();
    expect(await group.person('林书华').says('结束签到', { edited: group.clock.current })).toBeUndefined();
    expect(group.state()?.activities['A1']?.state).toBe('open');
  });

  test('the same message delivered twice is acknowledged twice and recorded once', async () => {
    const group = await evening();
    await group.person('张三').says('签到', { id: 'test:same' });
    const before = group.entries.length;
    expect(await group.person('张三').says('签到', { id: 'test:same' })).toBe('✓ 已登记。');
    expect(group.entries.length).toBe(before);
    expect(marked(group)).toBe(1);
  });

  test('after 取消签到 an old message delivered again does not check in once more', async () => {
    const group = await evening();
    await group.person('张三').says('签到', { id: 'test:same' });
    await group.person('张三').says('取消签到');
    await group.person('张三').says('签到', { id: 'test:same' });
    expect(markOf(group, 'M3')).toBeUndefined();
  });
});

describe('senders without a person behind them', () => {
  test.each(['anonymous', 'channel'] as const)(
    'a sender that is %s is refused and nothing is recorded',
    async (via) => {
      const group = await evening();
      const before = group.entries.length;
      expect(
        await group.person('林书华').says('结束签到', { sender: { id: 'test:林书华', name: '林书华', via } }),
      ).toBe('匿名管理员或频道身份无法登记，请用本人身份发送，或点消息下方的按钮。');
      expect(group.entries.length).toBe(before);
    },
  );
});
