/**
 * The part of a TrueType font that a few characters need, as a font of its own: the same glyph numbers, all other glyphs
 * empty, without the tables that only join or shift letters. Throws where the font is of a kind not known here.
 */
export function fontPart(font: Buffer, characters: Iterable<string>): Buffer {
  const tables = tablesOf(font);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`The font has no table ${tag}.`);
    return found;
  };
  const head = Buffer.from(table('head'));
  const [loca, glyf] = [table('loca'), table('glyf')];
  const isLong = head.readInt16BE(50) === 1;
  const count = table('maxp').readUInt16BE(4);
  const offset = (glyph: number): number => (isLong ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2);
  const outline = (glyph: number): Buffer => glyf.subarray(offset(glyph), offset(glyph + 1));

  const glyphOf = glyphsIn(table('cmap'));
  // Glyph 0 is what is drawn where there is none.
  const wanted = new Set([0, ...[...new Set(characters)].map((character) => glyphOf(character.codePointAt(0) ?? 0))]);
  // A set that grows while it is walked: parts of a glyph may have parts of their own.
  for (const glyph of wanted) for (const part of partsOf(outline(glyph))) wanted.add(part);

  const offsets = Buffer.alloc((count + 1) * 4);
  const outlines: Buffer[] = [];
  let length = 0;
  for (let glyph = 0; glyph < count; glyph += 1) {
    offsets.writeUInt32BE(length, glyph * 4);
    if (!wanted.has(glyph)) continue;
    outlines.push(padded(outline(glyph)));
    length += outlines.at(-1)?.length ?? 0;
  }
  offsets.writeUInt32BE(length, count * 4);
  head.writeInt16BE(1, 50);
  const kept = ['OS/2', 'cmap', 'hhea', 'hmtx', 'maxp', 'name', 'post'].map((tag) => [tag, table(tag)] as const);
  return assembled(
    [...kept, ['glyf', Buffer.concat(outlines)] as const, ['head', head] as const, ['loca', offsets] as const].toSorted(
      ([one], [other]) => (one < other ? -1 : 1),
    ),
  );
}

const tablesOf = (font: Buffer): Map<string, Buffer> =>
  new Map(
    Array.from({ length: font.readUInt16BE(4) }, (_, index) => {
      const at = 12 + index * 16;
      const from = font.readUInt32BE(at + 8);
      return [font.toString('latin1', at, at + 4), font.subarray(from, from + font.readUInt32BE(at + 12))];
    }),
  );

/** The glyph of a character by the map of format 12, which every font with rare characters has; 0 where there is none. */
const glyphsIn = (cmap: Buffer): ((code: number) => number) => {
  const maps = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + index * 8));
  const at = maps.find((one) => cmap.readUInt16BE(one) === 12);
  if (at === undefined) throw new Error('The font has no character map of format 12.');
  const groups = Array.from({ length: cmap.readUInt32BE(at + 12) }, (_, index) => at + 16 + index * 12);
  return (code) => {
    const group = groups.find((one) => cmap.readUInt32BE(one) <= code && code <= cmap.readUInt32BE(one + 4));
    return group === undefined ? 0 : cmap.readUInt32BE(group + 8) + code - cmap.readUInt32BE(group);
  };
};

const wide = 0x0001;
const more = 0x0020;
/** Bytes of the scale that follows a part, by its flag. */
const scales = [
  [0x0008, 2],
  [0x0040, 4],
  [0x0080, 8],
] as const;

/** The glyphs a glyph is put together from; most are drawn by themselves. */
const partsOf = (outline: Buffer): number[] => {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const parts: number[] = [];
  for (let at = 10, flags = more; (flags & more) !== 0; ) {
    flags = outline.readUInt16BE(at);
    parts.push(outline.readUInt16BE(at + 2));
    at += 4 + ((flags & wide) === 0 ? 2 : 4) + (scales.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 0);
  }
  return parts;
};

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Checksums stay 0: nobody who draws looks at them. */
const assembled = (tables: readonly (readonly [tag: string, bytes: Buffer])[]): Buffer => {
  const directory = Buffer.alloc(12 + tables.length * 16);
  directory.writeUInt32BE(0x0001_0000, 0);
  directory.writeUInt16BE(tables.length, 4);
  let from = directory.length;
  tables.forEach(([tag, bytes], index) => {
    directory.write(tag, 12 + index * 16, 'latin1');
    directory.writeUInt32BE(from, 20 + index * 16);
    directory.writeUInt32BE(bytes.length, 24 + index * 16);
    from += padded(bytes).length;
  });
  return Buffer.concat([directory, ...tables.map(([, bytes]) => padded(bytes))]);
};
