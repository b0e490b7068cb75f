import { loadSchedules } from '../src/bot/load.ts';
import { createRecorder } from '../src/bot/recorder.ts';
import { wallClock } from '../src/clock.ts';
import type { Fact } from '../src/domain/entry.ts';
import { openCheckIn, planActivity } from '../src/domain/plan.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';
import { jsonLog } from '../src/log.ts';
import { schedulesFolder } from '../src/places.ts';
import { inParallel } from '../src/stores/files.ts';
import { openStore } from '../src/stores/lowdb-store.ts';
import { accountOf, branchId, roomOf } from './book-files.ts';
import { rosterChange, timeZone } from './year.ts';

/**
 * Branches as an operator's import leaves them: roster and everybody's account. And then either an open check-in, whose
 * message (the first in its group) has been delivered, or a notice that is owed to the group and was not sent yet.
 */
export const prepareStore = async (
  folder: string,
  branches: number,
  members: number,
  left: 'open check-in' | { readonly notice: string } = 'open check-in',
): Promise<void> => {
  const log = jsonLog('error');
  const store = await openStore({ folder, log });
  const now = wallClock.now() - 60_000;
  const schedules = await loadSchedules(schedulesFolder);
  const numbers = Array.from({ length: branches }, (_, index) => index + 1);
  await store.registry.update((known) => ({
    ...known,
    branches: numbers.map((number) => ({ id: branchId(number), name: `第${number}党支部`, rooms: [roomOf(number)] })),
  }));
  const recorder = await createRecorder({ store, clock: wallClock, log, timeZone });
  await inParallel(numbers, 16, async (number) => {
    const id = branchId(number);
    const room = roomOf(number);
    const held = await recorder.found(id, {
      facts: [
        { type: 'branch-founded', name: `第${number}党支部` },
        { type: 'room-claimed', room },
        { type: 'room-informed', room },
      ],
      at: now,
      by: 'operator',
    });
    const record = (facts: readonly Fact[], people: ReturnType<typeof rosterChange>['people'] = []): Promise<void> =>
      recorder.record(id, { facts, people, at: now, by: 'operator' });
    const change = rosterChange(held.branch, held.people, members, (member) => accountOf(number, member));
    await record(change.facts, change.people);
    await record(
      schedules.map((schedule) => ({
        type: 'schedule-started',
        schedule: schedule.id,
        from: new Date(now).toISOString(),
      })),
    );
    if (left !== 'open check-in') {
      return record(pushQueue(held.branch)('notice', { text: left.notice }, roomsOf(held.branch)));
    }
    const start = now + 12 * 3_600_000;
    const concern = { scope: 'branch' as const };
    const place = '党群服务中心三楼会议室';
    await record(
      planActivity(held.branch, held.people, { kind: '主题党日', concern, start, place, topic: '', online: false }),
    );
    const activity = held.branch.activities['A1'];
    if (activity) await record(openCheckIn(held.branch, activity));
    for (const push of Object.values(held.branch.pushes)) {
      const ref = push.template === 'check-in' ? { ref: `${room}:1` } : {};
      await record([{ type: 'push-delivered', push: push.id, to: room, ...ref }]);
    }
  });
  await recorder.drain();
  await store.close();
};
