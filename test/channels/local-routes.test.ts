import { describe, expect, it } from 'vitest';
import { groupRoom } from '../../src/channels/local/channel.ts';
import type { ClockControl } from '../../src/channels/local/clock-walk.ts';
import { largestFile, localRoutes } from '../../src/channels/local/routes.tsx';
import { createLocalGroup } from '../support/local-group.ts';
import { readEvents } from '../support/read-events.ts';

const host = '127.0.0.1:3000';
const own = { host, origin: `http://${host}` };
const member = 'local:p8';
const another = 'local:p9';
let clients = 0;
const client = () => `client-${(clients += 1)}-------`;

const startedPage = async ({
  answer,
  clock,
  open = false,
  map,
}: {
  answer?: Parameters<typeof createLocalGroup>[0];
  clock?: (clock: { now(): number; set(instant: number): void }) => ClockControl;
  open?: boolean;
  map?: Map<string, string>;
} = {}) => {
  const group = createLocalGroup(answer, map);
  await group.channel.start(group.receive);
  const app = localRoutes(group.channel, { open, ...(clock ? { clockControl: clock(group.clock) } : {}) });
  const post = (path: string, body: unknown, headers: Record<string, string> = own) =>
    app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const says = (as: string, text: string, more: Record<string, unknown> = {}) =>
    post('/messages', { as, client: client(), room: 'group', text, ...more });
  const sendFile = (name: string, size: number, headers: Record<string, string> = { ...own, 'x-zhishu': 'file' }) => {
    const form = new FormData();
    for (const [field, value] of Object.entries({ as: member, client: client(), room: 'group', text: '名册' })) {
      form.append(field, value);
    }
    form.append('file', new File([new Uint8Array(size)], name));
    return app.request('/files', { method: 'POST', headers, body: form });
  };
  const listen = async (as: string, last?: string) =>
    readEvents(
      await app.request(`/events?as=${as}`, { headers: { host, ...(last ? { 'last-event-id': last } : {}) } }),
    );
  return { ...group, app, post, says, sendFile, listen };
};

describe('the page', () => {
  it('is one document that asks nothing of other hosts and holds no inline script or style', async () => {
    const { app } = await startedPage();
    const answer = await app.request('/');
    const html = await answer.text();
    expect(html).toMatch(/^<!doctype html><html lang="zh-CN">/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//);
    for (const path of ['/page.css', '/page.js', '/icon.svg']) expect((await app.request(path)).status).toBe(200);
    expect(await (await app.request('/page.css')).text()).not.toMatch(/@import|url\(/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('lists everybody with name and title', async () => {
    const html = await (await (await startedPage()).app.request('/')).text();
    expect(html.match(/<li><button type="button" data-persona=/g)).toHaveLength(23);
    expect(html).toContain('<b>林建国</b> <span>书记</span>');
  });

  it('shows names and words as they are, never as markup', async () => {
    const page = await startedPage({ answer: () => ({ kind: 'said', text: '<b>&"' }) });
    page.become([{ account: member, name: '<script>alert(1)</script>', title: '"><img src=x>&' }]);
    await page.says(member, '<img src=x onerror=alert(1)> & 「好」');
    const html = await (await page.app.request('/')).text();
    expect(html).not.toMatch(/<script>alert|<img/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; 「好」');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&lt;b&gt;&amp;&quot;');
  });

  it('warns only when others can reach it', async () => {
    const warning = '能打开这个地址的任何人';
    expect(await (await (await startedPage()).app.request('/')).text()).not.toContain(warning);
    expect(await (await (await startedPage({ open: true })).app.request('/')).text()).toContain(warning);
  });

  it('says after a restart that earlier messages are not kept', async () => {
    const map = new Map<string, string>();
    await startedPage({ map });
    const html = await (await (await startedPage({ map })).app.request('/')).text();
    expect(html).toContain('程序重新启动过，之前的聊天内容没有保留；台账里的记录都在。');
  });
});

describe('writing', () => {
  it('needs our own origin', async () => {
    const page = await startedPage();
    const body = { as: member, client: client(), room: 'group', text: '签到' };
    for (const headers of [
      { host },
      { host, origin: 'http://evil.example' },
      { host, origin: 'null' },
      { host, origin: 'http://127.0.0.1:3001' },
    ]) {
      for (const path of ['/messages', '/choices', '/reactions']) {
        expect((await page.post(path, body, headers as Record<string, string>)).status).toBe(403);
      }
      expect(
        (await page.sendFile('a.csv', 3, { 'x-zhishu': 'file', ...headers } as Record<string, string>)).status,
      ).toBe(403);
    }
    expect(page.heard).toHaveLength(0);
  });

  it('needs JSON, or multipart with our header, which no plain form can send', async () => {
    const page = await startedPage();
    const body = JSON.stringify({ as: member, client: client(), room: 'group', text: '签到' });
    expect((await page.post('/messages', body, { ...own, 'content-type': 'text/plain' })).status).toBe(403);
    expect((await page.sendFile('a.csv', 3, own)).status).toBe(403);
    expect(page.heard).toHaveLength(0);
  });

  it('takes a message, and the same one twice only once', async () => {
    const page = await startedPage();
    const body = { as: member, client: client(), room: 'group', text: '签到' };
    const answers = await Promise.all([page.post('/messages', body), page.post('/messages', body)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(page.heard).toHaveLength(1);
  });

  it('refuses unknown people, empty words and what is no message at all', async () => {
    const page = await startedPage();
    expect((await page.says('local:nobody', '签到')).status).toBe(403);
    expect((await page.says(member, '  ')).status).toBe(400);
    expect((await page.says(member, '签到', { client: 'x' })).status).toBe(400);
    expect((await page.says(member, '签到', { room: 'local:p9' })).status).toBe(400);
    expect((await page.says(member, '签到', { quotes: 'local:9-9' })).status).toBe(410);
    for (const body of ['', '{', 'null', '[]', '7']) expect((await page.post('/messages', body)).status).toBe(400);
    expect(page.heard).toHaveLength(0);
  });

  it('takes long words up to 16 KB', async () => {
    const page = await startedPage();
    expect((await page.says(member, '学'.repeat(5000))).status).toBe(200);
    expect((await page.says(member, '学'.repeat(6000))).status).toBe(413);
    expect(page.heard.map(({ text }) => text.length)).toEqual([5000]);
  });

  it('takes a file up to 5 MB with its caption', async () => {
    const page = await startedPage();
    expect((await page.sendFile('名册.csv', largestFile)).status).toBe(200);
    const tooLarge = await page.sendFile('名册.csv', largestFile + 1);
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toEqual({ toast: '文件超过 5 MB，请拆小之后再发。' });
    expect((await page.sendFile('名册.csv', largestFile * 2)).status).toBe(413);
    expect(page.heard).toMatchObject([{ kind: 'file', text: '名册', file: { name: '名册.csv', size: largestFile } }]);
  });

  it('is answered with a polite 503 when the channel is stopped', async () => {
    const page = await startedPage();
    await page.channel.stop();
    const answer = await page.says(member, '签到');
    expect([answer.status, await answer.json()]).toEqual([503, { toast: '支书助手还没有准备好，请稍后再试。' }]);
  });

  it('passes on pressed buttons and 收到', async () => {
    const page = await startedPage({ answer: ({ kind }) => ({ kind: 'acknowledged', toast: kind }) });
    const choices = [[{ label: '签到', says: '签到' }]];
    const { ref } = await page.channel.send(groupRoom, { text: '开始签到', choices, key: 'k' });
    const pressed = await page.post('/choices', { as: member, client: client(), ref, says: '签到' });
    expect(await pressed.json()).toEqual({ toast: 'choice' });
    const received = await page.post('/reactions', { as: member, client: client(), ref });
    expect(await received.json()).toEqual({ toast: 'reaction' });
    expect((await page.post('/choices', { as: member, client: client(), ref, says: '准假' })).status).toBe(410);
  });
});

describe('files of the bot', () => {
  it('are downloaded under their own name, a private one by its owner alone', async () => {
    const page = await startedPage();
    const file = { name: '三月 台账"1".xlsx', bytes: new TextEncoder().encode('字节') };
    const { ref } = await page.channel.send(member, { text: '', file, key: 'k' });
    const mine = await page.app.request(`/files/${ref}?as=${member}`);
    expect(await mine.text()).toBe('字节');
    expect(mine.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    );
    expect(mine.headers.get('cache-control')).toBe('no-store');
    expect((await page.app.request(`/files/${ref}?as=${another}`)).status).toBe(404);
    expect((await page.app.request('/files/local:9-9')).status).toBe(404);
  });
});

const idsIn = (data: string): string[] => JSON.parse(data).map(({ id }: { id: string }) => id);

describe('the stream', () => {
  it('begins with everything and goes on with what is new', async () => {
    const page = await startedPage();
    await page.says(member, '你好');
    const stream = await page.listen(another);
    const whole = JSON.parse((await stream.next('whole')).data);
    expect(whole.group).toContain('你好');
    await page.says(member, '再见');
    const [change] = JSON.parse((await stream.next('messages')).data);
    expect(change).toMatchObject({ place: 'group', id: 'local:1-2' });
    expect(change.html).toContain('再见');
    await stream.close();
  });

  it('goes on after a reconnection with what changed meanwhile, each message once and as it is now', async () => {
    const page = await startedPage();
    await page.says(member, '一');
    const { ref = '' } = await page.channel.send(groupRoom, { text: '已到 1', key: 'k' });
    const first = await page.listen(another);
    const { id } = await first.next('whole');
    await first.close();
    await page.says(member, '二');
    await page.channel.edit?.(ref, { text: '已到 2', key: 'k' });
    await page.channel.edit?.(ref, { text: '已到 3', key: 'k' });
    const second = await page.listen(another, id);
    const { data, id: newest } = await second.next('messages');
    expect(idsIn(data)).toEqual(['local:1-3', ref]);
    expect(data).toContain('已到 3');
    expect(data).not.toContain('已到 2');
    await second.close();
    await page.says(member, '三');
    const third = await page.listen(another, newest);
    expect(idsIn((await third.next('messages')).data)).toEqual(['local:1-4']);
    await third.close();
  });

  it('begins anew for a window that was there before the restart', async () => {
    const map = new Map<string, string>();
    const before = await startedPage({ map });
    await before.says(member, '早先');
    const stream = await before.listen(member);
    const { id } = await stream.next('whole');
    await stream.close();
    const after = await startedPage({ map });
    await after.says(member, '现在');
    const again = await after.listen(member, id);
    const whole = JSON.parse((await again.next('whole')).data);
    expect(whole.group).not.toContain('早先');
    expect(whole.group).toContain('现在');
    expect(whole.kept).toContain('没有保留');
    await again.close();
  });

  it('shows a private chat and what only the sender may see to that persona alone', async () => {
    const page = await startedPage({
      answer: ({ text }) =>
        text === '我的'
          ? { kind: 'said', text: '您的记录', privately: true }
          : { kind: 'refused', text: '只有支委可以。', brief: '不行。', repeated: false },
    });
    await page.says(member, '我的');
    await page.says(member, '结束签到');
    const wholeOf = async (as: string) => {
      const stream = await page.listen(as);
      const { data } = await stream.next('whole');
      await stream.close();
      return data;
    };
    const [mine, other, nobody] = await Promise.all([wholeOf(member), wholeOf(another), wholeOf('local:nobody')]);
    for (const text of ['您的记录', '已私聊回复', '只有支委可以。']) {
      expect(mine).toContain(text);
      expect(other).not.toContain(text);
      expect(nobody).not.toContain(text);
    }
  });

  it('tells briefly what there is and ends, for a window beyond what a browser can stream', async () => {
    const page = await startedPage();
    await page.says(member, '你好');
    const stream = readEvents(await page.app.request(`/events?as=${member}&brief=1`, { headers: { host } }));
    const { data, id } = await stream.next('whole');
    expect(data).toContain('你好');
    await stream.ended();
    await page.says(member, '再见');
    const again = readEvents(await page.app.request(`/events?as=${member}&brief=1&last=${id}`, { headers: { host } }));
    expect(idsIn((await again.next('messages')).data)).toEqual(['local:1-2']);
    await again.ended();
  });

  it('tells when the roster has changed', async () => {
    const page = await startedPage();
    const stream = await page.listen(member);
    expect(JSON.parse((await stream.next('people')).data).count).toBe(23);
    page.become([{ account: member, name: '陈桂兰', title: '第一党小组' }]);
    await page.says(member, '名册');
    expect(JSON.parse((await stream.next('people')).data).count).toBe(1);
    await stream.close();
  });
});

describe('the clock', () => {
  const minute = 60_000;
  const control =
    (moveTo: (to: number) => Promise<void>) =>
    (clock: { now(): number; set(instant: number): void }): ClockControl => ({
      timeZone: 'Asia/Shanghai',
      parse: (text, now) =>
        text === '+30分钟'
          ? now + 30 * minute
          : text === '昨天'
            ? now - 24 * 60 * minute
            : text === '到明天 9:00'
              ? now + 60 * minute
              : undefined,
      suggestions: async () => [{ label: '到下个活动开始前30分钟', at: clock.now() + 5 * minute }],
      moveTo: async (to) => {
        await moveTo(to);
        clock.set(to);
      },
    });

  it('cannot be reached without a control', async () => {
    const page = await startedPage();
    expect((await page.app.request('/clock')).status).toBe(404);
    expect((await page.post('/clock', { text: '+30分钟' })).status).toBe(404);
    expect(await (await page.app.request('/')).text()).not.toContain('支部时间');
  });

  it('offers what is ahead', async () => {
    const page = await startedPage({ clock: control(async () => {}) });
    const { suggestions } = await (await page.app.request('/clock')).json();
    expect(suggestions.map(({ label }: { label: string }) => label)).toEqual(['到下个活动开始前30分钟', '到明天 9:00']);
  });

  it('moves forward only, one walk at a time, and every window sees it go and arrive', async () => {
    let arrive: (() => void) | undefined;
    const page = await startedPage({ clock: control(() => new Promise<void>((resolve) => (arrive = resolve))) });
    const stream = await page.listen(member);
    const shown = async () => JSON.parse((await stream.next('clock')).data);
    expect(await shown()).toEqual({ now: '3月2日 周一 19:20', broken: false });
    expect((await page.post('/clock', { text: '+30分钟' })).status).toBe(202);
    expect((await shown()).walking).toEqual({ to: '3月2日 周一 19:50', done: 0 });
    const second = await page.post('/clock', { text: '+30分钟' });
    expect([second.status, await second.json()]).toEqual([409, { toast: '时间正在往前走，请等它停下来再拨。' }]);
    arrive?.();
    expect(await shown()).toEqual({ now: '3月2日 周一 19:50', broken: false });
    await stream.close();
  });

  it('refuses the past, the present, what it cannot read and what is too far', async () => {
    const page = await startedPage({ clock: control(async () => {}) });
    const now = page.clock.now();
    for (const body of [{ text: '昨天' }, { at: now }, { text: '哪天' }, {}, { at: now + 500 * 24 * 60 * minute }]) {
      const answer = await page.post('/clock', body);
      expect(answer.status).toBe(400);
      expect((await answer.json()).toast).toMatch(/。$/);
    }
    expect((await page.post('/clock', { text: '+30分钟' }, { host })).status).toBe(403);
    expect(page.clock.now()).toBe(now);
  });

  it('can be moved again after a walk that failed, and the page says so', async () => {
    const page = await startedPage({ clock: control(() => Promise.reject(new RangeError('某同志'))) });
    const stream = await page.listen(member);
    await page.post('/clock', { text: '+30分钟' });
    for (;;) {
      const { broken } = JSON.parse((await stream.next('clock')).data);
      if (broken) break;
    }
    expect(page.log.lines).toEqual([{ event: 'clock-walk-failed', error: 'RangeError' }]);
    expect((await page.post('/clock', { text: '+30分钟' })).status).toBe(202);
    await stream.close();
  });
});
