export type FileRefusal =
  | 'empty'
  | 'too-large'
  | 'old-excel'
  | 'wps'
  | 'encrypted'
  | 'not-a-table'
  | 'damaged'
  | 'open-quote';

/** A file that nothing can be read from; the message is said to the person and tells what to do. */
export class FileRefused extends Error {
  readonly code: FileRefusal;
  constructor(code: FileRefusal, message: string) {
    super(message);
    this.name = 'FileRefused';
    this.code = code;
  }
}

export const resave = '请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。';

export const damagedSheet = (): FileRefused =>
  new FileRefused('damaged', `这个表格文件已损坏或不是真正的 .xlsx 文件，${resave}`);

export const startsWith = (bytes: Uint8Array, prefix: readonly number[], at = 0): boolean =>
  prefix.every((byte, index) => bytes[at + index] === byte);
