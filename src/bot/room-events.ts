import { queueToOfficers } from '../domain/push.ts';
import type { Clock, Incoming } from '../ports.ts';
import type { Causes } from './causes.ts';
import type { Founding } from './founding.ts';
import type { Held, Recorder } from './recorder.ts';
import { saidAt } from './said-at.ts';

const troubles = {
  gone: '我已被移出支部群，推送和签到都会中断。需要时请把我重新加入群，登记仍然有效。',
  muted: '我在支部群里不能发言，推送和签到提示都发不出去。请群管理员允许我发送消息。',
  deaf: '我在支部群里看不到普通发言，只能收到点按钮、回复我或 @ 我的消息。请把我设为群管理员。',
} as const;

/** What happens to a room rather than being said in it. */
export type RoomEvents = {
  /** The room goes on under another id. */
  readonly moved: (incoming: Incoming) => Promise<undefined>;
  /** The bot may do less in the room than it needs; who answers for the branch is told in private. */
  readonly rights: (held: Held, incoming: Incoming) => Promise<undefined>;
};

export const createRoomEvents = ({
  recorder,
  founding,
  causes,
  clock,
}: {
  recorder: Recorder;
  founding: Founding;
  causes: Causes;
  clock: Clock;
}): RoomEvents => ({
  moved: async (incoming) => {
    const to = incoming.movedTo;
    const branch = founding.branchOf(incoming.room);
    if (to === undefined || branch === undefined) return undefined;
    const held = await recorder.load(branch);
    await founding.roomMoved(incoming.room, to);
    if (!(incoming.room in held.branch.rooms)) return undefined;
    await recorder.record(branch, {
      facts: [{ type: 'room-moved', from: incoming.room, to }],
      at: saidAt(incoming, clock),
      by: 'delivery',
      cause: causes.of(incoming.id),
    });
    return undefined;
  },

  rights: async (held, incoming) => {
    const { rights = 'full' } = incoming;
    if (rights === 'full' || causes.knows(incoming.id, held.causes)) return undefined;
    const facts = queueToOfficers(held.branch, troubles[rights], clock.now(), []);
    if (facts.length === 0) return undefined;
    const [at, cause] = [saidAt(incoming, clock), causes.of(incoming.id)];
    await recorder.record(held.id, { facts, at, by: 'delivery', cause });
    return undefined;
  },
});
