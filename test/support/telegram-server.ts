import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patienceMs } from './patience.ts';
import { ApiError, tooManyRequests } from './telegram/api-error.ts';
import { integer, structure } from './telegram/arguments.ts';
import { type ActiveFault, createFaults, createGates, errorOf, type Fault } from './telegram/faults.ts';
import { createFloodLimits, type FloodProfile } from './telegram/flood-limits.ts';
import { METHODS } from './telegram/methods.ts';
import { createPeople } from './telegram/people.ts';
import { type Params, readParams } from './telegram/read-body.ts';
import { createUpdateQueue } from './telegram/update-queue.ts';
import { createWorld, type World } from './telegram/world.ts';

export type { TelegramChat, TelegramTopic } from './telegram/chat.ts';
export type { ActiveFault, Fault } from './telegram/faults.ts';
export type { FloodProfile } from './telegram/flood-limits.ts';
export type { ChatDetails } from './telegram/people.ts';
export type { SayOptions, TelegramUser } from './telegram/user.ts';
export type { Button, ChatMessage, Rights, Status, StoredFile, Toast } from './telegram/world.ts';

export type Call = {
  /** As the client wrote it. */
  readonly method: string;
  params: Readonly<Record<string, unknown>>;
  files: readonly { readonly name: string; readonly size: number }[];
  readonly at: number;
  /** 0 while in flight and when the connection was dropped unanswered. */
  status: number;
  description?: string;
};

export type TelegramServerOptions = {
  readonly token?: string;
  readonly botUsername?: string;
  /** Dates, expiry, flood windows and the rules about repeated polls follow it; a long poll itself takes real time. */
  readonly now?: () => number;
  readonly privacy?: boolean;
  readonly limits?: FloodProfile;
  readonly latencyMs?: number;
  /** Telegram slows down a client that polls with the same offset again. */
  readonly sameOffsetRule?: boolean;
  /** How long a second 409 within as long is held; 0 answers at once. */
  readonly conflictHoldMs?: number;
};

export type TelegramServer = Awaited<ReturnType<typeof createTelegramServer>>;

type Job = {
  readonly call: Call;
  /** Lower-case name. */
  readonly method: string;
  params: Params;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  dropAnswer: boolean;
};

const NO_FILES: Call['files'] = [];
const NO_PARAMS: Params = { fields: {}, uploads: new Map() };

/** Telegram for one bot on a loopback port: speaks the wire as Telegram does, and is driven as people would. */
export async function createTelegramServer({
  token = '7100000001:AAFakeTokenForTheLoopbackServerOnly00',
  botUsername = 'zhishu_bot',
  now = Date.now,
  privacy = true,
  limits = 'none',
  latencyMs = 0,
  sameOffsetRule = true,
  conflictHoldMs = 3000,
}: TelegramServerOptions = {}) {
  const updates = createUpdateQueue({ now, sameOffsetRule, conflictHoldMs });
  const world: World = createWorld({ now, token, botUsername, privacy, updates });
  const people = createPeople(world);
  const flood = createFloodLimits(limits, now);
  const faults = createFaults();
  const gates = createGates();
  const watchers = new Set<() => void>();
  const inFlight = new Set<Call>();
  let log: Call[] = [];
  let byMethod = new Map<string, Call[]>();
  let floods = 0;
  let latency = latencyMs;
  let down = false;

  const wake = (): void => {
    for (const look of watchers) look();
  };

  function finished({ call, method }: Pick<Job, 'call' | 'method'>, status: number): void {
    call.status = status;
    inFlight.delete(call);
    log.push(call);
    const same = byMethod.get(method);
    if (same === undefined) byMethod.set(method, [call]);
    else same.push(call);
    if (status === 429) floods++;
    wake();
  }

  function answer(job: Job, status: number, body: string, type = 'application/json'): void {
    gates.pass(job.method, 'after', () => {
      if (job.dropAnswer) job.request.socket.destroy();
      else write(job.response, status, type, body);
      finished(job, status);
    });
  }

  function refuse(job: Job, error: unknown): void {
    const known = error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`);
    job.call.description = known.message;
    answer(job, known.code, JSON.stringify(errorBody(known)));
  }

  function poll(job: Job): void {
    const args = job.params;
    updates.allow(structure(args, 'allowed_updates'));
    const limit = Math.min(100, Math.max(1, integer(args, 'limit', 100)));
    const timeout = Math.min(50, Math.max(0, integer(args, 'timeout')));
    const hangUp = updates.poll(integer(args, 'offset'), limit, timeout, {
      ok: (list) => answer(job, 200, `{"ok":true,"result":${list}}`),
      fail: (error) => refuse(job, error),
    });
    job.response.once('close', () => {
      hangUp();
      inFlight.delete(job.call);
    });
  }

  function work(job: Job): void {
    try {
      if (job.method === 'getupdates') return poll(job);
      const method = METHODS[job.method];
      if (method === undefined) throw new ApiError(404, 'Not Found: method not found');
      const chatId = Number(job.params.fields['chat_id']);
      const wait = flood.charge(job.method, chatId, chatId < 0 && world.chats.get(chatId)?.kind !== 'channel');
      if (wait > 0) throw tooManyRequests(wait);
      answer(job, 200, `{"ok":true,"result":${JSON.stringify(method(world, job.params))}}`);
    } catch (error) {
      refuse(job, error);
    }
  }

  function meetFault(job: Job, fault: Fault | undefined): void {
    if (fault === undefined) return work(job);
    if (fault.hang) {
      job.response.once('close', () => inFlight.delete(job.call));
      return;
    }
    if (fault.drop) {
      job.request.socket.destroy();
      return finished(job, 0);
    }
    if (fault.html) {
      const status = fault.error_code ?? 502;
      return answer(job, status, `<html><head><title>${status}</title></head><body>nginx</body></html>`, 'text/html');
    }
    const error = errorOf(fault);
    if (error !== undefined) return refuse(job, error);
    job.dropAnswer = fault.acceptThenDrop ?? false;
    work(job);
  }

  function begin(job: Job): void {
    gates.pass(job.method, 'before', () => {
      const fault = faults.take(job.method, job.params.fields);
      if (fault?.delayMs === undefined) meetFault(job, fault);
      else setTimeout(meetFault, fault.delayMs, job, fault);
    });
  }

  function route(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark === -1 ? url : url.slice(0, mark);
    const isFile = path.startsWith('/file/bot');
    const start = isFile ? '/file/bot'.length : '/bot'.length;
    const slash = path.indexOf('/', start);
    if (slash === -1 || !(isFile || path.startsWith('/bot'))) {
      return write(response, 404, 'application/json', JSON.stringify(errorBody(new ApiError(404, 'Not Found'))));
    }
    const given = decoded(path.slice(start, slash));
    const name = path.slice(slash + 1);
    if (isFile) return download(response, given, decoded(name));
    const call: Call = { method: name, params: {}, files: NO_FILES, at: now(), status: 0 };
    inFlight.add(call);
    const job: Job = { call, method: name.toLowerCase(), params: NO_PARAMS, request, response, dropAnswer: false };
    const refusal = tokenRefusal(given, token);
    if (refusal !== undefined) return refuse(job, refusal);
    try {
      job.params = readParams(mark === -1 ? '' : url.slice(mark + 1), request.headers['content-type'], body);
      call.params = job.params.fields;
      const { uploads } = job.params;
      if (uploads.size > 0)
        call.files = [...uploads.values()].map(({ name: file, bytes }) => ({ name: file, size: bytes.length }));
    } catch (error) {
      return refuse(job, error);
    }
    begin(job);
    wake();
  }

  function download(response: ServerResponse, given: string, path: string): void {
    const refusal = tokenRefusal(given, token);
    const file = [...world.files.values()].find((one) => one.path === path);
    if (refusal === undefined && file !== undefined) {
      return write(response, 200, 'application/octet-stream', file.bytes);
    }
    const error = refusal ?? new ApiError(404, 'Not Found');
    write(response, error.code, 'application/json', JSON.stringify(errorBody(error)));
  }

  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      if (latency > 0) setTimeout(route, latency, request, response, body);
      else route(request, response, body);
    });
  });
  http.keepAliveTimeout = 120_000;
  http.requestTimeout = 0;
  http.on('connection', (socket) => {
    socket.setNoDelay(true);
    if (down) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;

  return {
    ...people,
    /** What grammY calls `apiRoot`. */
    url: `http://127.0.0.1:${port}`,
    token,
    botId: world.me.id,
    botUsername,

    /** Every answered call, or those of one method whatever its case, oldest first. */
    calls: (method?: string): readonly Call[] =>
      method === undefined ? log : (byMethod.get(method.toLowerCase()) ?? []),

    /** Calls received and not answered: held, hanging, or waiting for updates. */
    inFlight: (method?: string): readonly Call[] =>
      [...inFlight].filter((call) => method === undefined || call.method.toLowerCase() === method.toLowerCase()),

    forgetCalls(): void {
      log = [];
      byMethod = new Map();
    },

    /** How many calls were answered 429. */
    floods: (): number => floods,

    /** Resolves with the first true value `look` returns; it looks again at every call's arrival and answer. */
    until<T>(look: () => T, withinMs = patienceMs): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
      type Found = Exclude<T, false | undefined | null | 0 | ''>;
      const late = new Error(`what was waited for did not happen within ${withinMs} ms`);
      return new Promise<Found>((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          watchers.delete(again);
        };
        const again = (): void => {
          try {
            const found = look();
            if (!found) return;
            stop();
            resolve(found as Found);
          } catch (error) {
            stop();
            reject(error);
          }
        };
        const timer = setTimeout(() => {
          stop();
          const recent = log.slice(-8).map(({ method, status }) => `${method} ${status}`);
          late.message += `; the last calls were: ${recent.join(', ') || 'none'}`;
          reject(late);
        }, withinMs);
        watchers.add(again);
        again();
      });
    },

    fault: (fault: Fault): ActiveFault => faults.add(fault),

    /** Stops every call of a method before it takes effect, or after it and before its answer; returns the release. */
    hold: (method: string, when: 'before' | 'after' = 'before'): (() => void) => gates.hold(method, when),

    setLatency(milliseconds: number): void {
      latency = milliseconds;
    },

    /** The network is gone: open connections break, new ones break at once. */
    goDown(): void {
      down = true;
      http.closeAllConnections();
    },
    comeUp(): void {
      down = false;
    },

    /** As at BotFather: a group follows only after the bot has been removed and added again. */
    setPrivacy(on: boolean): void {
      world.privacy = on;
    },

    /** Updates not yet confirmed. */
    pending: (): number => updates.pending(),
    /** Whether a long poll is waiting, hence what is said now is delivered at once. */
    isPolled: (): boolean => updates.isPolled(),
    allowedUpdates: () => updates.allowed(),

    /** Nothing happened for a week: whatever was pending has expired and update ids start anywhere. */
    weekOfSilence: (firstUpdateId?: number) => updates.startAnew(firstUpdateId),

    async close(): Promise<void> {
      updates.stop();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}

function write(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** What cannot be decoded is taken as it stands, and refused later for not being known. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const errorBody = ({ code, message, parameters }: ApiError) => ({
  ok: false,
  error_code: code,
  description: message,
  ...(parameters === undefined ? {} : { parameters }),
});

function tokenRefusal(given: string, token: string): ApiError | undefined {
  if (given === token) return undefined;
  const isToken = given.length <= 80 && /^[1-9]\d{0,15}:/.test(given);
  return new ApiError(401, isToken ? 'Unauthorized' : 'Unauthorized: invalid token specified');
}
