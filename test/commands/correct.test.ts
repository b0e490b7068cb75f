import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const closed = async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:00'));
  await group.person('张三').says('签到');
  await secretary.says('结束签到');
  return { group, secretary, marks: () => group.state()?.activities['A1']?.marks };
};

describe('更正', () => {
  test('writes a new entry with the category of the reason, and the history says what it was', async () => {
    const { group, secretary, marks } = await closed();
    expect(await secretary.whispers('更正 王五 到 漏记')).toBe('已更正王五，原为缺席。');
    expect(marks()?.['M5']).toEqual({ is: 'present', recordedBy: 'M1' });
    expect(group.entries.at(-1)).toMatchObject({ type: 'attendance-marked', correction: '漏记' });
    expect(await secretary.whispers('经过 王五')).toContain('更正为到会（代录），原为缺席，原因：漏记');
  });

  test('asks for a reason that is not said, and keeps no words of one', async () => {
    const { group, secretary, marks } = await closed();
    expect(await secretary.whispers('更正 王五 请假 病假')).toBe(
      '更正的原因是什么？请回复「记错」「漏记」「核实」「其他」之一。',
    );
    expect(marks()?.['M5']).toEqual({ is: 'absent' });
    await secretary.whispers('核实');
    expect(marks()?.['M5']).toEqual({ is: 'leave', category: '病假', recordedBy: 'M1' });
    expect(await secretary.whispers('更正 王五 缺席 他其实在医院')).toContain('更正的原因是什么');
    expect(JSON.stringify(group.entries)).not.toContain('医院');
  });

  test('tells an activity of earlier by its number', async () => {
    const { group, secretary, marks } = await closed();
    await secretary.says('发起 学习 明天 10:00 会议室');
    await group.goTo(when('2026-11-22', '10:30'));
    await secretary.says('结束签到');
    await secretary.whispers('更正 A1 张三 缺席 记错');
    expect(marks()?.['M3']?.is).toBe('absent');
    expect(group.state()?.activities['A2']?.marks['M3']).toEqual({ is: 'absent' });
  });

  test('says so when there is nothing to correct, and when no state is named', async () => {
    const { secretary } = await closed();
    expect(await secretary.whispers('更正 张三 到 记错')).toContain('没有变化');
    expect(await secretary.whispers('更正 张三')).toContain('请写明更正成什么');
    expect(await secretary.whispers('更正 张三 飞 记错')).toContain('没有看懂「飞」');
  });
});

test('who says that the record is wrong is shown it and told whom to ask; an officer, what to say', async () => {
  const { group, secretary } = await closed();
  const reply = await group.person('王五').reply('我的考勤记错了', { mentions: true });
  expect(reply).toMatchObject({ kind: 'said', privately: true });
  expect(reply && 'text' in reply && reply.text).toContain('已经结束的请联系组织委员更正');
  expect(await secretary.whispers('记错了')).toContain('更正 姓名 状态 原因');
  expect(await group.person('王五').says('我的考勤记错了')).toBeUndefined();
});

test('补课 is recorded while another activity is open, for what was missed', async () => {
  const { group, secretary } = await closed();
  await secretary.says('发起 学习 今天 21:00 会议室');
  await secretary.says('开始签到');
  expect(group.state()?.activities['A2']?.state).toBe('open');
  expect(await secretary.whispers('代录 王五 补课')).toBe('已登记王五补课：11月21日（周六）19:30 主题党日。');
  expect(group.state()?.activities['A1']?.madeUp).toEqual({ M5: '2026-11-21' });
  expect(await secretary.whispers('代录 张三 补课')).toBe('这位同志已到会，不需要登记补课。');
});
