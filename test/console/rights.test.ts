import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definePage } from '../../src/console/page.ts';
import { enclosures, pages } from '../../src/console/pages.ts';
import { type Role, roles } from '../../src/domain/roster.ts';
import { consoleOver, createDesk, type Window } from '../support/console.ts';
import { addressesOf, createBusyGroup } from '../support/console-branch.ts';
import { createGroup, type Group } from '../support/group.ts';

const people: Readonly<Record<Role, string>> = {
  stranger: '过路人',
  named: '周八',
  member: '张三',
  leader: '李四',
  officer: '王祖志',
  secretary: '林书华',
};

type Desk = ReturnType<typeof createDesk>;

/** A session for whoever it is, as if a link had been given: what happens then is the question. */
const sessionOf = async (
  group: Group,
  desk: Desk,
  account: string,
  branch = group.held()?.id ?? '',
): Promise<Window> => {
  const entered = await desk.request(`/console/enter/${group.doors.link(branch, account)}`, { method: 'POST' });
  const base = (entered.headers.get('location') ?? '').replace(/[^/]*$/u, '');
  return desk.windowOf(base, (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
};

/** Every route that belongs to a session: how it is asked, and what an officer is answered. */
const routes: readonly { readonly name: string; readonly from: Role; ask(window: Window): Promise<Response> }[] = [
  ...pages.flatMap((page) =>
    addressesOf(page).flatMap((address) => [
      { name: `GET ${address}`, from: page.from, ask: (window: Window) => window.ask(address) },
      ...(page.live
        ? [
            {
              name: `GET live/${address}`,
              from: page.from,
              ask: (window: Window) => window.ask(`live/${address}?_brief=1`),
            },
          ]
        : []),
    ]),
  ),
  ...enclosures.flatMap((enclosure) =>
    addressesOf(enclosure).map((address) => ({
      name: `GET ${address}`,
      from: enclosure.from,
      ask: (window: Window) => window.ask(address),
    })),
  ),
  { name: 'POST say', from: 'officer', ask: (window) => window.post('say', [['says', '欠账']]) },
  { name: 'POST leave', from: 'officer', ask: (window) => window.post('leave', []) },
];

const withNamed = async (): Promise<Group> => {
  const group = await createBusyGroup();
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  await group.recorder.record(held.id, {
    facts: [{ type: 'account-bound', member: 'M8', trust: 'name' }],
    people: [{ bind: 'test:周八', to: 'M8', trust: 'name' }],
    at: group.clock.current,
    by: 'operator',
  });
  return group;
};

describe('every route', () => {
  for (const role of roles) {
    test(`as ${role}`, async () => {
      const group = await withNamed();
      const desk = createDesk(group);
      for (const { name, from, ask } of routes) {
        const window = await sessionOf(group, desk, `test:${people[role]}`);
        const before = group.entries.length;
        const answer = await ask(window);
        const text = await answer.text();
        const officer = role === 'officer' || role === 'secretary';
        const expected = !officer ? 401 : roles.indexOf(role) >= roles.indexOf(from) ? 200 : 403;
        // A stream that is begun says in it that it is over.
        expect([name, text.includes('event: over') ? 403 : answer.status]).toEqual([name, expected]);
        if (expected !== 200) {
          expect(group.entries.length).toBe(before);
          expect(Object.values(people).filter((one) => text.includes(one))).toEqual([]);
        }
      }
    });
  }

  test('without a session, and with that of another branch', async () => {
    const group = await withNamed();
    const other = await group.founding.prepare('第二党支部', 'test:other', group.clock.current);
    await group.recorder.record(other.id, {
      facts: [
        {
          type: 'roster-changed',
          members: [{ id: 'M1', status: '正式', posts: ['书记'], counted: true, votes: true }],
          left: [],
        },
      ],
      people: [
        { name: 'M1', as: '钱多多' },
        { bind: 'test:钱多多', to: 'M1', trust: 'confirmed' },
      ],
      at: group.clock.current,
      by: 'operator',
    });
    const desk = createDesk(group);
    const stranger = await sessionOf(group, desk, 'test:钱多多', other.id);
    for (const { name, ask } of routes) {
      const mine = await desk.enters('林书华');
      for (const cookie of ['', stranger.cookie]) {
        const answer = await ask(desk.windowOf(mine.base, cookie));
        expect([name, answer.status]).toEqual([name, 401]);
      }
      // Under its own address it sees its own branch, whatever id stands there.
      const own = await ask(await sessionOf(group, desk, 'test:钱多多', other.id));
      const text = await own.text();
      expect([name, [200, 404].includes(own.status)]).toEqual([name, true]);
      expect(Object.values(people).filter((one) => text.includes(one))).toEqual([]);
    }
    expect(routes.filter(({ name }) => name.includes('A1')).length).toBeGreaterThan(0);
  });

  test('a page for the secretary alone is closed to other officers', async () => {
    const group = await createGroup();
    const secret = definePage({
      path: 'secret',
      title: '书记一页',
      from: 'secretary',
      render: () => '秘密' as never,
    });
    const desk = createDesk(group, consoleOver(group, { pages: [...pages, secret] }));
    expect(await (await desk.enters('林书华')).reads('secret')).toContain('秘密');
    const refused = await (await desk.enters('王祖志')).ask('secret');
    expect([refused.status, (await refused.text()).includes('秘密')]).toEqual([403, false]);
  });
});

describe('a post', () => {
  test.each([
    ['of another site', { origin: 'https://evil.test' }],
    ['of a page without an origin', { origin: 'null' }],
    ['of another port', { origin: 'http://127.0.0.1:3001' }],
    ['that the browser says comes from elsewhere', { 'sec-fetch-site': 'cross-site' }],
    ['that the browser says comes from a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused and changes nothing', async (_, headers) => {
    const group = await createBusyGroup();
    const desk = createDesk(group);
    const window = await desk.enters('林书华');
    const before = group.entries.length;
    for (const path of ['say', 'leave']) {
      expect((await window.post(path, [['says', '开始签到 A3']], headers)).status).toBe(403);
    }
    const link = await desk.linkFor('林书华');
    const entered = await desk.request(link, { method: 'POST', headers });
    expect([entered.status, entered.headers.get('set-cookie')]).toEqual([403, null]);
    expect(group.entries.length).toBe(before);
    expect((await window.ask('today')).status).toBe(200);
  });

  test('under the name that people know is heard from pages of its own scheme alone', async () => {
    const group = await createGroup();
    const desk = createDesk(group, consoleOver(group, { address: () => 'https://zhishu.example.org' }));
    const post = async (origin: string) =>
      desk.request(await desk.linkFor('林书华'), { method: 'POST', headers: { host: 'zhishu.example.org', origin } });
    expect((await post('http://zhishu.example.org')).status).toBe(403);
    expect((await post('https://zhishu.example.org')).status).toBe(303);
  });

  test('without any origin is refused', async () => {
    const desk = createDesk(await createGroup());
    const window = await desk.enters('林书华');
    const answer = await desk.app.request(`${window.base}say`, {
      method: 'POST',
      body: new URLSearchParams({ says: '欠账' }),
      headers: { host: '127.0.0.1:3000', cookie: window.cookie },
    });
    expect(answer.status).toBe(403);
  });

  test('is answered 429 when there are too many, and heard again a minute later', async () => {
    const group = await createGroup();
    const window = await createDesk(group).enters('林书华');
    const statuses = [];
    for (let count = 0; count < 121; count += 1) statuses.push((await window.post('say', [['says', '']])).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    group.clock.current += 60_000;
    expect((await window.post('say', [['says', '欠账']])).status).toBe(200);
  });

  test('is refused when it is too long, or no form', async () => {
    const window = await createDesk(await createGroup()).enters('林书华');
    expect((await window.post('say', [['says', '啊'.repeat(70_000)]])).status).toBe(400);
    const huge = { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024), headers: { 'content-type': 'text/plain' } };
    expect((await window.ask('say', huge)).status).toBe(413);
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      '',
    ]) {
      const answer = await window.ask('say', {
        method: 'POST',
        body: '{"says":"欠账"}',
        headers: { 'content-type': type },
      });
      expect([type, answer.status]).toEqual([type, 400]);
    }
  });
});

test('every answer carries the headers that protect it, errors included', async () => {
  const group = await createBusyGroup();
  const desk = createDesk(group);
  const window = await desk.enters('林书华');
  const answers = [
    ...(await Promise.all(routes.filter(({ name }) => name !== 'POST leave').map(({ ask }) => ask(window)))),
    await desk.request('/console'),
    await desk.request('/console/nothing'),
    await desk.request('/console/enter/x'),
    await desk.request(await desk.linkFor('林书华')),
    await window.ask('nothing'),
    await desk.request(/href="([^"]+\.css)"/u.exec(await window.reads('today'))?.[1] ?? ''),
  ];
  for (const { headers } of answers) {
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'self'; frame-ancestors 'self'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toMatch(/no-store|no-cache|immutable/u);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('what every page loads comes packed to who can unpack it, and is the same', async () => {
  const desk = createDesk(await createGroup());
  const page = await (await desk.enters('林书华')).reads('today');
  for (const [, path = ''] of page.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/gu)) {
    const plain = await desk.request(path);
    const packed = await desk.request(path, { headers: { 'accept-encoding': 'br, gzip' } });
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(await plain.text());
  }
});

test('ten thousand requests made of anything never fail inside, and change nothing that was not said', async () => {
  const group = await createBusyGroup();
  const desk = createDesk(group);
  let window = await desk.enters('林书华');
  const before = group.entries.length;
  const known = pages.flatMap(addressesOf);
  const segment = fc.oneof(
    fc.constantFrom(
      'enter',
      'assets',
      'say',
      'live',
      'files',
      'leave',
      'today',
      'activity',
      'A1',
      'A2',
      '..',
      '%00',
      '%',
      '',
    ),
    fc.constantFrom(...pages.map(({ path }) => path)),
    fc.string({ maxLength: 12, unit: 'grapheme' }).map((text) => encodeURIComponent(text)),
  );
  const header = fc.dictionary(
    fc.constantFrom('hx-request', 'origin', 'content-type', 'referer', 'last-event-id', 'accept', 'cookie', 'range'),
    fc.oneof(
      fc.constantFrom(
        'true',
        'http://127.0.0.1:3000',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
        '',
      ),
      fc.stringMatching(/^[ -~]{0,40}$/u),
    ),
    { maxKeys: 3 },
  );
  const asked = fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    isInside: fc.boolean(),
    path: fc.oneof(
      fc.constantFrom(...known, 'say', 'say', ...known.map((address) => `live/${address}`)),
      fc.array(segment, { maxLength: 4 }).map((parts) => parts.join('/')),
    ),
    query: fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map((text) => `?${text}`),
    ),
    headers: header,
    body: fc.option(
      fc.oneof(
        fc.string(),
        fc.webQueryParameters().map((text) => `says=${text}`),
      ),
      { nil: undefined },
    ),
  });
  let count = 0;
  const statuses = new Map<number, number>();
  for (const { method, isInside, path, query, headers, body } of fc.sample(asked, {
    numRuns: 10_000,
    seed: 20_261_121,
  })) {
    const base = isInside ? window.base : '/console/';
    // A stream without _brief would not end.
    const url = `${base}${path}${query}${query === '' ? '?' : '&'}_brief=1`;
    const answer = await desk.app.request(url, {
      method,
      headers: {
        host: '127.0.0.1:3000',
        origin: 'http://127.0.0.1:3000',
        ...(isInside ? { cookie: window.cookie } : {}),
        ...headers,
      },
      ...(body !== undefined && !['GET', 'HEAD'].includes(method) ? { body } : {}),
    });
    count += 1;
    if (answer.status >= 500) throw new Error(`${answer.status} ${method} ${url} ${JSON.stringify(headers)} ${body}`);
    await answer.body?.cancel();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    // So that neither the limit of a minute nor a 退出 that was among them is what answers.
    if (count % 50 === 0) group.clock.current += 10_000;
    if (path === 'leave') window = await desk.enters('林书华');
  }
  expect(count).toBe(10_000);
  expect(statuses.get(200)).toBeGreaterThan(500);
  expect(group.log.lines.filter(({ event }) => event === 'console-failed')).toEqual([]);
  expect(group.entries.length).toBe(before);
});
