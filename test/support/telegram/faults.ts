import { ApiError } from './api-error.ts';

/** Without any of the outcomes the call merely takes `delayMs` longer. */
export type Fault = {
  /** Any method when missing. */
  readonly method?: string;
  /** How many calls it hits; once unless said otherwise. */
  readonly times?: number;
  readonly chatId?: number;
  readonly delayMs?: number;
  readonly error_code?: number;
  readonly description?: string;
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
  /** Answers a page as proxies do, with `error_code` or 502. */
  readonly html?: boolean;
  /** Hangs up without having done anything. */
  readonly drop?: boolean;
  /** Does what was asked and then hangs up, so that the caller cannot know. */
  readonly acceptThenDrop?: boolean;
  /** Never answers. */
  readonly hang?: boolean;
};

export type ActiveFault = { readonly left: () => number; readonly clear: () => void };

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** The error a fault stands for, or undefined when it is not about an answer. */
export function errorOf(fault: Fault): ApiError | undefined {
  const { retry_after, migrate_to_chat_id } = fault;
  const code = fault.error_code ?? (retry_after === undefined ? migrate_to_chat_id && 400 : 429);
  if (code === undefined) return undefined;
  const usual =
    retry_after !== undefined
      ? `Too Many Requests: retry after ${retry_after}`
      : migrate_to_chat_id !== undefined
        ? 'Bad Request: group chat was upgraded to a supergroup chat'
        : (PHRASES[code] ?? `Error ${code}`);
  const parameters =
    retry_after === undefined && migrate_to_chat_id === undefined
      ? undefined
      : {
          ...(retry_after === undefined ? {} : { retry_after }),
          ...(migrate_to_chat_id === undefined ? {} : { migrate_to_chat_id }),
        };
  return new ApiError(code, fault.description ?? usual, parameters);
}

export function createFaults() {
  const active: { fault: Fault; left: number }[] = [];

  return {
    add(fault: Fault): ActiveFault {
      const one = { fault, left: fault.times ?? 1 };
      active.push(one);
      return { left: () => one.left, clear: () => void (one.left = 0) };
    },

    /** The first fault that fits, used up by one. */
    take(method: string, fields: Readonly<Record<string, unknown>>): Fault | undefined {
      if (active.length === 0) return undefined;
      const found = active.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === undefined || fault.method.toLowerCase() === method) &&
          (fault.chatId === undefined || String(fields['chat_id']) === String(fault.chatId)),
      );
      if (found === undefined) return undefined;
      found.left--;
      if (found.left <= 0) active.splice(active.indexOf(found), 1);
      return found.fault;
    },
  };
}

type Gate = { readonly method: string; readonly when: 'before' | 'after'; readonly waiting: (() => void)[] };

/** Stops calls on their way until released, in the order they came. */
export function createGates() {
  const gates = new Set<Gate>();

  return {
    hold(method: string, when: Gate['when']): () => void {
      const gate: Gate = { method: method.toLowerCase(), when, waiting: [] };
      gates.add(gate);
      return () => {
        gates.delete(gate);
        for (const go of gate.waiting.splice(0)) go();
      };
    },

    pass(method: string, when: Gate['when'], go: () => void): void {
      for (const gate of gates) {
        if (gate.method === method && gate.when === when) {
          gate.waiting.push(go);
          return;
        }
      }
      go();
    },
  };
}
