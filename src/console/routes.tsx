import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { Held, Recorder } from '../bot/recorder.ts';
import type { Shelf } from '../bot/shelf.ts';
import { titlesOf } from '../domain/history.ts';
import { actorOf, mayAct } from '../domain/roster.ts';
import type { Answer, Clock, Incoming, Log, OutgoingFile, Receive, Reply } from '../ports.ts';
import { Answered, Said } from './answer.tsx';
import { createAnswerFiles } from './answer-files.ts';
import { assets } from './assets.ts';
import type { Doors, Seat } from './doors.ts';
import { createDrawings } from './drawings.ts';
import type { Feeds } from './feeds.ts';
import { createForecast } from './forecast.ts';
import { createHistories } from './histories.ts';
import { createLimit } from './limit.ts';
import { createHub, followPage } from './live.ts';
import type { Enclosure, Library, Page, View } from './page.ts';
import { enclosures as allEnclosures, pages as allPages } from './pages.ts';
import { largestForm, readSentence } from './sentence.ts';
import { answerPage, outsidePage, shell } from './shell.tsx';

type Options = {
  readonly doors: Doors;
  readonly feeds: Pick<Feeds, 'opens'>;
  /** The activities as an iCalendar file in which nobody is named. */
  readonly calendarOf: (branch: Held['branch'], people: Held['people']) => string;
  readonly recorder: Pick<Recorder, 'branches' | 'load' | 'loaded' | 'settled' | 'onDurable'>;
  readonly receive: Receive;
  /** The branch's time, which may be moved; and the real one, by which sessions end. */
  readonly clock: Clock;
  readonly wall: Clock;
  readonly log: Log;
  /** Whether an Origin is that of a page of ours: the Host we were called by, and the address people know. */
  readonly isOwnOrigin: (origin: string | undefined, host: string | undefined, address: string) => boolean;
  /** Where people reach us: the beginning of every link; https makes the cookie secure. */
  readonly address: () => string;
  readonly library: Omit<Library, 'book' | 'history' | 'ahead'> & { readonly book: Shelf };
  readonly surroundings: () => Pick<
    View,
    'guidance' | 'holidays' | 'presets' | 'schedules' | 'commands' | 'channels' | 'backup'
  >;
  readonly pages?: readonly Page[];
  readonly enclosures?: readonly Enclosure[];
};

const cookieName = 'zhishu-console';
const minuteMs = 60_000;
const mostStreams = 10;

const undoWord = '撤销';
const howToEnter = '请私聊支书助手说「控制台」，取得新的链接。链接十分钟内有效，只能用一次。';
const tooOften = '操作太快，请过一分钟再试。';
const notFromHere = '只能在控制台的页面里操作。';

/** All that is served below /console. Who comes in, and what they may look at, is decided here and nowhere else. */
export const consoleRoutes = ({
  doors,
  feeds,
  calendarOf,
  recorder,
  receive,
  clock,
  wall,
  log,
  isOwnOrigin,
  address,
  library: { book: shelf, ...shelves },
  surroundings,
  pages = allPages,
  enclosures = allEnclosures,
}: Options): Hono => {
  const hub = createHub(recorder.onDurable);
  const book: Library['book'] = async (branch, year) =>
    shelf(branch, year ?? (recorder.loaded(branch) ?? (await recorder.load(branch))).year);
  const library: Library = {
    ...shelves,
    book,
    ahead: createForecast(),
    history: createHistories(book, () => titlesOf(surroundings().presets, surroundings().schedules)),
  };
  const files = createAnswerFiles(wall);
  const streams = new Map<string, number>();
  const draw = createDrawings(library);
  const sentences = createLimit(wall, 120, minuteMs);
  const looks = createLimit(wall, 600, minuteMs);
  const tries = createLimit(wall, 120, minuteMs);

  const app = new Hono<{ Variables: { seat: Seat; held: Held; view: View<undefined> } }>().basePath('/console');

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(protection)) c.header(name, value);
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });
  /** Says of what kind it was and not what, which may hold what somebody wrote. */
  const noteFailure = (error: unknown): void =>
    log.error('console-failed', { reason: error instanceof Error ? error.name : 'unknown' });
  app.onError((error, c) => {
    noteFailure(error);
    for (const [name, value] of Object.entries(protection)) c.header(name, value);
    const isDamage = error.name === 'BranchDamaged' || error.name === 'WritingStopped';
    const text = isDamage ? '本支部的台账暂时不能读写，请联系管理员。' : '这一步没有办成，请稍后再试或联系管理员。';
    return c.html(outsidePage('没有办成', text), isDamage ? 503 : 500);
  });

  const isFromHere = (c: Context): boolean => {
    const site = c.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin') return false;
    return isOwnOrigin(c.req.header('origin'), c.req.header('host'), address());
  };
  const refuse = (c: Context, status: 400 | 401 | 403 | 404 | 413 | 429, title: string, text: string) => {
    // Without the script a whole page; with it, a sentence where answers appear.
    if (c.req.header('hx-request') === 'true') return c.html(<Said text={text} refused />, status);
    return c.html(outsidePage(title, text), status);
  };

  app.get('/', (c) => c.html(outsidePage('控制台', howToEnter)));

  for (const { path, type, body, gzip } of Object.values(assets)) {
    const headers = {
      'Content-Type': type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    };
    app.get(path.slice('/console'.length), (c) =>
      /\bgzip\b/u.test(c.req.header('accept-encoding') ?? '')
        ? c.body(gzip, 200, { ...headers, 'Content-Encoding': 'gzip' })
        : c.body(body, 200, headers),
    );
  }

  app.get('/enter/:token', (c) => {
    // A preview of the link looks here, too: looking must not spend it.
    if (!doors.opens(c.req.param('token'))) {
      return refuse(c, 404, '链接已经失效', `这个链接已经用过，或者已经过了十分钟。${howToEnter}`);
    }
    return c.html(
      outsidePage(
        '进入控制台',
        '请按「进入」。这个链接只能用一次，之后八小时内在这个浏览器里有效。',
        <form method="post">
          <button type="submit" class="main">
            进入
          </button>
        </form>,
      ),
    );
  });

  app.post('/enter/:token', (c) => {
    if (!isFromHere(c)) return refuse(c, 403, '不能进入', notFromHere);
    const entered = doors.enter(c.req.param('token'));
    // Whoever tries tokens is slowed down; whoever holds a good one is never kept out by that.
    if (!entered && tries('enter')) return refuse(c, 429, '请稍等', tooOften);
    if (!entered) return refuse(c, 404, '链接已经失效', `这个链接已经用过，或者已经过了十分钟。${howToEnter}`);
    const { seat, secret } = entered;
    setCookie(c, cookieName, secret, {
      path: `/console/${seat.id}`,
      httpOnly: true,
      // Nobody is ever sent to a page of the console from elsewhere but by a link, and that needs no cookie.
      sameSite: 'Strict',
      secure: address().startsWith('https:'),
      maxAge: Math.floor((seat.until - wall.now()) / 1000),
    });
    log.info('console-entered', { branch: seat.branch });
    return c.redirect(`/console/${seat.id}/${pages[0]?.path ?? ''}`, 303);
  });

  // Whoever has the address may look, for a calendar asks by itself and can show no cookie.
  app.get('/calendar/:branch/:file{[A-Za-z0-9_-]+\\.ics}', async (c) => {
    const branch = c.req.param('branch');
    const isThere = recorder.branches().includes(branch);
    const held = isThere ? (recorder.loaded(branch) ?? (await recorder.load(branch))) : undefined;
    const { no = 0, on = false } = held?.branch.settings.calendar ?? {};
    if (!held || !on || !feeds.opens(branch, no, c.req.param('file').slice(0, -'.ics'.length))) {
      if (tries('calendar')) return refuse(c, 429, '请稍等', tooOften);
      return refuse(c, 404, '没有找到', '这个日历地址已经停用或更换，请向本支部的支委索取新的地址。');
    }
    if (looks(`calendar ${branch}`)) return refuse(c, 429, '请稍等', tooOften);
    await recorder.settled(branch);
    c.header('X-Robots-Tag', 'noindex');
    return c.body(calendarOf(held.branch, held.people), 200, { 'Content-Type': 'text/calendar; charset=utf-8' });
  });

  // Everything below belongs to a seat.
  app.use('/:seat{s[0-9a-f]{16}}/*', async (c, next) => {
    const seat = doors.seat(c.req.param('seat'), getCookie(c, cookieName));
    if (!seat) return refuse(c, 401, '登录已经结束', howToEnter);
    const held = await holdingOf(seat);
    const view = viewOf(held, seat);
    if (!mayAct(view.speaker.role, 'officer')) {
      doors.leave(seat.id);
      return refuse(c, 401, '登录已经结束', '控制台由支委使用，您现在没有这项职务。');
    }
    c.set('seat', seat);
    c.set('held', held);
    c.set('view', view);
    const isLook = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isLook && !isFromHere(c)) return refuse(c, 403, '不能操作', notFromHere);
    if ((isLook ? looks : sentences)(seat.id)) return refuse(c, 429, '请稍等', tooOften);
    return next();
  });

  const holdingOf = async ({ branch }: Seat): Promise<Held> => {
    const held = recorder.loaded(branch) ?? (await recorder.load(branch));
    // What is shown is on disk.
    await recorder.settled(branch);
    return held;
  };

  const viewOf = ({ branch, people }: Held, { account }: Seat): View<undefined> => ({
    ...surroundings(),
    branch,
    people,
    now: clock.now(),
    speaker: actorOf(branch.members, people, account),
    params: {},
    query: {},
    loaded: undefined,
  });

  const own = (c: Context): string => `/console/${c.req.param('seat')}/`;
  const restOf = (c: Context) => {
    const { seat: _seat, ...params } = c.req.param();
    const query = Object.fromEntries(Object.entries(c.req.query()).filter(([name]) => !name.startsWith('_')));
    return { params, query };
  };

  app.get('/:seat{s[0-9a-f]{16}}/', (c) => c.redirect(`${own(c)}${pages[0]?.path ?? ''}`, 303));

  for (const page of pages) {
    app.get(`/:seat{s[0-9a-f]{16}}/${page.path}`, async (c) => {
      const view = { ...c.get('view'), ...restOf(c) };
      if (!mayAct(view.speaker.role, page.from)) {
        return refuse(c, 403, '不能查看', `「${page.title}」由书记使用。`);
      }
      const drawing = await draw(page, c.get('held').id, view);
      if (!drawing) return refuse(c, 404, '没有找到', '没有找到这一页，可能已经变动。');
      const at = `${c.req.path.slice(own(c).length)}${queryOf(view.query)}`;
      return c.html(shell({ page, pages, view, base: own(c), at, drawing }));
    });
    if (!page.live) continue;
    app.get(`/:seat{s[0-9a-f]{16}}/live/${page.path}`, (c) => {
      const seat = c.get('seat');
      const rest = restOf(c);
      const open = streams.get(seat.id) ?? 0;
      if (open >= mostStreams) return refuse(c, 429, '请稍等', '打开的窗口太多，请关闭几个。');
      streams.set(seat.id, open + 1);
      const secret = getCookie(c, cookieName);
      return followPage(c, {
        listen: (listener) => hub.listen(seat.branch, listener),
        draw: async () => {
          const still = doors.seat(seat.id, secret);
          if (!still) return undefined;
          const held = await holdingOf(still);
          const view = { ...viewOf(held, still), ...rest };
          return mayAct(view.speaker.role, page.from) ? draw(page, held.id, view) : undefined;
        },
        seen: c.req.header('last-event-id') ?? c.req.query('_seen'),
        brief: c.req.query('_brief') === '1',
        failed: noteFailure,
        ended: () => {
          const left = (streams.get(seat.id) ?? 1) - 1;
          if (left > 0) streams.set(seat.id, left);
          else streams.delete(seat.id);
        },
      });
    });
  }

  for (const enclosure of enclosures) {
    app.get(`/:seat{s[0-9a-f]{16}}/${enclosure.path}`, async (c) => {
      const view = { ...c.get('view'), ...restOf(c) };
      if (!mayAct(view.speaker.role, enclosure.from)) return refuse(c, 403, '不能查看', '这一份由书记查看。');
      const drawn = await enclosure.draw(library, view);
      if (!drawn) return refuse(c, 404, '没有找到', '没有找到这一份，可能已经变动。');
      if ('name' in drawn) return asDownload(c, drawn);
      return c.body(new Uint8Array(drawn.bytes), 200, { 'Content-Type': drawn.type });
    });
  }

  app.post(
    '/:seat{s[0-9a-f]{16}}/say',
    bodyLimit({
      maxSize: largestForm,
      onError: (c) => refuse(c, 413, '太大', '这段话或这个文件太大，文件不能超过 5 MB。'),
    }),
    async (c) => {
      const seat = c.get('seat');
      const sentence = await readSentence(c);
      if (!sentence) return refuse(c, 400, '没有收到', '没有收到要说的话，请再试一次。');
      const { text, thread, number, file } = sentence;
      const incoming: Incoming = {
        id: `console:${seat.id}:${number}`,
        kind: file ? 'file' : thread === undefined ? 'text' : 'choice',
        // Every sentence begins a conversation of its own, so that a button answers the question above it and no other.
        room: `console:${seat.id}:${thread ?? number}`,
        direct: true,
        branch: seat.branch,
        sender: { id: seat.account, name: '', via: 'person' },
        text,
        sentAt: clock.now(),
        mentionsBot: true,
        ...(file ? { file } : {}),
      };
      const author = c.get('view').speaker.member ?? 'stranger';
      const before = hub.writtenBy(seat.branch, author);
      const heard = await receive(incoming);
      const reply = heard?.kind === 'coming' ? await comingOf(heard) : heard;
      const hasWritten = hub.writtenBy(seat.branch, author) > before;
      const produced = reply?.kind === 'said' ? reply.file : undefined;
      if (produced && sentence.wantsFile) return asDownload(c, produced);
      const kept = produced && files.keep(seat, produced);
      const answer = (
        <Answered reply={reply} thread={thread ?? number} file={kept} undo={hasWritten && text !== undoWord} />
      );
      // The form that said it is emptied; what was refused can be said better.
      if (hasWritten) c.header('HX-Trigger', 'recorded');
      if (c.req.header('hx-request') === 'true') return c.html(answer);
      return c.html(answerPage({ base: own(c), back: backOf(c), answer }));
    },
  );

  /** Only an address of this seat is gone back to. */
  const backOf = (c: Context): string => {
    const from = c.req.header('referer') ?? '';
    const path = URL.canParse(from) ? new URL(from).pathname : '';
    return path.startsWith(own(c)) ? path : own(c);
  };

  app.get('/:seat{s[0-9a-f]{16}}/files/:id', (c) => {
    const file = files.find(c.get('seat'), c.req.param('id'));
    return file ? asDownload(c, file) : refuse(c, 404, '没有找到', '这个文件已不再保留，请再要一次。');
  });

  app.post('/:seat{s[0-9a-f]{16}}/leave', (c) => {
    const { id } = c.get('seat');
    doors.leave(id);
    setCookie(c, cookieName, '', { path: `/console/${id}`, maxAge: 0, httpOnly: true, sameSite: 'Strict' });
    return c.html(outsidePage('已经退出', `您已经退出控制台。${howToEnter}`));
  });

  app.all('/:seat{s[0-9a-f]{16}}/*', (c) => refuse(c, 404, '没有找到', '没有这个页面。'));
  app.all('/*', (c) => refuse(c, 404, '没有找到', '没有这个页面。'));

  return app as unknown as Hono;
};

const protection = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'self'; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  // Never to others; to ourselves, so that a form of ours names its origin.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

/** What takes longer than one waits for is told at once; what becomes of it, the page shows. */
const comingOf = ({ answer, meanwhile }: Extract<Reply, { kind: 'coming' }>): Promise<Answer | undefined> =>
  meanwhile === undefined ? answer : Promise.resolve({ kind: 'said', text: meanwhile });

const queryOf = (query: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
};

const asDownload = (c: Context, { name, bytes }: OutgoingFile) =>
  c.body(new Uint8Array(bytes), 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
