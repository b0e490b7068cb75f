import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: [new URL('support/build.ts', import.meta.url).pathname],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
