import { badRequest } from './api-error.ts';

export type Upload = { readonly name: string; readonly bytes: Buffer };

/** What a call carried, whatever it was wrapped in; values keep the type the encoding gave them. */
export type Params = { readonly fields: Record<string, unknown>; readonly uploads: ReadonlyMap<string, Upload> };

const NO_UPLOADS: ReadonlyMap<string, Upload> = new Map();

/** Reads JSON, urlencoded, query-string and multipart calls; body fields win over the query string. */
export function readParams(query: string, contentType: string | undefined, body: Buffer): Params {
  const fields: Record<string, unknown> = query ? Object.fromEntries(new URLSearchParams(query)) : {};
  if (body.length === 0 || contentType === undefined) return { fields, uploads: NO_UPLOADS };
  if (contentType.startsWith('application/json')) {
    const json = readJson(body.toString('utf8'));
    return { fields: query ? { ...fields, ...json } : json, uploads: NO_UPLOADS };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return {
      fields: { ...fields, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) },
      uploads: NO_UPLOADS,
    };
  }
  if (contentType.toLowerCase().startsWith('multipart/form-data')) return readMultipart(fields, contentType, body);
  return { fields, uploads: NO_UPLOADS };
}

function readJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('expected a JSON object');
  return value as Record<string, unknown>;
}

function readMultipart(query: Record<string, unknown>, contentType: string, body: Buffer): Params {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw badRequest('boundary not found in the multipart request');
  const fields = { ...query };
  const uploads = new Map<string, Upload>();
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const from = start + delimiter.length;
    const next = body.indexOf(delimiter, from);
    if (next === -1) break;
    const headEnd = body.indexOf('\r\n\r\n', from);
    if (headEnd !== -1 && headEnd < next) {
      const disposition = dispositionOf(body.toString('utf8', from, headEnd));
      const content = body.subarray(headEnd + 4, Math.max(headEnd + 4, next - 2));
      if (disposition?.filename !== undefined) {
        uploads.set(disposition.name, { name: disposition.filename, bytes: content });
      } else if (disposition !== undefined) {
        fields[disposition.name] = content.toString('utf8');
      }
    }
    start = next;
  }
  return { fields, uploads };
}

/** Lenient as Telegram's own reader: any case, no spaces needed, and an unquoted value ends at the first semicolon. */
function dispositionOf(head: string): { name: string; filename?: string } | undefined {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (line.slice(0, colon).trim().toLowerCase() !== 'content-disposition') continue;
    const found: Record<string, string> = {};
    for (const [, key = '', quoted, bare = ''] of line
      .slice(colon + 1)
      .matchAll(/;\s*([\w*]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))/g)) {
      found[key.toLowerCase()] = quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/g, '$1');
    }
    const { name, filename } = found;
    if (name === undefined) return undefined;
    return filename === undefined ? { name } : { name, filename };
  }
  return undefined;
}
