import { array, assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeName } from '../../src/channels/telegram/speech.ts';
import { shorten, splitText } from '../../src/channels/telegram/split.ts';

describe('a long text', () => {
  it('is cut only between lines as long as the lines fit', () => {
    expect(splitText('一一\n二二\n三三', 5)).toEqual(['一一\n二二', '三三']);
  });

  it('is cut inside a line that is too long, but never inside a character', () => {
    expect(splitText('𠮷𠮷𠮷', 3)).toEqual(['𠮷', '𠮷', '𠮷']);
  });

  it('keeps every line, in order, in parts that fit', () => {
    const lines = array(
      string({ minLength: 1, maxLength: 30 }).filter((line) => line.trim() !== '' && !line.includes('\n')),
    );
    assert(
      property(lines, integer({ min: 30, max: 80 }), (given, limit) => {
        const parts = splitText(given.join('\n'), limit);
        expect(parts.join('\n')).toBe(given.join('\n'));
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('says where it was shortened', () => {
    expect(shorten('一行\n二行\n三行', 7)).toBe('一行\n二行……');
    expect(shorten('短', 8)).toBe('短');
  });
});

it.each([
  ['签到表.xlsx', 'file.xlsx'],
  ['台账 2026;11.docx', '2026-11.docx'],
  ['ledger.csv', 'ledger.csv'],
  ['无扩展名', 'file'],
])('sends 「%s」 as %s', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});
