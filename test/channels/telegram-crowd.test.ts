import { expect, it } from 'vitest';
import { acknowledged, createMemory, live } from './telegram-harness.ts';

const CROWD = 45;
const WITHIN_MS = 10_000;

type Profile = 'reactions-free' | 'reactions-counted';

/** A crowd checks in within ten seconds; the live message follows as the bot makes it follow. */
async function crowd(limits: Profile, speed: number, memory = createMemory()) {
  const { server, channel, answers, now } = await live({ limits, speed, memory });
  const people = Array.from({ length: CROWD }, (_, index) => server.user(`党员${index}`));
  const group = server.group('第一支部', { members: people });
  const { ref = '' } = await channel.send(`telegram:${group.id}`, { text: '开始签到。', key: 'live' });
  const recordedAt = new Map<string, number>();
  answers(({ id }) => {
    recordedAt.set(id, now());
    void channel.edit?.(ref, { text: `已到${recordedAt.size}人。`, key: 'live' });
    return acknowledged;
  });
  const messages = await new Promise<readonly { id: number; at: number }[]>((resolve) => {
    const said: { id: number; at: number }[] = [];
    const next = (): void => {
      const person = people[said.length];
      if (person === undefined) return resolve(said);
      said.push({ id: person.says(group, '签到').id, at: now() });
      setTimeout(next, WITHIN_MS / CROWD / speed);
    };
    next();
  });
  const shown = () =>
    Math.max(
      0,
      ...server
        .calls('editMessageText')
        .filter(({ status }) => status === 200)
        .map(({ params }) => Number(/\d+/.exec(String(params['text']))?.[0])),
    );
  await server.until(() => shown() === CROWD);
  const byReaction = new Map(
    server
      .calls('setMessageReaction')
      .filter(({ status }) => status === 200)
      .map(({ params, at }) => [Number(params['message_id']), at] as const),
  );
  const waits = messages.map(({ id, at }) => (byReaction.get(id) ?? Infinity) - at).toSorted((a, b) => a - b);
  return { server, memory, byReaction, waits };
}

it('acknowledges everybody of a crowd at once by reaction where reactions are free, without a 429', async () => {
  const { server, byReaction, waits, memory } = await crowd('reactions-free', 10);
  expect(server.floods()).toBe(0);
  expect(byReaction.size).toBe(CROWD);
  // At twenty messages a minute it would be a minute; ten times as fast as life, this is half a second of a busy machine's.
  expect(waits[Math.floor(CROWD / 2)]).toBeLessThan(5000);
  expect(memory.get('reactions')).toBe('free');
});

it('acknowledges the rest of a crowd by the live message where reactions are known to be counted, without a 429', async () => {
  const memory = createMemory();
  await memory.set('reactions', `counted:${Date.UTC(2030, 0, 1)}`);
  const { server, byReaction } = await crowd('reactions-counted', 20, memory);
  expect(server.floods()).toBe(0);
  expect(byReaction.size).toBeGreaterThan(0);
  expect(byReaction.size).toBeLessThan(10);
});

it('learns from a single 429 that reactions are counted, loses nobody, and meets none in the next crowd', async () => {
  const memory = createMemory();
  const first = await crowd('reactions-counted', 20, memory);
  expect(first.server.floods()).toBe(1);
  expect(memory.get('reactions')).toMatch(/^counted:/);
  const second = await crowd('reactions-counted', 20, memory);
  expect(second.server.floods()).toBe(0);
});
