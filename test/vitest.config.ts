import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: [new URL('support/build.ts', import.meta.url).pathname],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // No file changes what another one has loaded, and loading it all anew for each takes half of the time.
    isolate: false,
    // Half of the time goes in waiting for other processes and a browser, so three share two cores; the default is one.
    maxWorkers: 3,
  },
});
