import { join } from 'node:path';
import { type Started, startProgram } from './children.ts';
import { builtProgram, compiled } from './places.ts';

export type BotName = 'ours' | 'echo' | 'raw';

export const botLabels: Readonly<Record<BotName, string>> = {
  ours: 'zhishu (all of it, durable)',
  echo: 'grammY + runner, echo only',
  raw: 'node:http loop, 64 in flight',
};

/** Starts a bot as its user would, against the loopback server; ours works in this store. */
export const startBot = (
  name: BotName,
  { url, token }: { url: string; token: string },
  folder: string,
  store: string,
): Started => {
  const environment = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: url };
  const log = join(folder, `${name}.log`);
  if (name !== 'ours') return startProgram(compiled(`${name}-bot`), [], environment, log);
  const settings = { ZHISHU_STORE: store, ZHISHU_PORT: '0', ZHISHU_LOCAL: 'off', ZHISHU_TZ: 'Asia/Shanghai' };
  return startProgram(builtProgram, ['start'], { ...environment, ...settings }, log);
};
