import { randomInt } from 'node:crypto';
import { basename, join } from 'node:path';
import cron from 'node-cron';
import { readAlmanac } from './almanac.ts';
import { createAttachments } from './bot/attachments.ts';
import { type BackupMade, createBackupNow } from './bot/backup-now.ts';
import { type Bot, createBot } from './bot/bot.ts';
import { createCauses } from './bot/causes.ts';
import { createDocuments, documentReader, fileOf } from './bot/documents.ts';
import { createFounding, foundingCard, hashOf } from './bot/founding.ts';
import { loadCommands, loadSchedules } from './bot/load.ts';
import { commandMenu } from './bot/menu.ts';
import { createOutbox } from './bot/outbox.ts';
import { createRecorder } from './bot/recorder.ts';
import { createShelf } from './bot/shelf.ts';
import { createTicker } from './bot/ticker.ts';
import { createYearbooks } from './bot/yearbooks.ts';
import { movableClock, wallClock } from './clock.ts';
import { walkClock } from './clock-walk.ts';
import type { Config } from './config.ts';
import { createDoors, entranceOf } from './console/doors.ts';
import { createFeeds } from './console/feeds.ts';
import type { Early, Running, StandIns } from './main.ts';
import { commandsFolder, schedulesFolder } from './places.ts';
import type { Channel, Log, Store } from './ports.ts';

/** Puts everything together over an open store; `early` is a channel that listens already and is told where to. */
export const assemble = async ({
  config,
  folder,
  store,
  log,
  say,
  standIns,
  early,
}: {
  config: Config;
  /** The one the store is kept in. */
  folder: string;
  store: Store;
  log: Log;
  say: (line: string) => void;
  standIns: StandIns;
  early: Early | undefined;
}): Promise<Running> => {
  const localMemory = await store.memory('local');
  const demoClock = config.localAlone ? movableClock(Number(localMemory.get('clock-offset') ?? 0)) : undefined;
  const clock = demoClock ?? standIns.clock ?? wallClock;
  const { timeZone } = config;
  const [almanac, commands, schedules, recorder] = await Promise.all([
    readAlmanac(config.store),
    loadCommands(commandsFolder),
    loadSchedules(schedulesFolder),
    createRecorder({ store, clock, log, timeZone }),
  ]);
  const openCode = (): Promise<void> => announceSetupCode(store, config, say);
  const founding = createFounding({ registry: store.registry, recorder, clock, onCodeSpent: openCode });

  const channels: Channel[] = early ? [early.channel] : [];
  const tellChannel = (account: string, what: 'confirm' | 'forget'): void => {
    const channel = channels.find(({ name }) => account.startsWith(`${name}:`));
    channel?.[what]?.(account).catch((error: unknown) =>
      log.error(`${what}-failed`, { reason: (error as Error).name }),
    );
  };
  // Sessions live by the real time, also where the branch's clock is moved.
  const wall = standIns.clock ?? wallClock;
  const doors = createDoors(wall);
  const feeds = createFeeds(await store.memory('calendar'));
  let address = config.url;
  const papers = {
    ledger: store.ledger,
    almanac,
    clock,
    render: async (document, format) => (await import('./documents/render-apart.ts')).renderApart(document, format),
  } satisfies Parameters<typeof createDocuments>[0];
  const backups = createBackupNow({ make: () => backUp(config, folder), wall, log });
  const bot: Bot = createBot({
    recorder,
    founding,
    registry: store.registry,
    people: store.people,
    causes: await createCauses(await store.memory('bot'), clock, log),
    log,
    commands,
    schedules,
    recallForMs: (room) => channels.find(({ name }) => room.startsWith(`${name}:`))?.can.recallForMs,
    ...papers,
    entrance: entranceOf(doors, feeds, () => address ?? ''),
    backups,
    confirmAccount: (account) => tellChannel(account, 'confirm'),
    forgetAccount: (account) => tellChannel(account, 'forget'),
  });
  const attach = createAttachments({ guidance: almanac.guidance, render: papers.render });
  const outbox = createOutbox({ recorder, channels, clock, log, attach });
  const ticker = createTicker({ recorder, outbox, schedules, almanac, clock, log });
  recorder.onDurable((branch, entries) => {
    const activities = new Set<string>();
    let queued = false;
    for (const entry of entries) {
      if ('activity' in entry) activities.add(entry.activity);
      if (entry.type === 'push-queued' || entry.type === 'push-withdrawn') queued = true;
    }
    if (queued) void outbox.deliver(branch);
    if (activities.size > 0) void outbox.refresh(branch, activities);
  });

  early?.menu(commandMenu([foundingCard, ...commands]));
  // Known before anything that was said meanwhile is heard: 建支部 may be among it.
  if (!config.localAlone) await openCode();
  early?.listener(bot.receive);
  if (config.wechat) {
    const { createWechatChannel } = await import('./channels/wechat/channel.ts');
    const { wechatSettings } = await import('./channels/wechat/settings.ts');
    channels.push(
      createWechatChannel({
        puppet: wechatSettings(config.wechat.settings, join(config.store, 'channels', 'wechat-login')),
        memory: await store.memory('wechat'),
        clock,
        log,
        showScan: (code) => void showQrCode(code, say),
        ...standIns.wechat,
      }),
    );
  }

  const { serveHttp } = await import('./channels/local/serve-http.ts');
  const { isLoopback, isOwnOrigin } = await import('./channels/local/own-host.ts');
  const { consoleRoutes } = await import('./console/routes.tsx');
  const { calendarForAll } = await import('./documents/calendar-feed.ts');
  const book = createShelf(store.ledger);
  const yearbook = createYearbooks(store.ledger, book);
  const readPaper = documentReader({ almanac, clock, yearbook });
  const apps = [
    consoleRoutes({
      doors,
      feeds,
      calendarOf: calendarForAll,
      recorder,
      receive: bot.receive,
      clock,
      wall,
      log,
      isOwnOrigin,
      address: () => address ?? '',
      library: {
        book,
        yearbook,
        years: async (branch) => (await store.ledger.books(branch)).books.map(({ year }) => year),
        paper: async (branch, request) => readPaper(await recorder.load(branch), request),
        draw: (document, format) => fileOf(document, format, papers.render),
      },
      surroundings: () => ({
        ...almanac,
        schedules,
        commands,
        backup: backups.state(),
        channels: channels.map((channel) => ({ name: channel.name, ...channel.health() })),
      }),
    }),
  ];
  // Through a proxy as well as directly.
  const isOpen = !isLoopback(config.host) || config.url !== undefined;
  if (config.local) {
    const { createLocalChannel } = await import('./channels/local/channel.ts');
    const { localRoutes } = await import('./channels/local/routes.tsx');
    const { demoName, demoPersonas, seedDemo } = await import('./demo.ts');
    if (config.localAlone) await seedDemo(founding, recorder, clock, timeZone);
    const demo = config.localAlone ? founding.branchNamed(demoName) : undefined;
    const local = createLocalChannel({
      memory: localMemory,
      clock,
      log,
      personas: demo === undefined ? async () => [] : demoPersonas(recorder, demo),
      roomTitle: demo === undefined ? '本地群（已配置其他渠道，示范支部没有载入）' : demoName,
    });
    channels.push(local);
    apps.push(
      localRoutes(local, {
        open: isOpen,
        ...(config.url === undefined ? {} : { url: config.url }),
        timeZone,
        ...(demoClock
          ? { clockControl: walkClock({ clock: demoClock, memory: localMemory, recorder, ticker, outbox, timeZone }) }
          : {}),
      }),
    );
  }

  const startedAt = clock.now();
  const server = await serveHttp({
    host: config.host,
    port: config.port,
    ...(config.url === undefined ? {} : { url: config.url }),
    apps,
    log,
    health: async () => {
      const states = channels.map((channel) => ({ name: channel.name, ...channel.health() }));
      const problems = recorder.problems();
      const well =
        problems.length === 0 &&
        !recorder.stopped() &&
        states.every(({ state }) => state === 'up' || clock.now() - startedAt < 60_000);
      return {
        status: well ? ('ok' as const) : ('problem' as const),
        writing: !recorder.stopped(),
        ...recorder.counts(),
        problems,
        channels: states,
      };
    },
  });
  address ??= server.address;
  if (config.local && isOpen) {
    const which = config.url === undefined ? `ZHISHU_HOST is ${config.host}` : `ZHISHU_URL is ${config.url}`;
    say(`Warning: ${which}; anybody who can reach this address can read and write the local group.`);
  }

  for (const channel of channels) if (channel !== early?.channel) await channel.start(bot.receive);
  say(config.local ? `支书助手 is ready: ${server.address}` : `支书助手 is ready. Health: ${server.address}/health`);

  // The one timer; a slow tick is not overlapped, and a late one still counts, because progress is in the ledger.
  const timer = cron.schedule('* * * * * *', () => ticker.tick(), {
    noOverlap: true,
    missedExecutionTolerance: 3_600_000,
    suppressMissedWarning: true,
    name: 'tick',
  });
  const watch = watchClockSteps(() => {
    void timer.stop();
    void timer.start();
  });
  const loading = ticker.loadAll().then(async () => {
    for (const id of recorder.branches()) {
      const branch = recorder.loaded(id)?.branch;
      if (branch)
        await outbox.refresh(
          id,
          new Set(Object.keys(branch.activities).filter((a) => branch.activities[a]?.state === 'open')),
        );
    }
    return undefined;
  });
  loading.catch((error: unknown) => log.error('load-failed', { reason: (error as Error).name }));

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    clearInterval(watch);
    await timer.destroy();
    await Promise.allSettled(channels.map((channel) => channel.stop()));
    await server.close();
    await ticker.tick();
    await outbox.idle();
    await recorder.drain();
    await store.close();
  };
  return {
    address: server.address,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};

/** Keeps one setup code open and prints it on standard output only; a given one that was spent is not opened again. */
const announceSetupCode = async (store: Store, config: Config, say: (line: string) => void): Promise<void> => {
  const given = config.setupCode === undefined ? undefined : hashOf(config.setupCode);
  const { codes } = store.registry.get();
  const isSpent = given !== undefined && codes.some(({ hash, spentBy }) => hash === given && spentBy !== undefined);
  const code = given === undefined || isSpent ? String(randomInt(10_000_000, 100_000_000)) : (config.setupCode ?? '');
  const open = { hash: hashOf(code) };
  await store.registry.update((registry) => ({
    ...registry,
    codes: [...registry.codes.filter(({ spentBy }) => spentBy !== undefined), open],
  }));
  if (isSpent) say('ZHISHU_SETUP_CODE was used already; this one takes its place.');
  say(`Setup code for 建支部 (opens one branch): ${code}`);
};

/** A backup at somebody's word leaves the disk room enough for the store itself. */
const leastFreeBytes = 256 * 1024 * 1024;

const backUp = async (config: Config, folder: string): Promise<BackupMade> => {
  const { backupApart } = await import('./stores/backup-apart.ts');
  const { backupsBeside } = await import('./stores/backup.ts');
  const to = backupsBeside(config.store);
  const { file, bytes, problems } = await backupApart({ folder, to, now: Date.now(), leastFreeBytes });
  return { name: basename(file), bytes, problems: problems.length };
};

const showQrCode = async (code: string, say: (line: string) => void): Promise<void> => {
  const { default: qrcode } = await import('qrcode-terminal');
  qrcode.generate(code, { small: true }, (drawn: string) => say(`Scan with the WeChat account of the bot:\n${drawn}`));
};

/** A wall clock set back would hold node-cron's next beat until it caught up: then the timer is started anew. */
const watchClockSteps = (onStep: () => void): NodeJS.Timeout => {
  let wall = Date.now();
  let steady = performance.now();
  return setInterval(() => {
    const wallGone = Date.now() - wall;
    const steadyGone = performance.now() - steady;
    wall += wallGone;
    steady += steadyGone;
    if (Math.abs(wallGone - steadyGone) > 2000) onStep();
  }, 1000).unref();
};
