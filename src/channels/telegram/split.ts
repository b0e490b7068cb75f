/** Telegram counts UTF-16 units, as JavaScript does. */
export const LONGEST_TEXT = 4096;
export const LONGEST_CAPTION = 1024;
export const LONGEST_TOAST = 200;

/** Cuts a text into messages at line borders; only a line longer than a whole message is cut inside. */
export function splitText(text: string, limit: number = LONGEST_TEXT): readonly string[] {
  if (text.length <= limit) return [text];
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n').flatMap((whole) => slices(whole, limit))) {
    if (part !== '' && part.length + 1 + line.length > limit) {
      parts.push(part);
      part = line;
    } else {
      part = part === '' ? line : `${part}\n${line}`;
    }
  }
  return [...parts, part].filter((one) => one.trim() !== '');
}

/** Cuts where it may, but never inside a surrogate pair. */
function slices(line: string, limit: number): readonly string[] {
  const found: string[] = [];
  let from = 0;
  while (line.length - from > limit) {
    let to = from + limit;
    if (/[\uD800-\uDBFF]/.test(line.charAt(to - 1))) to--;
    found.push(line.slice(from, to));
    from = to;
  }
  found.push(line.slice(from));
  return found;
}

/** For what cannot be continued in a second message: a toast, a caption, an edited message. */
export function shorten(text: string, limit: number, ending = '……'): string {
  if (text.length <= limit) return text;
  const [start = ''] = splitText(text, limit - ending.length);
  return `${start}${ending}`;
}
