import { type GuidanceFile, guidanceFileSchema, guidanceListSchema } from '../domain/guidance.ts';
import { FileRefused, startsWith } from './file-refused.ts';
import { decoded, mostBytes, readTableFile, refuseByBytes, refuseByName } from './table-file.ts';

/** A 组织生活清单 as a file holds it: lines as if they were pasted, or lists in the form of data/guidance. */
export type GuidanceRead = { readonly text: string } | { readonly file: GuidanceFile };

const formats = '清单可以用 json、csv、xlsx、docx 文件。';
const damaged = (): FileRefused => new FileRefused('damaged', `这个文件已损坏，无法读取清单。${formats}`);
const what = '清单';

/** Reads a list from .json, .csv, .xlsx, .docx or .txt. Throws FileRefused and nothing else. */
export async function readGuidanceFile(name: string, bytes: Uint8Array): Promise<GuidanceRead> {
  if (bytes.length > mostBytes) {
    throw new FileRefused('too-large', '文件超过 5 MB，清单不会有这么大，请只保留清单后再发一次。');
  }
  if (bytes.length === 0) throw new FileRefused('empty', '这是一个空文件，请检查清单后再发一次。');
  if (/\.docm?$/iu.test(name) && !isZip(bytes)) {
    throw new FileRefused('not-a-table', '这是旧版 Word 文件（.doc），请另存为 .docx 后再发一次。');
  }
  refuseByName(name);
  refuseByBytes(bytes, what);
  if (isZip(bytes)) {
    const document = await documentIn(name, bytes);
    if (document !== undefined) return { text: await textOf(document) };
  } else if (/\.docx$/iu.test(name)) throw damaged();
  else if (/\.(?:json|txt|md)$/iu.test(name)) {
    const text = decoded(bytes);
    return /\.json$/iu.test(name) ? { file: listsIn(text) } : { text };
  }
  const { rows } = await readTableFile(name, bytes, what);
  const lines: string[] = [];
  // Lines keep the numbers they have on the sheet.
  for (const { line, cells } of rows) lines[line - 1] = cells.map(oneLine).join('\t');
  return { text: Array.from(lines, (line) => line ?? '').join('\n') };
}

const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);

const oneLine = (cell: string): string => cell.replaceAll(/\s+/gu, ' ').trim();

async function documentIn(name: string, bytes: Uint8Array): Promise<string | undefined> {
  const { unzipped, zipDirectory } = await import('./zip-directory.ts');
  try {
    const entry = zipDirectory(bytes, what).get('word/document.xml');
    if (!entry) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(unzipped(bytes, entry));
  } catch (error) {
    if (error instanceof FileRefused && (error.code !== 'damaged' || !/\.docx$/iu.test(name))) throw error;
    throw damaged();
  }
}

/** A list is a page or two; a document much longer than that is another one. */
const mostCharactersOfXml = 8_000_000;

async function textOf(xml: string): Promise<string> {
  if (xml.length > mostCharactersOfXml) {
    throw new FileRefused('too-large', '这个文档内容太多，清单不会有这么长，请只保留清单后再发一次。');
  }
  if (/<!DOCTYPE|<!ENTITY/iu.test(xml)) throw damaged();
  const { docxLines } = await import('./docx-text.ts');
  const text = docxLines(xml).join('\n');
  if (text.trim() === '') throw new FileRefused('empty', '这个文档里没有文字，请检查清单后再发一次。');
  return text;
}

const problemsShown = 5;

function listsIn(text: string): GuidanceFile {
  const refuse = (reasons: readonly string[]): never => {
    throw new FileRefused('damaged', ['清单文件的写法不对，没有导入：', ...reasons].join('\n'));
  };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    return refuse(['这不是完整的 JSON 文件。']);
  }
  // Only what the program itself escapes in JSON can hide a control character.
  if (/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(strings(value))) return refuse(['文字里有不能显示的字符。']);
  const isFile = typeof value === 'object' && value !== null && 'lists' in value;
  const read = isFile ? guidanceFileSchema.safeParse(value) : guidanceListSchema.safeParse(value);
  if (read.success) return 'lists' in read.data ? read.data : { title: '清单', lists: [read.data] };
  const where = (path: readonly PropertyKey[]): string => {
    const at = path.indexOf('items');
    const no = at < 0 ? undefined : path[at + 1];
    return typeof no === 'number'
      ? `第${no + 1}项的「${String(path[at + 2] ?? '')}」写法不对。`
      : `「${String(path.at(-1) ?? '')}」写法不对。`;
  };
  const reasons = [...new Set(read.error.issues.map(({ path }) => where(path)))];
  return refuse(reasons.slice(0, problemsShown));
}

/** Every text in a JSON value, however deep. */
function strings(value: unknown): string {
  const found: string[] = [];
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string') found.push(one);
    else if (typeof one === 'object' && one !== null) for (const part of Object.values(one)) left.push(part);
  }
  return found.join('');
}
