import { expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

test('待定 lists, in private, all that waits for an officer, with what to say', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('待定')).toBe('没有等待决定的事项。');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await secretary.says('发起 学习 明天 19:30 会议室');
  await group.goTo(when('2026-11-21', '19:00'));
  await group.person('张三').says('代报 王五');
  await group.person('周八').says('请假 出差');
  await group.person('周八').says('2');
  await group.person('孙七').whispers('删除我的资料');
  await secretary.whispers('解除绑定 李四');
  await group.person('新号', '李四儿').says('我是 李四');
  const reply = await group.person('王祖志').reply('待定');
  expect(reply).toMatchObject({ kind: 'said', privately: true });
  expect(reply && 'text' in reply && reply.text.split('\n')).toEqual([
    '【待定】',
    '11月21日（周六）19:30 主题党日「学习」（A1）',
    '  代报待确认：王五（张三报）。请说「确认代报」或「不认代报 姓名」。',
    '11月22日（周日）19:30 学习（A2）',
    '  请假待批：周八（公差）。请说「准假 姓名」或「不准假 姓名」。',
    '账号待确认：李四。核对是本人后请说「确认绑定 姓名」。',
    '申请删除资料：孙七。请书记说「删除资料 姓名」。',
  ]);
});
