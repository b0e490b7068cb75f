import http from 'node:http';
import https from 'node:https';
import type { Transformer } from 'grammy';

/** Why there was no answer; carries no address, because the address holds the token. */
export class WireFailure extends Error {
  /** Whether Telegram may have received the call. */
  readonly written: boolean;
  constructor(code: string, written: boolean) {
    super(code);
    this.name = 'WireFailure';
    this.written = written;
  }
}

export type Wire = {
  readonly agent: http.Agent;
  readonly transformer: Transformer;
  download(path: string, most: number): Promise<Uint8Array>;
  close(): void;
};

const ANSWER_WITHIN_MS = 60_000;
const jsonHeader = ['content-type', 'application/json'];

/**
 * Carries JSON calls over node:http itself, underneath grammY's typed Api: no abort controller, timer and stream per
 * call, which is where its own client spends most of its time; and errors say whether the call had been written.
 */
export function createWire(apiRoot: string, token: string): Wire {
  const root = new URL(apiRoot);
  const secure = root.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxFreeSockets: 256, timeout: ANSWER_WITHIN_MS });
  const base = root.pathname === '/' ? '' : root.pathname.replace(/\/$/, '');
  const common = { protocol: root.protocol, hostname: root.hostname, port: root.port, agent };
  const { request } = secure ? https : http;

  function exchange(method: 'GET' | 'POST', path: string, body: string | undefined, signal?: Abortable) {
    return new Promise<{ readonly status: number; readonly bytes: Buffer }>((resolve, reject) => {
      // As a list they are written as they stand, without a table of headers being made for each call.
      const ofBody = body === undefined ? [] : [...jsonHeader, 'content-length', String(Buffer.byteLength(body))];
      const headers = ['host', root.host, ...ofBody];
      const call = request({ ...common, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          signal?.removeEventListener('abort', abort);
          const only = chunks.length === 1 ? chunks[0] : undefined;
          resolve({ status: response.statusCode ?? 0, bytes: only ?? Buffer.concat(chunks) });
        });
      });
      const abort = (): void => void call.destroy(new Error('aborted'));
      function fail(error: Error): void {
        signal?.removeEventListener('abort', abort);
        const neverWritten = !call.reusedSocket && isBeforeWriting(error);
        reject(new WireFailure(codeOf(error), !neverWritten));
      }
      call.on('error', fail);
      call.on('timeout', () => call.destroy(new Error('timeout')));
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
      call.end(body);
    });
  }

  return {
    agent,

    transformer: async (previous, method, payload, signal) => {
      if (carriesFile(payload)) return previous(method, payload, signal);
      const path = `${base}/bot${token}/${method}`;
      const { status, bytes } = await exchange('POST', path, JSON.stringify(payload), signal);
      return parseAnswer(status, bytes) as Awaited<ReturnType<typeof previous<typeof method>>>;
    },

    async download(path, most) {
      const { status, bytes } = await exchange('GET', `${base}/file/bot${token}/${encodeURI(path)}`, undefined);
      if (status !== 200 || bytes.length > most) throw new WireFailure(`http-${status}`, true);
      return bytes;
    },

    close: () => agent.destroy(),
  };
}

/** What grammY's own AbortSignal and the platform's have in common. */
type Abortable = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

const carriesFile = (payload: object): boolean => 'document' in payload || 'photo' in payload;

/** A page from a proxy is no answer of Telegram's: nobody knows what became of the call. */
function parseAnswer(status: number, bytes: Buffer): unknown {
  try {
    const answer: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer;
  } catch {
    // Told below, without the page's text.
  }
  throw new WireFailure(`http-${status}`, true);
}

const BEFORE_WRITING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);

/** Only what cannot have reached Telegram: no name, no route, no connection, no certificate. */
export function isBeforeWriting(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const syscall = 'syscall' in error ? error.syscall : undefined;
  const code = codeOf(error);
  return (
    syscall === 'connect' || syscall === 'getaddrinfo' || BEFORE_WRITING.has(code) || /CERT|^ERR_(TLS|SSL)/.test(code)
  );
}

/** A word for the log: a system's or library's own code, never its message, which may hold the address. */
export function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('type' in error && typeof error.type === 'string') return error.type;
  return error.message === 'aborted' || error.message === 'timeout' ? error.message : error.name;
}
