import { inflateRawSync } from 'node:zlib';

/** The texts in a zip archive by name, read from its central directory with nothing but zlib. */
export const zipTexts = (bytes: Uint8Array): Map<string, string> => {
  const buffer = Buffer.from(bytes);
  const end = buffer.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0) throw new Error('This is no zip archive.');
  const found = new Map<string, string>();
  let entry = buffer.readUInt32LE(end + 16);
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = buffer.readUInt16LE(entry + 10);
    const packed = buffer.readUInt32LE(entry + 20);
    const nameLength = buffer.readUInt16LE(entry + 28);
    const header = buffer.readUInt32LE(entry + 42);
    const name = buffer.toString('utf8', entry + 46, entry + 46 + nameLength);
    const start = header + 30 + buffer.readUInt16LE(header + 26) + buffer.readUInt16LE(header + 28);
    const content = buffer.subarray(start, start + packed);
    found.set(name, (method === 8 ? inflateRawSync(content) : content).toString('utf8'));
    entry += 46 + nameLength + buffer.readUInt16LE(entry + 30) + buffer.readUInt16LE(entry + 32);
  }
  return found;
};
