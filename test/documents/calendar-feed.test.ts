import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarFeed, escaped, folded } from '../../src/documents/calendar-feed.ts';
import { createGroup, when } from '../support/group.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

/** RFC 5545 read anew, as a calendar would: lines, then names and values, then texts. */
const parsed = (ics: string): { name: string; value: string }[] => {
  expect(ics.endsWith('\r\n')).toBe(true);
  const lines = ics.slice(0, -2).split('\r\n');
  for (const line of lines) {
    expect(bytes(line)).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n]/u);
    // A character cut in two would not survive the way through its bytes.
    expect(Buffer.from(line).toString('utf8')).toBe(line);
  }
  const whole: string[] = [];
  for (const line of lines) {
    if (line.startsWith(' ')) whole.push(`${whole.pop() ?? ''}${line.slice(1)}`);
    else whole.push(line);
  }
  return whole.map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1) };
  });
};

const plain = (value: string): string => {
  let text = '';
  for (let at = 0; at < value.length; at++) {
    const sign = value[at] ?? '';
    if (sign !== '\\') {
      expect(sign).not.toMatch(/[;,]/u);
      text += sign;
      continue;
    }
    at += 1;
    const next = value[at] ?? '';
    expect('\\;,n').toContain(next);
    text += next === 'n' ? '\n' : next;
  }
  return text;
};

type Event = Record<string, string>;
const eventsOf = (ics: string): Event[] => {
  const events: Event[] = [];
  for (const { name, value } of parsed(ics)) {
    if (name === 'BEGIN' && value === 'VEVENT') events.push({});
    const last = events.at(-1);
    if (last) last[name] = value;
  }
  return events;
};

const group = async () => {
  const made = await createGroup({ now: when('2026-11-21', '10:00') });
  const secretary = made.person('林书华');
  await secretary.says('发起 党课 12月3日 19:30 党群服务中心二楼 学习;讨论\\交流，由张三同志主讲');
  await secretary.says('发起 支委会 11月30日 09:00 会议室');
  const feed = (): string => {
    const held = made.held();
    return held ? calendarFeed(held.branch, held.people) : '';
  };
  return { ...made, secretary, feed };
};

describe('the calendar feed', () => {
  test('holds every activity by its start, in UTC, with names as they are now', async () => {
    const { feed } = await group();
    const ics = feed();
    expect(parsed(ics).slice(0, 5)).toEqual([
      { name: 'BEGIN', value: 'VCALENDAR' },
      { name: 'VERSION', value: '2.0' },
      { name: 'PRODID', value: '-//zhishu//calendar//ZH' },
      { name: 'CALSCALE', value: 'GREGORIAN' },
      { name: 'X-WR-CALNAME', value: '第一党支部' },
    ]);
    const [first, second, ...more] = eventsOf(ics);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      DTSTAMP: '20261121T020000Z',
      DTSTART: '20261130T010000Z',
      SUMMARY: '支委会',
      LOCATION: '会议室',
      DESCRIPTION: '范围：支委会成员',
      STATUS: 'CONFIRMED',
    });
    expect(second?.['DTSTART']).toBe('20261203T113000Z');
    expect(plain(second?.['SUMMARY'] ?? '')).toContain('学习;讨论\\交流');
    expect(second?.['SUMMARY']).toContain('张三');
    expect(ics).not.toContain('⟦');
  });

  test('keeps the uid of what is moved, and marks what is cancelled', async () => {
    const { feed, secretary } = await group();
    const before = eventsOf(feed()).map(({ UID }) => UID);
    expect(new Set(before).size).toBe(2);
    await secretary.says('改期 支委会 12月5日 09:00');
    await secretary.says('取消活动 党课');
    await secretary.says('确认');
    const after = eventsOf(feed());
    expect(after.map(({ UID }) => UID).toSorted()).toEqual(before.toSorted());
    expect(after.filter(({ STATUS }) => STATUS === 'CANCELLED').map(({ SUMMARY = '' }) => SUMMARY.slice(0, 2))).toEqual(
      ['党课'],
    );
  });

  test('of a branch without activities is an empty calendar', async () => {
    const made = await createGroup();
    const held = made.held();
    expect(held && parsed(calendarFeed(held.branch, held.people)).at(-1)).toEqual({ name: 'END', value: 'VCALENDAR' });
  });
});

describe('whatever people write', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });
  const chinese = fc.string({
    unit: fc.constantFrom('党', '支', '𠮷', '👍🏽', 'é', 'a', ';', ',', '\\', '\n'),
    maxLength: 300,
  });

  test('is folded at 75 octets between characters, and unfolds to itself', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, chinese), (text) => {
        const line = `SUMMARY:${escaped(text)}`;
        const [only, ...more] = parsed(`${folded(line)}\r\n`);
        expect(more).toEqual([]);
        expect(`${only?.name}:${only?.value}`).toBe(line);
      }),
    );
  });

  test('is escaped so that it reads as it was written', () => {
    fc.assert(
      fc.property(chinese, (text) => {
        expect(plain(escaped(text))).toBe(text);
      }),
    );
  });

  test('fills a line before it is broken', () => {
    expect(folded('a'.repeat(75))).toBe('a'.repeat(75));
    expect(folded('a'.repeat(76))).toBe(`${'a'.repeat(75)}\r\n a`);
    expect(folded('党'.repeat(26))).toBe(`${'党'.repeat(25)}\r\n 党`);
  });
});
