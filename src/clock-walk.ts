import type { Outbox } from './bot/outbox.ts';
import type { Recorder } from './bot/recorder.ts';
import type { Ticker } from './bot/ticker.ts';
import type { MovableClock } from './clock.ts';
import { addDays, formatWhen, instantOf, localDate, parseDay, parseTime } from './domain/calendar.ts';
import type { Memory } from './ports.ts';

type ClockControl = {
  readonly timeZone: string;
  moveTo(instant: number): Promise<void>;
  parse(text: string, now: number): number | undefined;
  suggestions(): Promise<readonly { readonly label: string; readonly at: number }[]>;
};

/** The demo's clock as the page moves it: forward only, through every due time in order, with `now` at that time. */
export const walkClock = ({
  clock,
  memory,
  recorder,
  ticker,
  outbox,
  timeZone,
}: {
  clock: MovableClock;
  memory: Memory;
  recorder: Recorder;
  ticker: Ticker;
  outbox: Outbox;
  timeZone: string;
}): ClockControl => ({
  timeZone,
  async moveTo(target) {
    try {
      for (let due = ticker.nextDue(); due !== undefined && due <= target; due = ticker.nextDue()) {
        const before = clock.now();
        clock.standAt(due);
        await ticker.tick();
        await outbox.idle();
        // What is still due at the same instant could not be done; the clock goes on without it.
        const next = ticker.nextDue();
        if (next !== undefined && next <= due && clock.now() === before) break;
      }
      clock.standAt(target);
      await ticker.tick();
      await outbox.idle();
    } finally {
      clock.goOn();
      await memory.set('clock-offset', String(clock.offset()));
    }
  },
  parse(text, now) {
    const plain = text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
    const minutes = /^\+?(\d{1,4}) ?(分钟|分|小时|天)$/u.exec(plain);
    if (minutes) {
      const unit = { 分钟: 60_000, 分: 60_000, 小时: 3_600_000, 天: 86_400_000 }[minutes[2] ?? ''] ?? 0;
      return now + Number(minutes[1]) * unit;
    }
    const said = plain.replace(/^到/u, '').trim();
    const today = localDate(now, timeZone);
    const nextMonth = /^下个?月 ?(\d{1,2}) ?[日号](.*)$/u.exec(said);
    if (nextMonth) {
      const month = addDays(`${today.slice(0, 7)}-28`, 7).slice(0, 7);
      const day = parseDay(`${month}-${String(nextMonth[1]).padStart(2, '0')}`, today);
      return day === undefined ? undefined : at(day, nextMonth[2] ?? '', timeZone);
    }
    for (let cut = said.length; cut > 0; cut--) {
      const day = parseDay(said.slice(0, cut).replace(/今晚$/u, '今天'), today);
      if (day !== undefined) return at(day, said.slice(cut), timeZone);
    }
    const time = parseTime(said);
    return time === undefined ? undefined : instantOf(today, time, timeZone);
  },
  async suggestions() {
    const coming = recorder
      .branches()
      .flatMap((id) => Object.values(recorder.loaded(id)?.branch.activities ?? {}))
      .filter(({ state, start }) => state === 'planned' && start > clock.now())
      .toSorted((a, b) => a.start - b.start)[0];
    return coming
      ? [{ label: `到${formatWhen(coming.start, timeZone)}活动开始前30分钟`, at: coming.start - 30 * 60_000 }]
      : [];
  },
});

/** A day alone means nine in the morning. */
const at = (day: string, words: string, timeZone: string): number | undefined => {
  const time = words.trim() === '' ? '09:00' : parseTime(words.trim());
  return time === undefined ? undefined : instantOf(day, time, timeZone);
};
