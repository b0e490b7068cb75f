import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process near the size of what it holds. Left alone, V8 lets garbage grow to several times that before it
 * collects, by a guess that comes out differently each time; a small server has no room for it.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=30');
