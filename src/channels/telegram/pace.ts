/** What may be said in one room and when; all times are milliseconds of a clock that only goes on. */
export type Pace = {
  /** Milliseconds until a message or edit of this weight may go; 0 means now. */
  wait(now: number, kind: 'answer' | 'push' | 'edit'): number;
  /** Counts a message or edit that goes out now. */
  spoke(now: number): void;
  /** Counts a reaction that goes out now, and tells how many calls of any kind the last minute then holds. */
  reacted(now: number): number;
  /** How many messages, edits and reactions the last minute holds. */
  calls(now: number): number;
  reactions(now: number): number;
};

/** A minute and a little, because calls do not all take equally long to arrive. */
const MINUTE_MS = 60_500;

/**
 * Telegram takes about 20 a minute in a group. Messages and edits of ours together stay below 15; live edits leave the
 * last few to answers, so that a busy activity never delays what somebody asked for.
 */
const MOST_A_MINUTE = { answer: 14, push: 13, edit: 11 } as const;

/** With reactions included, where they count as well. */
const MOST_CALLS_A_MINUTE = 18;

/** About one message a second in a chat, with a short burst. */
const BURST = 4;
const ONE_MORE_EVERY_MS = 1050;

function recent(times: number[], now: number): number[] {
  while (times[0] !== undefined && times[0] <= now - MINUTE_MS) times.shift();
  return times;
}

/** Until fewer than `most` of these times lie in the last minute. */
const untilBelow = (times: readonly number[], most: number, now: number): number =>
  times.length < most ? 0 : (times[times.length - most] ?? now) + MINUTE_MS - now;

/** `reactionsCount` is asked each time, because it is learned while the bot runs. */
export function createPace(isGroup: boolean, reactionsCount: () => boolean): Pace {
  const spoken: number[] = [];
  const reacted: number[] = [];
  let tokens = BURST;
  let tokensAt = 0;

  function tokensNow(now: number): number {
    tokens = Math.min(BURST, tokens + Math.max(0, now - tokensAt) / ONE_MORE_EVERY_MS);
    tokensAt = Math.max(tokensAt, now);
    return tokens;
  }

  function untilAllowed(now: number, most: number): number {
    const own = untilBelow(recent(spoken, now), most, now);
    if (!reactionsCount() || recent(reacted, now).length === 0) return own;
    const all = [...spoken, ...reacted].toSorted((a, b) => a - b);
    return Math.max(own, untilBelow(all, MOST_CALLS_A_MINUTE, now));
  }

  return {
    wait(now, kind) {
      const burst = tokensNow(now) >= 1 ? 0 : (1 - tokens) * ONE_MORE_EVERY_MS;
      return isGroup ? Math.max(burst, untilAllowed(now, MOST_A_MINUTE[kind])) : burst;
    },
    spoke(now) {
      tokensNow(now);
      tokens -= 1;
      if (isGroup) recent(spoken, now).push(now);
    },
    reacted(now) {
      recent(reacted, now).push(now);
      return recent(spoken, now).length + reacted.length;
    },
    calls: (now) => recent(spoken, now).length + recent(reacted, now).length,
    reactions: (now) => recent(reacted, now).length,
  };
}

/** All chats together: Telegram takes 30 messages a second. */
export type OverallPace = {
  /** Milliseconds until it is worth asking again; 0 means that a message may go now. */
  wait(now: number): number;
  /** Counts one that goes out now. */
  spoke(): void;
  /** Counts one that was answered, or given up, now. */
  answered(now: number): void;
};

const MOST_A_SECOND = 30;
/** A second and a little: both clocks count whole milliseconds. */
const SECOND_MS = 1005;

/**
 * A call arrives somewhere between going out and being answered. So with fewer than thirty on their way or answered
 * within the last second, no second at Telegram's end can hold more than thirty, however unevenly they travel; and a
 * short way costs next to nothing of the rate.
 */
export function createOverallPace(): OverallPace {
  const answers: number[] = [];
  let underWay = 0;
  return {
    wait(now) {
      while (answers[0] !== undefined && answers[0] <= now - SECOND_MS) answers.shift();
      const tooMany = underWay + answers.length - MOST_A_SECOND + 1;
      if (tooMany <= 0) return 0;
      // Of those on their way none is answered yet, so none of them makes room within a second.
      return (answers[tooMany - 1] ?? now) + SECOND_MS - now;
    },
    spoke() {
      underWay += 1;
    },
    answered(now) {
      underWay -= 1;
      answers.push(now);
    },
  };
}
