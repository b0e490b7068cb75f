import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServiceSettings } from '../../src/channels/wechat/settings.ts';
import { moveHome, until } from './wechat-harness.ts';

export type GatewayOptions = {
  readonly names: readonly string[];
  readonly topic?: string;
  readonly port?: number;
  /** Changes with a login that brings new ids for everybody and everything. */
  readonly ids?: string;
  readonly loggedIn?: boolean;
};

export type Gateway = {
  readonly port: number;
  readonly settings: ServiceSettings;
  readonly said: string[];
  readonly whispered: { readonly to: string; readonly text: string }[];
  readonly files: { readonly name: string; readonly size: number }[];
  /** How often the account was logged out on the gateway. */
  logouts(): number;
  /** One of the commands in wechat-gateway.mjs. */
  tell(...command: readonly unknown[]): void;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
};

const token = 'insecure_test';

let lastPort = 20_000 + 100 * (process.pid % 100);

/** A port that is free and stays so: below those that the system gives out by itself, and of this process's own hundred. */
export async function freePort(): Promise<number> {
  for (;;) {
    lastPort += 1;
    const port = lastPort;
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

export function settingsFor(port: number): ServiceSettings {
  return { kind: 'service', token, endpoint: `127.0.0.1:${port}`, tls: { disable: true } };
}

/** Starts a gateway process with a home folder of its own, and resolves when it listens. */
export async function spawnGateway(options: GatewayOptions): Promise<Gateway> {
  const port = options.port ?? (await freePort());
  const { names, topic = '第一党支部', ids = 'a', loggedIn = true } = options;
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--no-deprecation',
      fileURLToPath(new URL('./wechat-gateway.mjs', import.meta.url)),
      JSON.stringify({ port, token, topic, names, ids, loggedIn }),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, HOME: moveHome(), WECHATY_LOG: 'silent' } },
  );
  const said: string[] = [];
  const whispered: { to: string; text: string }[] = [];
  const files: { name: string; size: number }[] = [];
  let logouts = 0;
  let ready = false;
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const happened = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (happened['ready']) ready = true;
    if (happened['loggedOut']) logouts += 1;
    if (typeof happened['said'] === 'string') said.push(happened['said']);
    if (typeof happened['whispered'] === 'string')
      whispered.push({ to: String(happened['to']), text: happened['whispered'] });
    if (typeof happened['sentFile'] === 'string')
      files.push({ name: happened['sentFile'], size: Number(happened['size']) });
  });
  await until('the gateway listens', () => ready || gone);
  if (gone) throw new Error('the gateway ended before it listened');
  return {
    port,
    settings: settingsFor(port),
    said,
    whispered,
    files,
    logouts: () => logouts,
    tell: (...command) => void child.stdin?.write(`${JSON.stringify(command)}\n`),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      if (gone) return;
      child.kill('SIGKILL');
      await until('the gateway ends', () => gone);
    },
  };
}
