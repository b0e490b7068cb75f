import { expect, test } from 'vitest';
import type { Reply } from '../../src/ports.ts';
import { createGroup, type Group, textOf, when } from '../support/group.ts';

type Said = Extract<Reply, { kind: 'said' }>;
const saidOf = (reply: Reply | undefined): Said => {
  if (reply?.kind !== 'said') throw new Error(`Something else was answered: ${textOf(reply)}`);
  return reply;
};

/** Four of eight came, one is on leave; known since January, so that the month owes all it can. */
const afterAnEvening = async (): Promise<Group> => {
  const group = await createGroup({ now: when('2026-01-05', '10:00') });
  group.clock.current = when('2026-11-21', '10:00');
  await group.ticker.tick();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习张三同志事迹');
  await group.person('王五').whispers('请假 出差');
  await secretary.whispers('准假 王五');
  await group.goTo(when('2026-11-21', '19:10'));
  for (const name of ['张三', '李四', '赵六']) await group.person(name).says('签到');
  await secretary.whispers('代录 周八');
  await group.goTo(when('2026-11-21', '21:00'));
  await secretary.says('结束签到');
  return group;
};

test('in private an officer gets the month as a picture, with the way to the words', async () => {
  const group = await afterAnEvening();
  const said = saidOf(await group.person('王祖志').reply('月报', { direct: true }));
  expect(said.file?.name).toBe('2026-11_第一党支部_月报.png');
  expect([...(said.file?.bytes.slice(1, 4) ?? [])]).toEqual([...Buffer.from('PNG')]);
  expect(said.text).toBe('【2026年11月月报】已结束签到的活动 1 次。看图不便请说「月报 2026年11月 文字」。');
});

test('in the group it goes to the group, on the word of an officer alone', async () => {
  const group = await afterAnEvening();
  const said = saidOf(await group.person('林书华').reply('月报'));
  expect(said.file?.name).toBe('2026-11_第一党支部_月报.png');
  expect(said.privately).toBeUndefined();
  expect(await group.person('张三').says('月报')).toBe('「月报」由支委使用。');
  expect(await group.person('林书华').says('月报 交上去没有')).toBeUndefined();
});

test('the words say the same, name nobody and rank nothing', async () => {
  const group = await afterAnEvening();
  expect(saidOf(await group.person('林书华').reply('导出11月月报', { direct: true })).file?.name).toMatch(
    /月报\.png$/u,
  );
  for (const words of ['月报 文字', '月报 2026年11月 文字', '月报 11月 文字']) {
    const said = saidOf(await group.person('林书华').reply(words, { direct: true }));
    expect(said.file).toBeUndefined();
    expect(said.text.split('\n')).toEqual([
      '【2026年11月月报】第一党支部，截至11月21日。',
      '已结束签到的活动 1 次。',
      '11月21日（周六）主题党日：应到 8，实到 4，请假 1，缺席 3，到会率 50.0%。',
      '应做事项：',
      '支部党员大会（第四季度）：应办 1 次，已办 0 次，还差 1 次，最迟12月31日。',
      '支委会（11月）：应办 1 次，已办 0 次，还差 1 次，最迟11月30日。',
      '党小组会（2个党小组，11月）：应办 2 次，已办 0 次，还差 2 次，最迟11月30日。',
      '主题党日（11月）：应办 1 次，已办 1 次。',
      '组织生活会（2026年）：应办 1 次，已办 0 次，还差 1 次，最迟12月31日。',
      '民主评议党员（2026年）：应办 1 次，已办 0 次，还差 1 次，最迟12月31日。',
      '谈心谈话（2026年）：应办 1 次，已办 0 次，还差 1 次，最迟12月31日。',
      '实到含线上、代录和晚到；到会率＝实到÷应到，请假计入应到，四舍五入到一位小数。只列人数，不列姓名，不排名次。',
    ]);
  }
});

test('what is no month, still to come or asked for as a table is refused with what to do', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('月报 四季度')).toBe('月报按月生成，没有看懂「四季度」，请写成 12月 或 2026-12。');
  expect(await secretary.whispers('月报 2026-12')).toBe('2026年12月还没有到，没有月报。');
  expect(await secretary.whispers('月报 xlsx')).toBe(
    '第一党支部2026年11月月报只能生成 图片 或 svg 或 文字，请写明其中一种。',
  );
  expect(await secretary.whispers('月报 2025-12')).toBe('2025年还没有台账。');
  expect(textOf(await secretary.reply('月报 10月 文字', { direct: true }))).toContain('没有已结束签到的活动。');
});
