import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patienceMs } from './support/patience.ts';

const mostlyWaiting = /\/(?:browser|evening)\/|\/(?:bench|start|wechat-gateway)\.test/u;

/** Files that mostly wait for a browser or for processes begin first: others fill their gaps, and none is left to the end. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const sorted = await super.sort(files);
    const isFirst = ({ moduleId }: TestSpecification): boolean => mostlyWaiting.test(moduleId);
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: [new URL('support/build.ts', import.meta.url).pathname],
    testTimeout: 5 * patienceMs,
    hookTimeout: 5 * patienceMs,
    expect: { poll: { timeout: patienceMs } },
    // No file changes what another one has loaded, and loading it all anew for each takes half of the time.
    isolate: false,
    // Half of the time goes in waiting for other processes and a browser, so three share two cores; the default is one.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
  },
});
