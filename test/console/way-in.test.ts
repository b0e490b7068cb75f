import { describe, expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createGroup } from '../support/group.ts';
import { readEvents } from '../support/read-events.ts';

const minute = 60_000;
const hour = 60 * minute;
const secretary = '林书华';

describe('the link', () => {
  test('is given in private to officers and to nobody else', async () => {
    const group = await createGroup();
    expect(await group.person(secretary).whispers('控制台')).toMatch(
      /^控制台的链接.*\nhttp:\/\/127\.0\.0\.1:3000\/console\/enter\/[\w-]{32}\n/u,
    );
    expect(await group.person('王祖志').whispers('控制台')).toContain('/console/enter/');
    expect(await group.person('张三').whispers('控制台')).toBe('「控制台」由支委使用。');
    expect(await group.person('李四').whispers('控制台')).toBe('「控制台」由支委使用。');
    expect(await group.person(secretary).says('控制台')).toBe('请私聊我说这一条。');
    expect(JSON.stringify([group.entries, group.log.lines])).not.toContain('console/enter');
  });

  test('is not spent by looking, opens once, and says so the second time', async () => {
    const desk = createDesk(await createGroup());
    const link = await desk.linkFor(secretary);
    for (let look = 0; look < 3; look += 1) expect(await (await desk.request(link)).text()).toContain('进入');
    const first = await desk.request(link, { method: 'POST' });
    expect([first.status, first.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/console\/s[0-9a-f]{16}\/today$/u),
    ]);
    for (const method of ['GET', 'POST']) {
      const again = await desk.request(link, { method });
      expect(again.status).toBe(404);
      expect(await again.text()).toContain('这个链接已经用过，或者已经过了十分钟。');
      expect(again.headers.get('set-cookie')).toBeNull();
    }
  });

  test('is void after ten minutes, and when a new one is given', async () => {
    const group = await createGroup();
    const desk = createDesk(group);
    const first = await desk.linkFor(secretary);
    const second = await desk.linkFor(secretary);
    expect((await desk.request(first, { method: 'POST' })).status).toBe(404);
    group.clock.current += 10 * minute - 1;
    expect((await desk.request(second)).status).toBe(200);
    group.clock.current += 1;
    expect((await desk.request(second, { method: 'POST' })).status).toBe(404);
  });

  test('opens the branch it was given for, to the account it was given to', async () => {
    const desk = createDesk(await createGroup());
    expect(await (await desk.enters(secretary)).reads('today')).toContain('林书华，书记');
    expect(await (await desk.enters('王祖志')).reads('today')).toContain('王祖志，支委');
  });
});

describe('a session', () => {
  test('is a cookie no script reads, for its own pages, sent from nowhere else, for eight hours', async () => {
    const desk = createDesk(await createGroup());
    const entered = await desk.request(await desk.linkFor(secretary), { method: 'POST' });
    const base = (entered.headers.get('location') ?? '').replace(/\/today$/u, '');
    expect(entered.headers.get('set-cookie')).toMatch(
      new RegExp(`^zhishu-console=[\\w-]{43}; Max-Age=28800; Path=${base}; HttpOnly; SameSite=Strict$`, 'u'),
    );
  });

  test('is sent over TLS alone where people reach us so', async () => {
    const group = await createGroup();
    const { consoleOver } = await import('../support/console.ts');
    const desk = createDesk(group, consoleOver(group, { address: () => 'https://zhishu.example.org' }));
    const entered = await desk.request(await desk.linkFor(secretary), {
      method: 'POST',
      headers: { host: 'zhishu.example.org', origin: 'https://zhishu.example.org' },
    });
    expect(entered.headers.get('set-cookie')).toContain('; Secure');
  });

  test('ends after eight hours, whatever is done in it', async () => {
    const group = await createGroup();
    const window = await createDesk(group).enters(secretary);
    group.clock.current += 8 * hour - 1;
    expect((await window.ask('today')).status).toBe(200);
    group.clock.current += 1;
    expect((await window.ask('today')).status).toBe(401);
    expect(await window.says('欠账')).toContain('请私聊支书助手说「控制台」');
  });

  test('ends with 退出, and with 控制台 退出 everywhere', async () => {
    const group = await createGroup();
    const desk = createDesk(group);
    const [phone, laptop] = [await desk.enters(secretary), await desk.enters(secretary)];
    const other = await desk.enters('王祖志');
    expect(await (await phone.post('leave', [])).text()).toContain('您已经退出控制台。');
    expect((await phone.ask('today')).status).toBe(401);
    expect((await laptop.ask('today')).status).toBe(200);
    expect(await group.person(secretary).whispers('控制台 退出')).toBe('已退出控制台，共 1 处登录。');
    expect((await laptop.ask('today')).status).toBe(401);
    expect((await other.ask('today')).status).toBe(200);
  });

  test('is worth nothing with another cookie, in another session, or without one', async () => {
    const desk = createDesk(await createGroup());
    const [mine, other] = [await desk.enters(secretary), await desk.enters('王祖志')];
    for (const cookie of ['', 'zhishu-console=', `zhishu-console=${'x'.repeat(43)}`, other.cookie]) {
      const stolen = desk.windowOf(mine.base, cookie);
      expect((await stolen.ask('today')).status).toBe(401);
      expect((await stolen.post('say', [['says', '欠账']])).status).toBe(401);
    }
  });

  test('never takes an identifier that the browser brought', async () => {
    const desk = createDesk(await createGroup());
    const brought = 'zhishu-console=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
    const entered = await desk.request(await desk.linkFor(secretary), { method: 'POST', headers: { cookie: brought } });
    const base = (entered.headers.get('location') ?? '').replace(/[^/]*$/u, '');
    expect(entered.headers.get('set-cookie')).not.toContain(brought);
    expect((await desk.windowOf(base, brought).ask('today')).status).toBe(401);
  });

  test('is over at once for somebody who is no officer any more', async () => {
    const group = await createGroup();
    const desk = createDesk(group);
    const officer = await desk.enters('王祖志');
    expect((await officer.ask('today')).status).toBe(200);
    await group.person(secretary).whispers('名册\n王祖志 正式 第一党小组');
    await group.person(secretary).whispers('确认');
    expect((await officer.ask('today')).status).toBe(401);
    expect((await officer.post('say', [['says', '欠账']])).status).toBe(401);
    await group.person(secretary).whispers('名册\n王祖志 正式 第一党小组 组织委员');
    await group.person(secretary).whispers('确认');
    expect((await officer.ask('today')).status).toBe(401);
  });

  test('that follows a page hears at once that it is over, when the office is lost', async () => {
    const group = await createGroup();
    const officer = await createDesk(group).enters('王祖志');
    const events = readEvents(await officer.ask('live/today'));
    await events.next('page');
    await group.person(secretary).whispers('名册\n王祖志 正式 第一党小组');
    await group.person(secretary).whispers('确认');
    await events.next('over');
  });
});

test('who tries tokens is slowed down, and keeps nobody with a good link out', async () => {
  const group = await createGroup();
  const desk = createDesk(group);
  const link = await desk.linkFor(secretary);
  const statuses = new Set<number>();
  for (let guess = 0; guess < 130; guess += 1) {
    statuses.add((await desk.request(`/console/enter/${String(guess).padStart(32, 'x')}`, { method: 'POST' })).status);
  }
  expect([...statuses]).toEqual([404, 429]);
  expect((await desk.request(link, { method: 'POST' })).status).toBe(303);
});
