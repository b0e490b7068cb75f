import type { DocumentFormat } from '../domain/document.ts';

const formats: Readonly<Record<string, DocumentFormat>> = {
  pdf: 'pdf',
  docx: 'docx',
  word: 'docx',
  xlsx: 'xlsx',
  excel: 'xlsx',
  csv: 'csv',
  png: 'png',
  svg: 'svg',
  txt: 'txt',
  图片: 'png',
  文字: 'txt',
};
const named = new RegExp(`(?<![a-z])(${Object.keys(formats).join('|')})(?![a-z])(?:格式|文件|文档|版)?`, 'iu');

/**
 * Which format a line asks for (「12月 pdf」, 「四季度 Word版」), as part of a DocumentRequest, and the line without it. Every
 * command that hands over a document reads it from here.
 */
export const formatIn = (line: string): { readonly format: { format?: DocumentFormat }; readonly words: string } => {
  const found = named.exec(line.normalize('NFKC'));
  const format = formats[found?.[1]?.toLowerCase() ?? ''];
  if (!found || format === undefined) return { format: {}, words: line };
  const words = line.normalize('NFKC').replace(named, ' ').replaceAll(/\s+/gu, ' ').trim();
  return { format: { format }, words };
};
