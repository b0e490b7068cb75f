import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { consoleScript } from './client/script.ts';
import { style } from './style.ts';

export type Asset = {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly gzip: Uint8Array<ArrayBuffer>;
};

const asset = (name: string, ending: 'css' | 'js', body: string): Asset => ({
  // The address names the content, so that it can be kept for ever and is never out of date.
  path: `/console/assets/${name}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${ending}`,
  type: ending === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
  body,
  // Packed once: it is the same for everybody, and holds nobody's secret that its length could tell.
  gzip: new Uint8Array(gzipSync(body, { level: 9 })),
});

const htmxFile = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');

/** What the pages load, all of it from here. */
export const assets = {
  style: asset('look', 'css', style),
  htmx: asset('htmx', 'js', readFileSync(htmxFile, 'utf8')),
  client: asset('console', 'js', consoleScript),
} as const;
