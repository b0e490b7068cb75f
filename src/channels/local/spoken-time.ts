/** 「2026年3月2日 周一」 in the branch's time zone. */
export const dayOf = (instant: number, timeZone: string): string => {
  const { year, month, day, weekday } = parts(instant, timeZone);
  return `${year}年${month}月${day}日 ${weekday}`;
};

/** 「19:30」 */
export const hourOf = (instant: number, timeZone: string): string => {
  const { hour, minute } = parts(instant, timeZone);
  return `${hour}:${minute}`;
};

/** 「3月2日 周一 19:30」 */
export const momentOf = (instant: number, timeZone: string): string => {
  const { month, day, weekday, hour, minute } = parts(instant, timeZone);
  return `${month}月${day}日 ${weekday} ${hour}:${minute}`;
};

const formats = new Map<string, Intl.DateTimeFormat>();

const parts = (instant: number, timeZone: string): Record<Intl.DateTimeFormatPartTypes, string> => {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('zh-CN', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value])) as Record<
    Intl.DateTimeFormatPartTypes,
    string
  >;
};
