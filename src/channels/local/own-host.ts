import { isIP } from 'node:net';

/**
 * Whether a Host header names us. A page of another site whose name was made to point here (DNS rebinding) carries
 * its own name and is refused; an address in digits cannot be made to point elsewhere.
 */
export function isOwnHost(header: string | undefined, host: string, port: number): boolean {
  if (!header) return false;
  const [, name = '', written] = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d+))?$/i.exec(header.toLowerCase()) ?? [];
  const bare = name.replace(/^\[|\]$/g, '');
  if (!bare) return false;
  const own = host.toLowerCase();
  // Bound to every address, we may be reached through another port of a container's host.
  if (isWildcard(own)) return isLoopback(bare) || isIP(bare) !== 0;
  if (Number(written ?? 80) !== port) return false;
  return bare === own || (isLoopback(own) && isLoopback(bare));
}

/**
 * Whether an Origin header is that of a page of ours: of the address people know (`url`), however a proxy calls us; else of
 * the name we were called by, which must have been checked. Under the known name no other scheme or port is ours.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, url: string | undefined): boolean {
  const known = url === undefined ? undefined : new URL(url);
  if (origin === undefined || host === undefined) return false;
  return origin === known?.origin || (host !== known?.host && origin === `http://${host}`);
}

/** Reachable from this machine alone. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const isWildcard = (host: string): boolean => host === '' || host === '0.0.0.0' || host === '::';
