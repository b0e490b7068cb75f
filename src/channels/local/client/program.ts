/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */
import type { Voice } from './voice.ts';

export type Answer = { readonly ok: boolean; readonly reached: boolean; readonly toast?: string };
export type Program = ReturnType<typeof createProgram>;

/** What is sent to the program that serves the page, and its answers. */
export function createProgram({ toast }: Voice) {
  const post = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<Answer> => {
    try {
      const response = await fetch(path, { method: 'POST', body, headers });
      const { toast: told }: { toast?: string } = await response.json().catch(() => ({}));
      return { ok: response.ok, reached: true, ...(told ? { toast: told } : {}) };
    } catch {
      return { ok: false, reached: false, toast: '没有连上程序，请稍后再试。' };
    }
  };
  const aloud = (answer: Answer): Answer => {
    if (answer.toast) toast(answer.toast);
    return answer;
  };
  const postJson = (path: string, body: Record<string, unknown>) =>
    post(path, JSON.stringify(body), { 'Content-Type': 'application/json' });

  return {
    /** Leaves it to the caller to show the sentence that came back. */
    ask: postJson,
    tell: async (path: string, body: Record<string, unknown>): Promise<Answer> => aloud(await postJson(path, body)),
    tellFile: async (form: FormData): Promise<Answer> => aloud(await post('/files', form, { 'X-Zhishu': 'file' })),
    /** randomUUID is missing where the page is reached by another machine without TLS. */
    clientId: (): string =>
      Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
