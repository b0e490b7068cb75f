import { expect, test } from 'vitest';
import { createAttachments } from '../src/bot/attachments.ts';
import { almanac, createGroup } from './support/group.ts';

test('a list that many branches share is drawn once, and again after it could not be drawn', async () => {
  const drawn: string[] = [];
  let fails = true;
  const attach = createAttachments({
    guidance: almanac.guidance,
    render: async ({ title }) => {
      drawn.push(title);
      if (fails) throw new Error('no memory');
      return new Uint8Array([1]);
    },
  });
  const groups = [await createGroup(), await createGroup()];
  const pushes = await Promise.all(
    groups.map(async (group) => {
      await group.person('林书华').whispers('发布清单 12月');
      const held = group.held();
      const push = Object.values(held?.branch.pushes ?? {}).find(({ template }) => template === 'guidance-list');
      if (!held || !push) throw new Error('nothing was published');
      return [held, push] as const;
    }),
  );
  const [first] = pushes;
  if (!first) throw new Error('no group');
  await expect(attach(...first)).rejects.toThrow('no memory');
  fails = false;
  for (const [held, push] of pushes) {
    expect(await attach(held, push)).toEqual({ name: '2026-12_组织生活清单.xlsx', bytes: new Uint8Array([1]) });
  }
  expect(drawn).toEqual(['2026年12月组织生活清单', '2026年12月组织生活清单']);
});
