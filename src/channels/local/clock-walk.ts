/** How the demonstration's clock is moved: forward only, with everything that falls due on the way. */
export type ClockControl = {
  /** Resolves when the clock has arrived and all that was due has been done. */
  moveTo(instant: number): Promise<void>;
  readonly timeZone: string;
  /** Understands 「到明天 19:30」; undefined for what it does not. */
  parse(text: string, now: number): number | undefined;
  suggestions(): Promise<readonly Suggestion[]>;
};
export type Suggestion = { readonly label: string; readonly at: number };

export type ClockWalk = ReturnType<typeof createClockWalk>;

const fixedSuggestions = ['到今晚 23:59', '到明天 9:00', '到下月1日'];
const longestMs = 400 * 24 * 60 * 60 * 1000;

/** One walk at a time; `changed` is called when it begins and when it ends. */
export function createClockWalk(
  control: ClockControl,
  now: () => number,
  changed: () => void,
  failed: (error: unknown) => void,
) {
  let walk: { readonly from: number; readonly to: number } | undefined;
  let broken = false;

  const instantOf = (wish: { readonly text?: string; readonly at?: number }): number | undefined =>
    wish.at ?? (wish.text === undefined ? undefined : control.parse(wish.text, now()));

  return {
    walking: () => walk,
    /** Whether the last walk ended before it arrived. */
    broken: () => broken,

    async suggestions(): Promise<readonly Suggestion[]> {
      const given = await control.suggestions();
      const fixed = fixedSuggestions
        .filter((label) => !given.some((one) => one.label === label))
        .map((label) => ({ label, at: control.parse(label, now()) ?? Number.NaN }));
      return [...given, ...fixed].filter(({ at }) => at > now());
    },

    /** Begins and does not wait; the sentence says why not. */
    move(wish: { readonly text?: string; readonly at?: number }): {
      readonly status: 202 | 400 | 409;
      readonly toast?: string;
    } {
      if (walk) return { status: 409, toast: '时间正在往前走，请等它停下来再拨。' };
      const to = instantOf(wish);
      if (to === undefined || !Number.isFinite(to)) {
        return { status: 400, toast: '没有看懂这个时间，可以写「到明天 19:30」「到下月1日」或「+30分钟」。' };
      }
      if (to <= now()) return { status: 400, toast: '时间只能往前拨，请写一个还没有到的时间。' };
      if (to - now() > longestMs) return { status: 400, toast: '一次最多往前拨四百天，请分几次拨。' };
      walk = { from: now(), to };
      broken = false;
      changed();
      const end = () => {
        walk = undefined;
        changed();
      };
      control.moveTo(to).then(end, (error: unknown) => {
        failed(error);
        broken = true;
        end();
      });
      return { status: 202 };
    },
  };
}
