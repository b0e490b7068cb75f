import { expect, test } from 'vitest';
import { createGroup } from '../support/group.ts';

const refound = (name: string) => ({ id: `test:${name}`, name, via: 'person' as const, refound: true });

test('a secretary known again only by name has an office again once the setup code is said', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  const known = { sender: refound('林书华') };
  expect(await secretary.says('考勤', known)).toContain('由党小组长或支委使用');
  expect(await secretary.says('建支部 第一党支部 00000000', known)).toContain('验证码不正确');
  expect(await secretary.says('建支部 第一党支部 12345678', known)).toContain('已重新确认您的账号');
  expect(group.confirmed).toContain('test:林书华');
});

test('nobody but the secretary is confirmed by the code', async () => {
  const group = await createGroup();
  expect(await group.person('张三').says('建支部 第一党支部 12345678', { sender: refound('张三') })).toContain(
    '要由本支部书记本人来说',
  );
  expect(group.confirmed).toEqual([]);
});

test('and when the room itself came back as another one, the same words claim it', async () => {
  const group = await createGroup();
  const said = { sender: refound('林书华'), room: 'test:another' };
  expect(await group.person('林书华').says('建支部 第一党支部', said)).toContain('已经有同名的支部');
  expect(await group.person('林书华').says('建支部 第一党支部 12345678', said)).toContain('已将本群登记为');
  expect(Object.keys(group.state()?.rooms ?? {})).toEqual(['test:group', 'test:another']);
  expect(group.confirmed).toContain('test:林书华');
});

test('a secretary the operator could name by nickname alone claims the prepared branch with the code', async () => {
  const group = await createGroup({ bind: false });
  await group.recorder.record(group.held()?.id ?? '', {
    facts: [],
    people: [{ bind: 'wechat:=林书华', to: 'M1', trust: 'confirmed' }],
    at: group.clock.current,
    by: 'operator',
  });
  const there = { room: 'test:another' };
  expect(await group.person('林书华').says('建支部 第一党支部 12345678', there)).toContain('请书记本人说「名册」');
});
