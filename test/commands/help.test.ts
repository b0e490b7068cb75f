import { expect, test } from 'vitest';
import { createGroup } from '../support/group.ts';

test('the first button of a private chat is answered with what one can say, 签到 first and 建支部 last', async () => {
  const group = await createGroup();
  const lines = (await group.person('林书华').whispers('/start'))?.split('\n') ?? [];
  expect(lines[1]).toMatch(/^签到/u);
  expect(lines.at(-1)).toMatch(/^建支部/u);
});

test('a member is told nothing that only officers can say', async () => {
  const group = await createGroup();
  const said = await group.person('张三').whispers('帮助');
  expect(said).toContain('请假');
  expect(said).not.toContain('代录');
});
