import { join } from 'node:path';
import type { Menu, TelegramOptions } from './channels/telegram/telegram.ts';
import type { WechatOptions } from './channels/wechat/channel.ts';
import { wallClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Channel, Clock, Log, Receive, Store } from './ports.ts';
import type { Files } from './stores/files.ts';
import { openStore } from './stores/lowdb-store.ts';

export type Running = {
  readonly address: string;
  /** Takes nothing new, finishes what is in hand, and gives the store back. */
  readonly stop: () => Promise<void>;
};

/** What a test brings in place of the wall clock, the real waits and a WeChat account. */
export type StandIns = {
  readonly clock?: Clock;
  readonly files?: Files;
  readonly telegram?: Pick<TelegramOptions, 'timing'>;
  readonly wechat?: Pick<WechatOptions, 'puppet' | 'timing'>;
};

/** A channel that is on its way before the rest is loaded; what it hears waits until there is somebody to tell. */
export type Early = {
  readonly channel: Channel;
  readonly menu: (menu: Menu) => void;
  readonly listener: (receive: Receive) => void;
};

/**
 * Opens the store and starts the bot. `say` writes for the operator on standard output. Telegram is asked for what
 * waits there while everything else is still being loaded, because that takes longer than the first answer.
 */
export const startZhishu = async (
  config: Config,
  log: Log,
  say: (line: string) => void,
  standIns: StandIns = {},
): Promise<Running> => {
  const folder = config.localAlone ? join(config.store, 'demo') : config.store;
  const { files } = standIns;
  const store = await openStore({ folder, log, ...(files ? { files } : {}) });
  let early: Early | undefined;
  try {
    early = await listenEarly(config, store, log, standIns);
    const { assemble } = await import('./assembly.ts');
    return await assemble({ config, folder, store, log, say, standIns, early });
  } catch (error) {
    // Nothing that was heard has been confirmed: it comes again at the next start.
    early?.listener(() => Promise.reject(new Error('The start failed.')));
    await early?.channel.stop();
    await store.close();
    throw error;
  }
};

const listenEarly = async (
  { telegram }: Config,
  store: Store,
  log: Log,
  standIns: StandIns,
): Promise<Early | undefined> => {
  if (!telegram) return undefined;
  const { createTelegramChannel } = await import('./channels/telegram/telegram.ts');
  const menu = later<Menu>();
  const listener = later<Receive>();
  const channel = createTelegramChannel({
    token: telegram.token,
    ...(telegram.apiRoot === undefined ? {} : { apiRoot: telegram.apiRoot }),
    memory: await store.memory('telegram'),
    clock: standIns.clock ?? wallClock,
    log,
    menu: menu.promise,
    ...standIns.telegram,
  });
  let receive: Receive = async (incoming) => (await listener.promise)(incoming);
  await channel.start((incoming) => receive(incoming));
  return {
    channel,
    menu: menu.resolve,
    listener: (bot) => {
      receive = bot;
      listener.resolve(bot);
    },
  };
};

const later = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
