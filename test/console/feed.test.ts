import { expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createGroup, type Group } from '../support/group.ts';

const secretary = '林书华';
const pathIn = (answer: string | undefined): string => {
  const link = /https?:\/\/\S+\.ics/u.exec(answer ?? '')?.[0];
  if (link === undefined) throw new Error(`There is no address in: ${answer}`);
  return new URL(link).pathname;
};
const planned = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person(secretary).says('发起 党课 12月3日 15:00 张三家 请张三讲条例');
  return group;
};

test('a calendar is followed under its address without a session, and nobody is named in it', async () => {
  const group = await planned();
  const desk = createDesk(group);
  const path = pathIn(await group.person(secretary).whispers('日历订阅 启用'));
  const answer = await desk.request(path, { headers: { origin: '' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(answer.headers.get('x-robots-tag')).toBe('noindex');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = (await answer.text()).replaceAll('\r\n ', '');
  expect(text).toContain('SUMMARY:党课「请某同志讲条例」');
  expect(text).toContain('LOCATION:某同志家');
  for (const { name } of Object.values(group.held()?.people.members ?? {})) expect(text).not.toContain(name);
  await group.person(secretary).says('改期 12月4日 16:00');
  expect(await (await desk.request(path)).text()).toContain('DTSTART:20261204T080000Z');
  // What is asked twice has one address.
  expect(pathIn(await group.person('王祖志').whispers('日历订阅'))).toBe(path);
});

test('an address is void once it is changed or switched off, and stays void', async () => {
  const group = await planned();
  const desk = createDesk(group);
  const status = async (path: string): Promise<number> => (await desk.request(path)).status;
  const says = (words: string) => group.person(secretary).whispers(words);
  const first = pathIn(await says('日历订阅 启用'));
  const second = pathIn(await says('日历订阅 更换'));
  expect([await status(first), await status(second)]).toEqual([404, 200]);
  expect(await says('撤销')).toContain('旧地址不能恢复');
  expect([await status(first), await status(second)]).toEqual([404, 200]);
  await says('日历订阅 停用');
  expect([await status(first), await status(second)]).toEqual([404, 404]);
  await says('撤销');
  expect(await status(second)).toBe(200);
  await says('日历订阅 停用');
  const third = pathIn(await says('日历订阅 启用'));
  expect(new Set([first, second, third]).size).toBe(3);
  expect([await status(first), await status(second), await status(third)]).toEqual([404, 404, 200]);
});

test('an address is not guessed: neither the ledger nor another branch nor a changed sign leads to one', async () => {
  const group = await planned();
  const desk = createDesk(group);
  const path = pathIn(await group.person(secretary).whispers('日历订阅 启用'));
  const token = /([^/]+)\.ics$/u.exec(path)?.[1] ?? '';
  expect(token).toMatch(/^[\w-]{43}$/u);
  expect(JSON.stringify([group.entries, group.held(), group.log.lines])).not.toContain(token);
  const other = await group.founding.prepare('第二党支部', 'test:other', group.clock.current);
  await group.recorder.record(other.id, {
    facts: [{ type: 'calendar-shared', no: 1, on: true }],
    at: group.clock.current,
    by: 'operator',
  });
  const tries = [
    path.replace(token, `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`),
    path.replace(token, token.slice(1)),
    path.replace(group.held()?.id ?? '', other.id),
    path.replace(group.held()?.id ?? '', 'b9999'),
    path.replace(group.held()?.id ?? '', '..'),
  ];
  for (const one of tries) expect([one, (await desk.request(one)).status]).toEqual([one, 404]);
  // Whoever tries many is slowed down, and who has the address is not.
  for (let count = 0; count < 121; count += 1) await desk.request(tries[0] ?? '');
  expect((await desk.request(tries[0] ?? '')).status).toBe(429);
  expect((await desk.request(path)).status).toBe(200);
});

test('it is asked for in private, by an officer', async () => {
  const group = await planned();
  expect(await group.person('张三').whispers('日历订阅 启用')).not.toContain('.ics');
  expect((await group.person(secretary).says('日历订阅 启用')) ?? '').not.toContain('.ics');
  expect(group.held()?.branch.settings.calendar).toBeUndefined();
});
