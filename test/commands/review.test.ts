import { expect, test } from 'vitest';
import { createGroup, textOf, when } from '../support/group.ts';
import { zipTexts } from '../support/zip.ts';

const inDecember = async () => {
  const group = await createGroup({ now: when('2026-01-05', '10:00') });
  group.clock.current = when('2026-12-10', '12:00');
  await group.ticker.tick();
  await group.outbox.idle();
  return group;
};

test('each step of 民主评议 is registered with its day, and the last one makes the whole done', async () => {
  const group = await inDecember();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('已办 民主评议 学习 12月1日')).toBe(
    '已登记民主评议党员的「学习」（2026年）在12月1日办过，还没有登记的步骤：个人自评、党员互评、民主测评、组织评定、反馈。登记有误请说「未办 民主评议党员 学习」。',
  );
  expect(await secretary.whispers('已办 民主评议 学习 12月1日')).toContain('原来就有，没有重复登记');
  expect(await secretary.whispers('步骤 民主评议')).toContain(
    '【民主评议党员】2026年，还差 1 次，最迟12月31日（周四），还有 21 天。\n1. 学习：12月1日。\n2. 个人自评：还没有登记。',
  );
  expect(await secretary.whispers('欠账')).toContain(
    '还没有登记的步骤：个人自评、党员互评、民主测评、组织评定、反馈。',
  );
  for (const step of ['个人自评', '党员互评', '民主测评', '组织评定']) {
    await secretary.whispers(`已办 民主评议 ${step} 12月9日`);
  }
  expect(await secretary.whispers('欠账')).toContain('民主评议党员：2026年，应做 1 次，还差 1 次');
  expect(await secretary.whispers('已办 民主评议 反馈')).toContain('在12月10日办过，本期已够。');
  expect(await secretary.whispers('欠账')).toContain('民主评议党员2026年');
  expect(await secretary.whispers('未办 民主评议 反馈')).toBe(
    '已撤回民主评议党员的「反馈」在2026年12月10日的已办登记。',
  );
  expect(await secretary.whispers('步骤')).toContain('6. 反馈：还没有登记。');
});

test('the steps of 组织生活会 stand beside the meeting, which counts only when it was held', async () => {
  const group = await inDecember();
  const secretary = group.person('林书华');
  for (const step of ['制定方案', '学习', '征求意见', '谈心谈话', '查摆问题', '整改清单']) {
    await secretary.whispers(`已办 组织生活会 ${step} 12月2日`);
  }
  expect(await secretary.whispers('步骤 组织生活会')).toContain('会议：还没有召开。');
  expect(await secretary.whispers('欠账')).toContain('组织生活会：2026年，应做 1 次，还差 1 次');
  await secretary.says('发起 组织生活会 今天 19:30 会议室 批评和自我批评');
  await group.goTo(when('2026-12-10', '21:00'));
  await secretary.whispers('全到除 张三');
  await secretary.whispers('结束签到');
  expect(await secretary.whispers('步骤 组织生活会')).toContain('会议：12月10日召开。');
  expect(await secretary.whispers('步骤 主题党日')).toBe('只有组织生活会和民主评议党员分步骤，例如：步骤 民主评议。');
  expect(await secretary.says('步骤 要一步一步来')).toBeUndefined();
});

test('a round that slips into the new year is finished there, and the next begins when it is', async () => {
  const group = await inDecember();
  const secretary = group.person('林书华');
  await secretary.whispers('已办 民主评议 学习 12月1日');
  await secretary.whispers('已办 组织生活会 制定方案 12月2日');
  await group.goTo(when('2027-01-20', '12:00'));
  await secretary.says('发起 组织生活会 今天 19:30 会议室 批评和自我批评');
  await group.goTo(when('2027-01-20', '21:00'));
  await secretary.whispers('全到');
  await secretary.whispers('结束签到');
  const shown = (await secretary.whispers('步骤 组织生活会')) ?? '';
  expect(shown).toContain('【组织生活会】2026年');
  expect(shown).toContain('会议：2027年1月20日召开，计入2027年。');
  await group.goTo(when('2027-02-20', '12:00'));
  expect(await secretary.whispers('已办 组织生活会 整改清单 2月20日')).toContain(
    '的「整改清单」（2026年）在2月20日办过',
  );
  for (const step of ['个人自评', '党员互评', '民主测评', '组织评定']) {
    expect(await secretary.whispers(`已办 民主评议 ${step}`)).toContain('（2026年）');
  }
  expect(await secretary.whispers('已办 民主评议 反馈')).toContain('（2026年）在2月20日办过，本期已够。');
  expect(await secretary.whispers('已办 民主评议 学习')).toContain('的「学习」（2027年）在2月20日办过');
  await group.goTo(when('2027-04-02', '12:00'));
  expect(await secretary.whispers('已办 组织生活会 学习')).toContain('（2027年）');
});

test('the ballots come as a file of the full members, and nobody votes in the chat', async () => {
  const group = await inDecember();
  const reply = await group.person('王祖志').reply('测评票', { direct: true });
  expect(reply && 'file' in reply ? reply.file?.name : textOf(reply)).toBe('2026_第一党支部_民主评议党员测评票.xlsx');
  const texts =
    reply && 'file' in reply && reply.file ? (zipTexts(reply.file.bytes).get('xl/sharedStrings.xml') ?? '') : '';
  expect(texts).toContain('张三');
  // 孙七 is probationary.
  expect(texts).not.toContain('孙七');
  expect(await group.person('张三').whispers('测评票')).toBe('「测评票」由支委使用。');
  expect(await group.person('王祖志').whispers('测评票 去年的')).toBe('请只写年份，例如：测评票 2026。');
});

test('of a count typed with the votes of each member only the numbers are kept, and the rest is printed', async () => {
  const group = await inDecember();
  const secretary = group.person('林书华');
  const before = group.entries.length;
  const reply = await secretary.reply('计票 应发 8 实发 8 收回 7 有效 7\n张三 5 2 0 0\n李四 1 3 2 1', { direct: true });
  expect(textOf(reply)).toBe(
    '已登记2026年度民主评议党员：应发 8 张，实发 8 张，收回 7 张，有效 7 张。只保存了张数和各等次人数。\n第一党支部民主评议党员计票表已生成，请查收文件。',
  );
  const file = reply && 'file' in reply ? reply.file : undefined;
  const sheet = file ? zipTexts(file.bytes) : new Map<string, string>();
  expect(sheet.get('xl/sharedStrings.xml')).toContain('张三');
  expect(sheet.get('xl/sharedStrings.xml')).toContain('应发 8 张　实发 8 张　收回 7 张　有效 7 张');
  const written = group.entries.slice(before);
  expect(written.map(({ type }) => type)).toEqual(['review-counted']);
  expect(written[0]).toMatchObject({ year: 2026, owed: 8, issued: 8, collected: 7, valid: 7 });
  // Without the digest of the message, which may hold any two letters.
  const kept = JSON.stringify(written, (key, value: unknown) => (key === 'cause' ? undefined : value));
  expect(kept).not.toMatch(/M3|M4|grades|votes/u);

  expect(await secretary.whispers('计票 优秀 3 合格 4 基本合格 0 不合格 0')).toBe(
    '已登记2026年度民主评议党员：应发 8 张，实发 8 张，收回 7 张，有效 7 张；优秀 3 人，合格 4 人，基本合格 0 人，不合格 0 人。优秀 3 人，超过正式党员 7 人的三分之一（2 人），请按上级规定核定。只保存了张数和各等次人数。',
  );
  expect(await secretary.whispers('步骤 民主评议')).toContain(
    '2026年度计票：应发 8 张，实发 8 张，收回 7 张，有效 7 张；优秀 3 人',
  );
});

test('numbers that cannot be are refused, and nothing is written', async () => {
  const group = await inDecember();
  const secretary = group.person('林书华');
  const before = group.entries.length;
  expect(await secretary.whispers('计票 实发 8 收回 9')).toBe('收回 9 张多于实发 8 张，没有登记，请核对。');
  expect(await secretary.whispers('计票 有效 5\n张三 4 2 0 0')).toContain('得票共 6 张，多于有效票 5 张');
  expect(await secretary.says('计票 有效 5')).toBe('请私聊我说这一条。');
  expect(group.entries.length).toBe(before);
  const empty = await secretary.reply('计票', { direct: true });
  expect(empty && 'file' in empty ? empty.file?.name : '').toBe('2026_第一党支部_民主评议党员计票表.xlsx');
  expect(group.entries.length).toBe(before);
});

test('steps that are registered are shown also where the year does not ask for them', async () => {
  const group = await createGroup({ now: when('2026-11-21', '10:00') });
  const secretary = group.person('林书华');
  expect(await secretary.whispers('步骤')).toContain('目前没有需要分步骤办理的事项。');
  await secretary.whispers('已办 民主评议 学习 11月20日');
  const shown = (await secretary.whispers('步骤')) ?? '';
  expect(shown).toContain('【民主评议党员】2026年，本支部11月21日登记时本期已过半，不作要求。\n1. 学习：11月20日。');
  expect(shown).not.toContain('目前没有需要分步骤办理的事项。');
  expect(shown).not.toContain('【组织生活会】');
});
