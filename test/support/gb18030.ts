const decoder = new TextDecoder('gb18030', { fatal: true });

function bytesByCharacter(): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]): void => {
    try {
      const character = decoder.decode(Uint8Array.from(bytes));
      if ([...character].length === 1 && !found.has(character)) found.set(character, bytes);
    } catch {
      // Not assigned.
    }
  };
  for (let one = 0; one < 0x80; one += 1) add([one]);
  for (let one = 0x81; one < 0xff; one += 1) for (let two = 0x40; two < 0xff; two += 1) add([one, two]);
  for (let one = 0x81; one < 0x85; one += 1)
    for (let two = 0x30; two < 0x3a; two += 1)
      for (let three = 0x81; three < 0xff; three += 1)
        for (let four = 0x30; four < 0x3a; four += 1) add([one, two, three, four]);
  return found;
}

let known: ReadonlyMap<string, readonly number[]> | undefined;

/** The text as a Chinese Windows would save it, ideographs outside GBK included; throws for what GB18030 lacks here. */
export function encodeGb18030(text: string): Uint8Array {
  known ??= bytesByCharacter();
  const table = known;
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const bytes = table.get(character);
      if (!bytes) throw new RangeError(`not in GB18030: ${character}`);
      return [...bytes];
    }),
  );
}
