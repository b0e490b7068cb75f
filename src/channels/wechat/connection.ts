import { chmod, writeFile } from 'node:fs/promises';
import type { Contact, Message, OfficialPuppetNpmName, Room, Wechaty } from 'wechaty';
import type { ChannelHealth, Clock, Log } from '../../ports.ts';
import type { LocalPuppetSettings, ServiceSettings } from './settings.ts';
import { type Timer, type Timing, within } from './timing.ts';
import { troubleOf } from './trouble.ts';

type Puppet = Wechaty['puppet'];

/** A gateway, a puppet inside this process, or one that the caller makes. */
export type WechatPuppet = ServiceSettings | LocalPuppetSettings | (() => Puppet);

/** What the connection tells; nothing is told of a connection that has been given up. */
export type Happenings = {
  login(bot: Wechaty, self: { readonly id: string; readonly name: string }): Promise<void>;
  logout(bot: Wechaty): void;
  ready(bot: Wechaty): void;
  /** Nothing more will come from it. */
  ended(bot: Wechaty): void;
  message(bot: Wechaty, message: Message): void;
  joined(bot: Wechaty, room: Room, people: readonly Contact[], by: Contact | undefined, at: number): void;
  left(bot: Wechaty, room: Room, people: readonly Contact[], by: Contact | undefined, at: number): void;
  renamed(bot: Wechaty, room: Room): void;
};

export type Connection = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Present only while a message would really leave: logged in, and nothing known to be wrong. */
  bot(): Wechaty | undefined;
  health(): ChannelHealth;
};

const nothing = (): void => {};

type End = 'over' | 'refused' | 'not-started' | 'mute' | 'stopped';
const reasons: Readonly<Record<End, string | undefined>> = {
  over: 'the connection to WeChat was lost',
  refused: 'the gateway refuses the token',
  'not-started': 'the puppet does not start',
  mute: 'the gateway does not answer',
  stopped: undefined,
};
type Opened = {
  readonly bot: Wechaty;
  readonly probes: boolean;
  close(hard: boolean): Promise<void>;
};

/**
 * Keeps WeChat connected: one new wechaty object per attempt, because wechaty itself resolves `start` when the gateway
 * is down and never tries again, and ends an attempt on the first sign that it is dead.
 */
export function createConnection(parts: {
  readonly puppet: WechatPuppet;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
  readonly log: Log;
  readonly showScan: (text: string) => void;
  readonly happenings: Happenings;
}): Connection {
  const { puppet, clock, timer, timing, log, happenings } = parts;
  let state: ChannelHealth['state'] = 'starting';
  let since = clock.now();
  let lastEvent: number | undefined;
  let detail: string | undefined;
  let generation = 0;
  let current: Wechaty | undefined;
  let backoff = timing.backoffMs;
  let mutes = 0;
  let stopping = false;
  let wake: () => void = nothing;
  let running: Promise<void> | undefined;
  const show = createScanner(parts);
  const report = createReporter(parts);

  const to = (next: ChannelHealth['state'], why?: string): void => {
    detail = why;
    if (state === next) return;
    // Trying again is not news: it stays down since it went down.
    const trying = [state, next].every((one) => one === 'down' || one === 'starting');
    state = next;
    if (!trying) since = clock.now();
    log[trying ? 'debug' : 'info']('wechat-state', { state: next, attempt: generation });
  };
  const heard = (): void => {
    lastEvent = clock.now();
    if (state === 'suspect') to('up');
  };

  const attempt = async (): Promise<End> => {
    generation += 1;
    const mine = generation;
    let ended = false;
    let end: (how: End) => void = nothing;
    const over = new Promise<End>((resolve) => {
      end = (how) => {
        ended = true;
        resolve(how);
      };
    });
    wake = () => end('stopped');
    to('starting', detail);
    const opened = await open(puppet);
    if (stopping) return 'stopped';
    const { bot } = opened;
    let missed = 0;
    let cancelProbe: () => void = nothing;

    // First of all and for good: an error nobody listens to ends the process, also after this attempt is given up.
    bot.on('error', (error) => {
      const trouble = troubleOf(error);
      report(trouble.code, trouble.fingerprint);
      if (mine !== generation || ended) return;
      if (trouble.suspect && state === 'up') to('suspect', 'logged in, but hearing nothing');
      if (trouble.refused) end('refused');
      else if (trouble.over) end('over');
    });
    // A listener that rejects ends the process as well, so each runs inside a promise chain with a catch.
    const alive =
      <A extends readonly unknown[]>(listener: (...args: A) => void | Promise<void>) =>
      (...args: A): void => {
        if (mine !== generation || ended) return;
        missed = 0;
        Promise.resolve()
          .then(() => listener(...args))
          .catch((error: unknown) => log.error('wechat-listener-failed', { ...fields(error) }));
      };
    bot.on(
      'dong',
      alive(() => {
        mutes = 0;
      }),
    );
    bot.on(
      'scan',
      alive((code, status) => {
        heard();
        to('waiting-scan');
        if (status === 2 || status === 5) show.show(code);
      }),
    );
    bot.on(
      'login',
      alive(async (self) => {
        heard();
        show.forget();
        await happenings.login(bot, { id: self.id, name: self.name() });
        if (mine !== generation || ended) return;
        current = bot;
        backoff = timing.backoffMs;
        mutes = 0;
        to('up');
      }),
    );
    bot.on(
      'logout',
      alive(() => {
        heard();
        current = undefined;
        happenings.logout(bot);
        to('logged-out');
      }),
    );
    bot.on(
      'ready',
      alive(() => happenings.ready(bot)),
    );
    bot.on(
      'message',
      alive((message) => {
        heard();
        happenings.message(bot, message);
      }),
    );
    bot.on(
      'room-join',
      alive((room, people, by, at) => {
        heard();
        happenings.joined(bot, room, people, by, at?.getTime() ?? clock.now());
      }),
    );
    bot.on(
      'room-leave',
      alive((room, people, by, at) => {
        heard();
        happenings.left(bot, room, people, by, at?.getTime() ?? clock.now());
      }),
    );
    bot.on(
      'room-topic',
      alive((room) => {
        heard();
        happenings.renamed(bot, room);
      }),
    );

    // Bot to gateway and back through the event stream: proves the bridge, not WeChat.
    const probe = (): void => {
      cancelProbe = timer.after(timing.probeMs, () => {
        if (ended) return;
        if (missed >= timing.probesMissed) {
          end('mute');
          return;
        }
        missed += 1;
        try {
          bot.ding('zhishu');
        } catch (error) {
          report(troubleOf(error).code, troubleOf(error).fingerprint);
        }
        probe();
      });
    };

    const begin = async (): Promise<void> => {
      try {
        await within(timer, timing.startMs, bot.start(), () => new Error('start takes too long'));
        if (opened.probes && !ended) probe();
      } catch (error) {
        report(troubleOf(error).code, troubleOf(error).fingerprint);
        end('not-started');
      }
    };
    // Not waited for: a gateway that is away is known long before start resolves.
    begin().catch(() => end('not-started'));
    const how = await over;
    cancelProbe();
    current = undefined;
    mutes = how === 'mute' ? mutes + 1 : mutes;
    const hard = mutes >= 2;
    if (hard) mutes = 0;
    to('down', reasons[how]);
    happenings.ended(bot);
    if (how === 'refused') log.error('wechat-token-refused', { attempt: mine });
    if (hard) log.warn('wechat-hard-stop', { attempt: mine });
    await within(timer, timing.detachMs, opened.close(hard), () => new Error('detach takes too long')).catch(
      (error: unknown) => report(troubleOf(error).code, troubleOf(error).fingerprint),
    );
    return how;
  };

  const keepGoing = async (): Promise<void> => {
    for (;;) {
      let how: End = 'not-started';
      try {
        how = await attempt();
      } catch (error) {
        log.error('wechat-attempt-failed', fields(error));
        to('down', reasons['not-started']);
      }
      if (stopping) break;
      const wait = how === 'refused' ? timing.refusedMs : backoff;
      backoff = Math.min(backoff * 2, timing.backoffMaxMs);
      await new Promise<void>((resolve) => {
        const cancel = timer.after(wait, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    }
  };

  return {
    async start() {
      running ??= keepGoing();
    },
    async stop() {
      stopping = true;
      wake();
      show.forget();
      await running;
      to('down');
    },
    bot: () => (state === 'up' ? current : undefined),
    health: () => ({ state, since, lastEvent, ...(detail === undefined ? {} : { detail }) }),
  };
}

const fields = (error: unknown): { code: string; name: string; fingerprint: string | undefined } => ({
  code: troubleOf(error).code,
  name: error instanceof Error ? error.name : typeof error,
  fingerprint: troubleOf(error).fingerprint,
});

/** wechaty costs a second and 80 MB, so it is loaded here and not with this file. */
async function open(puppet: WechatPuppet): Promise<Opened> {
  const { WechatyBuilder, log } = await import('wechaty');
  // Its own log writes names, texts and, at its higher levels, the token.
  log.level('silent');
  if (typeof puppet === 'function') {
    const bot = WechatyBuilder.build({ puppet: puppet() });
    return { bot, probes: false, close: () => bot.stop() };
  }
  if (puppet.kind === 'service') {
    const { DetachablePuppetService } = await import('./detachable-puppet-service.ts');
    const service = new DetachablePuppetService({
      token: puppet.token,
      endpoint: puppet.endpoint,
      tls: puppet.tls,
      // Longer than the probes need, or its own watchdog restarts the account of a gateway that is only idle.
      timeoutSeconds: 240,
    });
    const bot = WechatyBuilder.build({ puppet: service });
    return {
      bot,
      probes: true,
      close: (hard) => {
        service.hard = hard;
        return bot.stop();
      },
    };
  }
  if (puppet.card !== undefined) await keepCardPrivate(`${puppet.card}.memory-card.json`);
  const bot = WechatyBuilder.build({
    puppet: puppet.puppet as OfficialPuppetNpmName,
    ...(puppet.card === undefined ? {} : { name: puppet.card }),
  });
  // Stopping wechat4u logs out and deletes the kept login: it ends with the process instead.
  return { bot, probes: false, close: async () => {} };
}

/** The card is a credential, and wechaty would create it readable for everybody. */
async function keepCardPrivate(file: string): Promise<void> {
  await writeFile(file, '{}', { flag: 'wx', mode: 0o600 }).catch(() => chmod(file, 0o600));
}

/** Shows the newest login code, at most one a minute; a code that came too soon is shown when the minute is over. */
function createScanner(parts: {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
  readonly showScan: (text: string) => void;
}): { show(code: string): void; forget(): void } {
  const { clock, timer, timing, showScan } = parts;
  let shownAt: number | undefined;
  let shown: string | undefined;
  let cancel: (() => void) | undefined;
  const show = (code: string): void => {
    if (code === '' || code === shown) return;
    cancel?.();
    cancel = undefined;
    const wait = shownAt === undefined ? 0 : Math.min(shownAt + timing.scanMs - clock.now(), timing.scanMs);
    if (wait > 0) {
      cancel = timer.after(wait, () => show(code));
      return;
    }
    shownAt = clock.now();
    shown = code;
    showScan(code);
  };
  return {
    show,
    forget() {
      cancel?.();
      cancel = undefined;
      shown = undefined;
    },
  };
}

/** Equal errors are logged once a minute with their count: wechat4u without a network makes three a second. */
function createReporter(parts: { readonly clock: Clock; readonly log: Log }): (code: string, mark?: string) => void {
  const { clock, log } = parts;
  const seen = new Map<string, { at: number; more: number }>();
  return (code, fingerprint) => {
    const key = `${code} ${fingerprint ?? ''}`;
    const before = seen.get(key);
    const now = clock.now();
    if (before !== undefined && now - before.at < 60_000 && now >= before.at) {
      before.more += 1;
      return;
    }
    if (seen.size > 100) seen.clear();
    seen.set(key, { at: now, more: 0 });
    const harmless = code === 'no-payload' || code === 'message-not-found';
    log[harmless ? 'debug' : 'warn']('wechat-error', { code, fingerprint, unsaid: before?.more ?? 0 });
  };
}
