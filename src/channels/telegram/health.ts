import type { ChannelHealth, Clock } from '../../ports.ts';

/** A long poll lasts 30 seconds, so three of them without an answer are an outage. */
const SILENT_MS = 90_000;

export type HealthWatch = {
  heard(): void;
  /** Something an operator must put right; stands until Telegram is heard again. */
  trouble(detail: string): void;
  health(): ChannelHealth;
};

/** Up means that Telegram answered a poll lately, not that nothing was heard against it. */
export function createHealthWatch(clock: Clock): HealthWatch {
  const startedAt = clock.now();
  let upSince: number | undefined;
  let lastHeard: number | undefined;
  let trouble: { readonly detail: string; readonly since: number } | undefined;

  return {
    heard() {
      const now = clock.now();
      if (upSince === undefined || trouble !== undefined || now - (lastHeard ?? now) > SILENT_MS) upSince = now;
      lastHeard = now;
      trouble = undefined;
    },
    trouble(detail) {
      trouble = { detail, since: trouble?.since ?? clock.now() };
    },
    health() {
      const silentFrom = (lastHeard ?? startedAt) + SILENT_MS;
      const lastEvent = lastHeard;
      if (trouble !== undefined) return { state: 'down', since: trouble.since, lastEvent, detail: trouble.detail };
      if (clock.now() > silentFrom) {
        return { state: 'down', since: silentFrom, lastEvent, detail: '已有九十秒收不到 Telegram 的应答。' };
      }
      return upSince === undefined
        ? { state: 'starting', since: startedAt, lastEvent }
        : { state: 'up', since: upSince, lastEvent };
    },
  };
}
