import { expect } from 'vitest';

/** That there is a log, and that of what people are called, say and keep secret nothing stands in it; all of it Chinese or named here. */
export function expectIdsOnly(log: string, secrets: readonly string[]): void {
  expect(log).not.toBe('');
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/\p{Script=Han}/u);
}
