import { inflateRawSync } from 'node:zlib';
import { damagedSheet, FileRefused } from './file-refused.ts';

/** Where an entry lies in its archive; sizes in bytes. */
export type ZipEntry = {
  readonly method: number;
  readonly packedSize: number;
  readonly unpackedSize: number;
  readonly header: number;
};

/** More than any table or document unpacks to; a small file may claim gigabytes. */
const mostUnpackedBytes = 30 * 1024 * 1024;

/**
 * The entries in a zip archive's directory, by name. Refused are an archive that would unpack to too much or does not say
 * to how much, one with a password, and one without a directory.
 */
export function zipDirectory(bytes: Uint8Array, what: string): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, ZipEntry>();
  try {
    let end = bytes.length - 22;
    while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
    let entry = view.getUint32(end + 16, true);
    let unpacked = 0;
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(entry, true) !== 0x02014b50) throw damagedSheet();
      const flags = view.getUint16(entry + 8, true);
      const method = view.getUint16(entry + 10, true);
      const isDeflated = method === 8;
      const packedSize = view.getUint32(entry + 20, true);
      const unpackedSize = view.getUint32(entry + 24, true);
      const nameLength = view.getUint16(entry + 28, true);
      if ((flags & 1) !== 0)
        throw new FileRefused('encrypted', '这个压缩文件设有密码，请解压后发送其中的 .xlsx 或 CSV 文件。');
      const isUnstated = isDeflated && unpackedSize === 0 && (packedSize > 2 || (flags & 8) !== 0);
      unpacked += unpackedSize;
      if (isUnstated || (isDeflated && packedSize === 0 && unpackedSize > 0)) throw damagedSheet();
      if (unpacked > mostUnpackedBytes)
        throw new FileRefused('too-large', `这个表格展开后太大，请只保留${what}一张表后再发一次。`);
      const name = new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + nameLength));
      entries.set(name, { method, packedSize, unpackedSize, header: view.getUint32(entry + 42, true) });
      entry += 46 + nameLength + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
    }
  } catch (error) {
    throw error instanceof FileRefused ? error : damagedSheet();
  }
  return entries;
}

/** The content of one entry: never more bytes than its directory states. Throws on an entry that is damaged or packed otherwise. */
export function unzipped(bytes: Uint8Array, { method, packedSize, unpackedSize, header }: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(header, true) !== 0x04034b50) throw new RangeError('no entry here');
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const packed = bytes.subarray(start, start + packedSize);
  if (method === 0) return packed;
  if (method !== 8) throw new RangeError('packed in another way');
  return inflateRawSync(packed, { maxOutputLength: Math.max(unpackedSize, 1) });
}
