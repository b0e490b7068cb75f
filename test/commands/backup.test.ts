import { expect, test } from 'vitest';
import { createGroup } from '../support/group.ts';

const secretary = '林书华';

test('a secretary has everything backed up at once, and is told when it is done and where it is', async () => {
  const group = await createGroup();
  const heard = await group.bot.receive({
    id: 'test:backup',
    kind: 'text',
    room: `test:${secretary}`,
    direct: true,
    sender: { id: `test:${secretary}`, name: secretary, via: 'person' },
    text: '备份',
    sentAt: group.clock.current,
    mentionsBot: false,
  });
  if (heard?.kind !== 'coming') throw new Error('It was not begun.');
  expect(heard.meanwhile).toBe('正在备份，完成以后告诉您。');
  expect(await heard.answer).toEqual({
    kind: 'said',
    text: '备份完成：11月21日（周六）10:00，文件zhishu-backup-2026-11-21-020000.tar.gz，1.3 MB。文件在服务器上，由管理员保管。',
  });
  // Nothing of it is an entry: it is not the branch's alone.
  expect(group.entries.filter(({ by }) => by === 'M1')).toEqual([]);
});

test('one is made at a time and at most every ten minutes, while everything else is answered', async () => {
  const group = await createGroup();
  const person = group.person(secretary);
  await person.says('发起 学习 今天 10:20 一楼');
  await person.says('开始签到');
  let finish: () => void = () => undefined;
  let begun = 0;
  const { backUp } = group.disk;
  group.disk.backUp = async () => {
    begun += 1;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return backUp();
  };
  const first = person.whispers('备份');
  const presses = await Promise.all(Array.from({ length: 20 }, () => person.whispers('备份')));
  expect(new Set(presses)).toEqual(new Set(['正在备份，请稍候，不用再说一次。']));
  for (const name of ['张三', '李四', '王五']) expect(await group.person(name).says('签到')).toContain('✓');
  expect(group.backups.state()).toEqual({ is: 'running' });
  finish();
  expect(await first).toContain('备份完成');
  expect(await person.whispers('备份')).toBe('11月21日（周六）10:00刚备份过。每十分钟最多备份一次，请稍后再试。');
  expect(begun).toBe(1);
  group.disk.backUp = backUp;
  group.clock.current += 10 * 60_000;
  expect(await person.whispers('备份')).toContain('备份完成');
});

test('one that failed is told without its reason, which the log has as a code, and can be tried again at once', async () => {
  const group = await createGroup();
  const { backUp } = group.disk;
  group.disk.backUp = () => Promise.reject(new RangeError('/srv/第二党支部 is full'));
  expect(await group.person(secretary).whispers('备份')).toBe('备份没有成功，以前的备份不受影响。请联系管理员。');
  expect(group.log.lines.filter(({ event }) => event === 'backup-failed')).toMatchObject([
    { fields: { reason: 'RangeError' } },
  ]);
  group.disk.backUp = async () => ({ ...(await backUp()), problems: 2 });
  const told = await group.person(secretary).whispers('备份');
  // What is wrong with another branch's books is the operator's business.
  expect(told).toContain('备份完成');
  expect(told).not.toMatch(/2 个|问题/u);
  expect(group.log.lines.at(-1)).toMatchObject({ event: 'backup-made', level: 'error', fields: { problems: 2 } });
});

test('it is the secretary’s alone, in private, and says how it is meant', async () => {
  const group = await createGroup();
  expect(await group.person('王祖志').whispers('备份')).toBe('「备份」由书记使用。');
  expect(await group.person(secretary).says('备份', { mentions: true })).toContain('请私聊我说这一条。');
  expect(await group.person('张三').says('备份')).toBeUndefined();
  expect(await group.person(secretary).whispers('备份 到U盘')).toContain('现在备份请只说「备份」');
  expect(group.backups.state()).toEqual({ is: 'none' });
});
