import { GrammyError, HttpError } from 'grammy';
import { type FailureReason, SendFailure } from '../../ports.ts';
import { codeOf, isBeforeWriting, WireFailure } from './wire.ts';

/** What went wrong with a call, as far as anything depends on it. `what` may be logged: it never holds a payload or address. */
export type Failure = { readonly what: string } & (
  | { readonly kind: 'flood'; readonly retryAfterMs: number }
  | { readonly kind: 'moved'; readonly to: number }
  /** `unmodified`: it is already as it should be. */
  | { readonly kind: 'token' | 'conflict' | 'unmodified' | 'gone' | 'stranger' | 'no-reactions' | 'refused' }
  /** Nothing reached Telegram, or it said itself that it failed. */
  | { readonly kind: 'unreachable' }
  /** It may have been done. */
  | { readonly kind: 'unknown' }
);

/** Reads an error of grammY's or of the wire; Telegram has no codes below the HTTP status, so some words decide. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GrammyError) return refusalOf(error);
  const cause = error instanceof HttpError ? error.error : error;
  if (cause instanceof WireFailure) return { kind: cause.written ? 'unknown' : 'unreachable', what: cause.message };
  const what = cause instanceof Error ? codeOf(cause) : 'no answer';
  return { kind: isBeforeWriting(cause) ? 'unreachable' : 'unknown', what };
}

function refusalOf({ method, error_code: code, description = '', parameters }: GrammyError): Failure {
  const what = `${code} ${description}`;
  if (parameters.retry_after !== undefined || code === 429) {
    return { kind: 'flood', retryAfterMs: (parameters.retry_after ?? 1) * 1000, what };
  }
  if (parameters.migrate_to_chat_id !== undefined) return { kind: 'moved', to: parameters.migrate_to_chat_id, what };
  if (code === 401 || (code === 404 && description === 'Not Found')) return { kind: 'token', what };
  if (code === 409) return { kind: 'conflict', what };
  if (code === 403) return { kind: /can't initiate/.test(description) ? 'stranger' : 'gone', what };
  if (code >= 500) return { kind: 'unreachable', what };
  if (/message is not modified|message to delete not found/.test(description)) return { kind: 'unmodified', what };
  if (method === 'setMessageReaction' && /REACTION|rights/.test(description)) return { kind: 'no-reactions', what };
  if (/chat not found|user not found|PEER_ID_INVALID/.test(description)) return { kind: 'stranger', what };
  return { kind: 'refused', what };
}

const REASONS: Partial<Record<Failure['kind'], FailureReason>> = {
  gone: 'gone',
  unreachable: 'unreachable',
  token: 'unreachable',
  unknown: 'unknown',
};

/** A failed call as a rejected send; the message holds codes only. */
export class CallFailed extends SendFailure {
  readonly kind: Failure['kind'];
  constructor({ kind, what }: Failure) {
    super(REASONS[kind] ?? 'refused', what);
    this.kind = kind;
  }
}
