import { createLocalChannel } from '../../src/channels/local/channel.ts';
import { type Persona } from '../../src/channels/local/conversation.ts';
import type { Clock, Incoming, Log, Memory, Receive, Reply } from '../../src/ports.ts';

/** A demo branch of 23 with made-up names. */
export const demoPersonas: readonly Persona[] = [
  ['林建国', '书记'],
  ['周敏', '组织委员'],
  ['何志强', '纪检委员'],
  ['苏丽娟', '宣传委员、第三党小组'],
  ['郑海波', '第一党小组组长'],
  ['黄秀英', '第二党小组组长'],
  ['许文博', '第三党小组组长'],
  ...[
    '陈桂兰',
    '吴大勇',
    '蔡晓燕',
    '杨振华',
    '刘芳',
    '马春生',
    '欧阳雪梅',
    '高明',
    '罗玉珍',
    '谢家栋',
    '唐婷',
    '曹立新',
    '邓永福',
    '彭静',
    '曾小龙',
    '萧雨桐',
  ].map(
    (name, index) => [name, `第${['一', '二', '三'][index % 3]}党小组${index === 15 ? '，预备党员' : ''}`] as const,
  ),
].map(([name = '', title = ''], index) => ({ account: `local:p${index + 1}`, name, title }));

export function createMapMemory(map = new Map<string, string>()): Memory {
  return {
    get: (key) => map.get(key),
    keys: () => [...map.keys()],
    set: async (key, value) => {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    },
  };
}

/** Stands still until it is moved. */
export function createStillClock(
  start = Date.parse('2026-03-02T19:20:00+08:00'),
): Clock & { set(instant: number): void } {
  let instant = start;
  return {
    now: () => instant,
    set: (next) => {
      instant = next;
    },
  };
}

export type LogLine = { readonly event: string; readonly [field: string]: string | number | boolean | undefined };

export function createListLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write: Log['info'] = (event, fields) => {
    lines.push({ event, ...fields });
  };
  return { lines, debug: write, info: write, warn: write, error: write };
}

/** A local channel with everything around it, and what was asked of the bot. */
export function createLocalGroup(
  answer: (incoming: Incoming) => Promise<Reply | undefined> | Reply | undefined = () => undefined,
  map = new Map<string, string>(),
) {
  const clock = createStillClock();
  const log = createListLog();
  let people: readonly Persona[] = demoPersonas;
  const heard: Incoming[] = [];
  const channel = createLocalChannel({
    memory: createMapMemory(map),
    clock,
    log,
    personas: async () => people,
    roomTitle: '嵩海社区第一党支部',
  });
  const receive: Receive = async (incoming) => {
    heard.push(incoming);
    return answer(incoming);
  };
  return {
    channel,
    clock,
    log,
    heard,
    receive,
    become: (next: readonly Persona[]) => {
      people = next;
    },
  };
}
