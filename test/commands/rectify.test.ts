import { expect, test } from 'vitest';
import { createGroup, textOf, when } from '../support/group.ts';
import { zipTexts } from '../support/zip.ts';

test('an item has a number, who answers for it and a day, is shown in private and crossed off', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('整改 组织委员 规范会议记录 12月31日')).toBe(
    '已列入整改清单第 1 项，到期以前和过期以后会在每周提示里告诉书记。',
  );
  await secretary.whispers('整改 请张三牵头完善学习签到 11月25日');
  const added = group.entries.filter(({ type }) => type === 'rectification-added');
  expect(added[0]).toMatchObject({ no: 1, text: '规范会议记录', owner: '组织委员', due: '2026-12-31' });
  // Names are kept as ids.
  expect(added[1]).toMatchObject({ no: 2, text: '请⟦M3⟧牵头完善学习签到', due: '2026-11-25' });
  expect((await secretary.whispers('整改'))?.split('\n').slice(0, 3)).toEqual([
    '【整改清单】',
    '1. 规范会议记录（组织委员，12月31日以前）。',
    '2. 请张三牵头完善学习签到（11月25日以前）。',
  ]);
  expect(await secretary.whispers('整改 完成 1 11月20日')).toBe('整改第 1 项已登记为完成。');
  expect(await secretary.whispers('整改')).toContain('1. 规范会议记录（组织委员，11月20日完成）。');
  await secretary.whispers('整改 恢复 1');
  await secretary.whispers('整改 取消 2');
  const shown = await secretary.whispers('整改');
  expect(shown).toContain('1. 规范会议记录（组织委员，12月31日以前）。');
  expect(shown).not.toContain('完善学习签到');
  expect(await secretary.whispers('整改 完成 2')).toBe('整改清单里没有第 2 项，说「整改」可以查看。');
  expect(await secretary.whispers('整改 支委会 换一块展板 12月1日')).toContain('第 3 项');
});

test('what is unclear, past or holds a telephone number is refused', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  const usage = '请写明责任、事项和时限，例如：整改 组织委员 规范会议记录 12月31日。';
  expect(await secretary.whispers('整改 规范会议记录')).toBe(usage);
  expect(await secretary.whispers('整改 组织委员 12月31日')).toBe(usage);
  expect(await secretary.whispers('整改 规范会议记录 2026-11-01')).toContain('已经过去');
  expect(await secretary.whispers('整改 打13912345678催办 12月31日')).toContain('电话和证件号不保存');
  expect(await secretary.says('整改 要落到实处')).toBeUndefined();
  expect(await group.person('张三').whispers('整改')).toBe('「整改」由支委使用。');
  expect(group.entries.filter(({ type }) => type.startsWith('rectification'))).toEqual([]);
});

test('the secretary hears on Monday of what falls due within a week or is past, and the group never', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.whispers('整改 组织委员 规范会议记录 11月27日');
  await secretary.whispers('整改 支委会 换一块展板 12月20日');
  await group.goTo(when('2026-11-23', '09:30'));
  expect(secretary.letters().join('\n')).toContain(
    '到期或临近的整改事项：\n1. 规范会议记录（组织委员，11月27日以前）。',
  );
  await group.goTo(when('2026-11-30', '09:30'));
  expect(secretary.letters().at(-1)).toContain('1. 规范会议记录（组织委员，11月27日到期，已过）。');
  expect(secretary.letters().join('\n')).not.toContain('换一块展板');
  expect(group.group().join('\n')).not.toContain('整改');
});

test('整改清单 comes as a file, and open items go into the next year', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('整改清单')).toContain('整改清单还是空的。');
  await secretary.whispers('整改 组织委员 规范会议记录 12月10日');
  await secretary.whispers('整改 支委会 换一块展板 2027-01-20');
  await secretary.whispers('整改 完成 1');
  const reply = await secretary.reply('整改清单', { direct: true });
  const file = reply && 'file' in reply ? reply.file : undefined;
  expect(file?.name ?? textOf(reply)).toBe('2026_第一党支部_整改清单.xlsx');
  const texts = file ? (zipTexts(file.bytes).get('xl/sharedStrings.xml') ?? '') : '';
  for (const text of ['规范会议记录', '2026年11月21日完成', '换一块展板', '2027年1月20日', '共 2 项　　已完成 1 项']) {
    expect(texts).toContain(text);
  }
  await group.goTo(when('2027-01-05', '10:00'));
  const shown = await secretary.whispers('整改');
  expect(shown).toContain('2. 换一块展板（支委会，1月20日以前）。');
  expect(shown).not.toContain('规范会议记录（');
});
