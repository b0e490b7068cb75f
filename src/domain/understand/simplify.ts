import pairs from 'opencc-js/dict/TSCharacters';

let known: Uint16Array | undefined;

/** One character for one: keywords and names need no phrases, and the whole converter costs ten times as much to load. */
const dictionary = (): Uint16Array => {
  if (known) return known;
  const table = new Uint16Array(0x1_00_00);
  for (const pair of pairs.split('|')) {
    // Characters beyond the first plane come as two units; nobody is called by one and no keyword holds one.
    if (pair[1] === ' ' && pair.length <= 4) table[pair.charCodeAt(0)] = pair.charCodeAt(2);
    else if (pair[1] === ' ' && pair[3] === ' ') table[pair.charCodeAt(0)] = pair.charCodeAt(2);
  }
  known = table;
  return table;
};

/** Traditional characters as simplified ones; the dictionary is read when the first Chinese text comes. */
export const simplify = (text: string): string => {
  const table = dictionary();
  let result = '';
  let kept = 0;
  for (let at = 0; at < text.length; at += 1) {
    const simple = table[text.charCodeAt(at)];
    if (simple === undefined || simple === 0) continue;
    result += text.slice(kept, at) + String.fromCharCode(simple);
    kept = at + 1;
  }
  return kept === 0 ? text : result + text.slice(kept);
};
