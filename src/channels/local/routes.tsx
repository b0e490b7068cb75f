import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { LocalChannel, Outcome, Saying } from './channel.ts';
import { clientScript } from './client/parts.ts';
import { type ClockControl, createClockWalk } from './clock-walk.ts';
import { streamEvents } from './event-stream.tsx';
import { isOwnOrigin } from './own-host.ts';
import { Page } from './page.tsx';
import { createRoomView, keptSentence } from './room-view.tsx';
import { momentOf } from './spoken-time.ts';
import { icon, style } from './style.ts';

type Options = {
  /** Without it the clock is shown nowhere and cannot be moved. */
  readonly clockControl?: ClockControl;
  /** Other machines can reach us, and the page says so. */
  readonly open: boolean;
  /** Under which a proxy serves us as well. */
  readonly url?: string;
  readonly timeZone?: string;
};

const largestJson = 16 * 1024;
export const largestFile = 5 * 1024 * 1024;
/** What multipart needs around a file: the boundaries, the caption and the other fields. */
const multipartRoom = largestJson;

/** The page of the local group and what it calls. The caller checks the Host header (serveHttp does). */
export function localRoutes(channel: LocalChannel, { clockControl, open, url, timeZone }: Options): Hono {
  const zone = clockControl?.timeZone ?? timeZone ?? 'Asia/Shanghai';
  const walk =
    clockControl &&
    createClockWalk(clockControl, channel.now, channel.conversation.changed, (error) =>
      channel.log.error('clock-walk-failed', { error: error instanceof Error ? error.name : 'unknown' }),
    );
  const now = () => momentOf(channel.now(), zone);

  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(protection)) c.header(name, value);
  });

  app.get('/', async (c) => {
    const page = (
      <Page
        title={channel.roomTitle}
        personas={await channel.personas()}
        open={open}
        clock={walk !== undefined}
        now={now()}
        kept={keptSentence(channel.boot())}
        group={createRoomView(channel, undefined, zone).whole('group')}
      />
    );
    return c.html(html`<!doctype html>${page}`);
  });
  app.get('/page.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/page.js', (c) => c.body(clientScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(icon, 200, { 'Content-Type': 'image/svg+xml' }));

  app.get('/events', async (c) => {
    // Somebody who left the roster meanwhile still sees the group, and from the list that is sent that they must choose.
    const personas = await channel.personas();
    const viewer = personas.find((persona) => persona.account === c.req.query('as'))?.account;
    return streamEvents(c, { channel, viewer, zone, walk, brief: c.req.query('brief') === '1' });
  });

  app.get('/files/:id', (c) => {
    const post = channel.conversation.find(c.req.param('id'));
    const bytes = post?.file?.bytes;
    const mayRead = post && (post.room === 'local:group' || post.room === c.req.query('as'));
    if (!bytes || !mayRead) return c.text('这个文件已不再保留，请再要一次。\n', 404);
    return c.body(new Uint8Array(bytes), 200, {
      // Shown in the page as well; whatever else it is, it is only downloaded.
      'Content-Type': post.file?.name.endsWith('.png') ? 'image/png' : 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(post.file?.name ?? 'file')}`,
    });
  });

  const fromOwnPage = onlyFromOwnPage(url);
  const json = [fromOwnPage, onlyJson, bodyLimit({ maxSize: largestJson, onError: tooLong })] as const;

  app.post('/messages', ...json, async (c) => {
    const { as, client, room, text, quotes } = await fields(c);
    if (!as || !isClientId(client) || !isPlace(room) || !text?.trim()) return c.json({ toast: unclear }, 400);
    return answer(c, await channel.say(as, client, { kind: 'text', room, text, ...(quotes ? { quotes } : {}) }));
  });

  app.post('/choices', ...json, async (c) => {
    const { as, client, ref, says } = await fields(c);
    if (!as || !isClientId(client) || !ref || says === undefined) return c.json({ toast: unclear }, 400);
    return answer(c, await channel.say(as, client, { kind: 'choice', ref, says }));
  });

  app.post('/reactions', ...json, async (c) => {
    const { as, client, ref } = await fields(c);
    if (!as || !isClientId(client) || !ref) return c.json({ toast: unclear }, 400);
    return answer(c, await channel.say(as, client, { kind: 'reaction', ref }));
  });

  app.post(
    '/files',
    fromOwnPage,
    onlyOwnMultipart,
    bodyLimit({ maxSize: largestFile + multipartRoom, onError: tooBig }),
    async (c) => {
      const { as, client, room, text, file } = await c.req.parseBody();
      if (typeof as !== 'string' || !isClientId(client) || !isPlace(room)) return c.json({ toast: unclear }, 400);
      if (typeof text !== 'string' || !(file instanceof File) || !file.name) return c.json({ toast: unclear }, 400);
      if (file.size > largestFile) return tooBig(c);
      const read = async () => new Uint8Array(await file.arrayBuffer());
      const saying: Saying = { kind: 'file', room, text, file: { name: file.name, size: file.size, read } };
      return answer(c, await channel.say(as, client, saying));
    },
  );

  if (walk) {
    app.get('/clock', async (c) => c.json({ suggestions: await walk.suggestions() }));
    app.post('/clock', ...json, async (c) => {
      const body = await readObject(c);
      const { text, at } = body;
      const { status, toast } = walk.move({
        ...(typeof text === 'string' ? { text } : {}),
        ...(typeof at === 'number' ? { at } : {}),
      });
      return c.json(toast ? { toast } : {}, status);
    });
  }
  return app;
}

const protection = {
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const unclear = '没有收到要说的话，请再试一次。';

const tooLong = (c: Context) => c.json({ toast: '这段话太长，请分几次发。' }, 413);
const tooBig = (c: Context) => c.json({ toast: '文件超过 5 MB，请拆小之后再发。' }, 413);

/** A page of another site carries its own origin. */
const onlyFromOwnPage =
  (url: string | undefined): MiddlewareHandler =>
  async (c, next) =>
    isOwnOrigin(c.req.header('origin'), c.req.header('host'), url)
      ? next()
      : c.json({ toast: '只能在这个页面里操作。' }, 403);

const onlyJson: MiddlewareHandler = async (c, next) =>
  c.req.header('content-type')?.split(';')[0]?.trim() === 'application/json'
    ? next()
    : c.json({ toast: '只能在这个页面里操作。' }, 403);

/** Multipart is what a plain form of any site could send; a header of one's own it cannot. */
const onlyOwnMultipart: MiddlewareHandler = async (c, next) =>
  c.req.header('content-type')?.startsWith('multipart/form-data;') && c.req.header('x-zhishu') === 'file'
    ? next()
    : c.json({ toast: '只能在这个页面里操作。' }, 403);

const answer = (c: Context, { toast, problem }: Outcome) =>
  c.json(toast ? { toast } : {}, problem ? statusOf[problem] : 200);

const statusOf = { stopped: 503, stranger: 403, gone: 410, failed: 500 } as const;

const isPlace = (value: unknown): value is 'group' | 'private' => value === 'group' || value === 'private';
const isClientId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{8,64}$/.test(value);

const readObject = async (c: Context): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
};

/** Of what was sent, the strings. */
const fields = async (c: Context): Promise<Readonly<Record<string, string | undefined>>> =>
  Object.fromEntries(
    Object.entries(await readObject(c)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
