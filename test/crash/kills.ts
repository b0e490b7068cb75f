import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../src/domain/entry.ts';
import { checkStore } from '../../src/stores/check.ts';
import { openStoreForReading } from '../../src/stores/lowdb-store.ts';
import { causesOf } from '../support/cause.ts';
import { type Program, runProgram } from '../support/program.ts';
import { type ChatMessage, createTelegramServer, type TelegramUser } from '../support/telegram-server.ts';

export type KillsOptions = {
  /** The folder of the built program. */
  readonly program: string;
  readonly kills: number;
  readonly seed: number;
  /** A new store is begun after so many kills, so that books stay as long as those of a real branch. */
  readonly killsPerStore?: number;
  readonly tell?: (line: string) => void;
};

export type KillsResult = {
  readonly kills: number;
  /** Kills that hit while something said was neither acknowledged nor refused. */
  readonly killsInFlight: number;
  readonly said: number;
  readonly acknowledged: number;
  /** Said, and at the kill neither acknowledged nor in the ledger: told again after the start. */
  readonly unrecordedAtKill: number;
  /** In the ledger at the kill and not yet acknowledged. */
  readonly unacknowledgedAtKill: number;
  readonly lost: number;
  readonly twice: number;
  readonly problems: number;
  readonly seed: number;
};

const groups = 3;
const membersOfGroup = 20;
const givenNames = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉';
const restartWithinMs = 20_000;

/** Equal for equal seeds, so that a run can be repeated as far as the machine allows. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One thing a member did: a message, or a pressed button whose toast may come. */
type Doing = { readonly person: number; readonly cause: string | undefined; readonly acknowledged: () => boolean };

type Room = {
  readonly id: number;
  readonly people: readonly TelegramUser[];
  readonly messages: () => readonly ChatMessage[];
};

/**
 * Kills the program in the middle of bursts of 签到, starts it again over the same store, and compares the ledger on
 * disk with what people had been shown. Rejects with the first disagreement.
 */
export async function killAndCompare(options: KillsOptions): Promise<KillsResult> {
  const { program, kills, seed, killsPerStore = 50, tell = () => undefined } = options;
  const random = numbers(seed);
  let sum: KillsResult = {
    kills: 0,
    killsInFlight: 0,
    said: 0,
    acknowledged: 0,
    unrecordedAtKill: 0,
    unacknowledgedAtKill: 0,
    lost: 0,
    twice: 0,
    problems: 0,
    seed,
  };
  while (sum.kills < kills) {
    const part = await killsOnOneStore(program, Math.min(killsPerStore, kills - sum.kills), random);
    const added = Object.entries(part).map(([name, value]) => [name, value + sum[name as keyof typeof part]]);
    sum = { ...sum, ...(Object.fromEntries(added) as typeof part) };
    tell(
      `${sum.kills} kills, ${sum.killsInFlight} of them with entries in flight; ${sum.acknowledged} acknowledged, none lost`,
    );
  }
  return sum;
}

async function killsOnOneStore(
  program: string,
  kills: number,
  random: (below: number) => number,
): Promise<Omit<KillsResult, 'seed'>> {
  const server = await createTelegramServer();
  const store = await mkdtemp(join(tmpdir(), 'zhishu-crash-'));
  const settings = {
    ZHISHU_STORE: store,
    ZHISHU_PORT: '0',
    TELEGRAM_BOT_TOKEN: server.token,
    TELEGRAM_API_ROOT: server.url,
    LOG_LEVEL: 'warn',
  };
  let running: Program | undefined;
  try {
    const rooms: Room[] = [];
    for (let number = 1; number <= groups; number++) {
      const people = Array.from({ length: membersOfGroup }, (_, index) =>
        server.user(`${'赵钱孙'[number - 1]}${givenNames[index]}`),
      );
      const group = server.supergroup(`第${number}党支部`, { members: people, bot: 'administrator' });
      rooms.push({ id: group.id, people, messages: group.messages });
      const file = join(store, `../roster-${process.pid}-${number}.csv`);
      const rows = people.map(({ name, id }, index) => `${name},正式,${index === 0 ? '书记' : ''},telegram:${id}`);
      await writeFile(file, ['姓名,状态,职务,账号', ...rows, ''].join('\n'));
      const args = ['import', file, '--branch', `第${number}党支部`, '--room', `telegram:${group.id}`];
      const imported = runProgram(program, args, settings);
      if ((await imported.ended) !== 0) throw new Error(`the import failed: ${imported.out()}${imported.err()}`);
      await rm(file);
    }

    /** Everything told before has been recorded and confirmed when this resolves. */
    const start = async (): Promise<void> => {
      // The poll of a process that was killed stands until its connection is seen to be gone.
      await server.until(() => !server.isPolled(), restartWithinMs);
      running = runProgram(program, ['start'], settings);
      await server
        .until(() => server.isPolled() && server.pending() === 0, restartWithinMs)
        .catch((error: Error) => {
          throw new Error(`${error.message}; the program said: ${running?.out()}${running?.err()}`);
        });
    };
    const liveOf = (room: Room): ChatMessage | undefined =>
      room.messages().findLast(({ byBot, text }) => byBot && text.startsWith('【签到】'));

    await start();
    for (const room of rooms) room.people[0]?.says(room, '发起 主题党日 明天 19:30 党群服务中心 学习');
    await server.until(() =>
      rooms.every((room) => room.messages().some(({ text }) => text.startsWith('【活动通知】'))),
    );
    for (const room of rooms) room.people[0]?.says(room, '开始签到');
    await server.until(() => rooms.every((room) => liveOf(room) !== undefined));
    const causeOf = causesOf(store);

    const doings: Doing[] = [];
    let killsInFlight = 0;
    let unrecordedAtKill = 0;
    let unacknowledgedAtKill = 0;
    for (let round = 1; round <= kills; round++) {
      const arriving = round % 2 === 1;
      server.setLatency(random(12));
      const callsBefore = server.calls().length;
      const order = rooms.flatMap((room) => room.people.map((person) => ({ room, person })));
      for (let rest = order.length; rest > 1; rest--) {
        const other = random(rest);
        [order[rest - 1], order[other]] = [order[other], order[rest - 1]] as [(typeof order)[0], (typeof order)[0]];
      }
      const shown = rooms.map((room) => shownIn(liveOf(room)));
      const burst = async (): Promise<void> => {
        for (const [index, { room, person }] of order.entries()) {
          const live = liveOf(room);
          if (arriving && live && random(4) === 0) {
            let toast = '';
            void person.presses(live, '签到').then(({ text }) => (toast = text));
            doings.push({ person: person.id, cause: undefined, acknowledged: () => /成功|已登记/u.test(toast) });
          } else {
            const message = person.says(room, arriving ? '签到' : '取消签到');
            const cause = causeOf(`telegram:${message.chatId}:${message.id}`);
            doings.push({ person: person.id, cause, acknowledged: () => message.reactions.length > 0 });
          }
          if (index % 7 === 6) await new Promise((resolve) => setImmediate(resolve));
        }
      };
      const bursting = burst();
      const calls = random(3) === 0 ? random(4) : random(36);
      const lateMs = random(4) === 0 ? random(20) : 0;
      // A kill that comes before so many calls is a kill all the same.
      await server.until(() => server.calls().length >= callsBefore + calls, 1000).catch(() => undefined);
      await new Promise((resolve) => (lateMs === 0 ? setImmediate(resolve) : setTimeout(resolve, lateMs)));
      await running?.kill();
      // What reached the server before the kill is answered to nobody; only what it did counts as shown.
      await bursting;

      const entries = await entriesIn(store);
      const causes = countBy(entries.filter(isMark), ({ cause }) => cause);
      const byPerson = await marksByPerson(store, entries);
      const lost = doings.filter(
        ({ cause, acknowledged }) => cause !== undefined && acknowledged() && !causes.has(cause),
      );
      const acknowledgedBy = countBy(
        doings.filter((one) => one.acknowledged()),
        ({ person }) => person,
      );
      const missing = [...acknowledgedBy].filter(([person, count]) => (byPerson.get(person) ?? 0) < count);
      const twice = [...causes].filter(([, count]) => count > 1);
      const wrongly = rooms.filter((room, index) => {
        const now = shownIn(liveOf(room));
        if (now === undefined || now === shown[index]) return false;
        const present = presentIn(entries, room.id);
        return arriving ? present < now : present > now;
      });
      if (lost.length + missing.length + twice.length + wrongly.length > 0) {
        throw new Error(
          `after kill ${round}: ${lost.length + missing.length} acknowledged and not in the ledger, ` +
            `${twice.length} twice in it, ${wrongly.length} live messages ahead of it`,
        );
      }
      const open = doings.filter((one) => !one.acknowledged());
      const unrecorded = open.filter(({ cause }) => cause !== undefined && !causes.has(cause)).length;
      const fresh = open.filter((one) => doings.indexOf(one) >= doings.length - order.length);
      if (fresh.length > 0) killsInFlight += 1;
      unrecordedAtKill += unrecorded;
      unacknowledgedAtKill += fresh.length - unrecorded;

      server.setLatency(0);
      await start();
      const { problems } = await checkStore(store);
      if (problems.length > 0) throw new Error(`after kill ${round} the check says: ${JSON.stringify(problems)}`);
    }

    running?.child.kill('SIGTERM');
    const code = await running?.ended;
    if (code !== 0) throw new Error(`the last stop ended with ${code}`);
    const entries = await entriesIn(store);
    const byPerson = await marksByPerson(store, entries);
    const doneBy = countBy(doings, ({ person }) => person);
    for (const [person, count] of doneBy) {
      if (byPerson.get(person) !== count) {
        throw new Error(`somebody did ${count} things and the ledger has ${byPerson.get(person) ?? 0}`);
      }
    }
    const { problems } = await checkStore(store);
    if (problems.length > 0) throw new Error(`in the end the check says: ${JSON.stringify(problems)}`);
    return {
      kills,
      killsInFlight,
      said: doings.length,
      acknowledged: doings.filter((one) => one.acknowledged()).length,
      unrecordedAtKill,
      unacknowledgedAtKill,
      lost: 0,
      twice: 0,
      problems: 0,
    };
  } finally {
    await running?.kill();
    await server.close();
    await rm(store, { recursive: true, force: true });
  }
}

type Kept = Entry & { readonly branch: string };

/** What is whole on disk, also right after a kill. */
async function entriesIn(store: string): Promise<readonly Kept[]> {
  const { ledger } = await openStoreForReading(store);
  const { books, damaged } = await ledger.books();
  if (damaged.length > 0) throw new Error(`a book is damaged: ${JSON.stringify(damaged)}`);
  const entries: Kept[] = [];
  for (const { branch, year } of books) {
    await ledger.read(branch, year, (entry) => entries.push({ ...entry, branch }));
  }
  return entries;
}

const isMark = ({ type }: Entry): boolean => type === 'attendance-marked' || type === 'mark-withdrawn';

/** How many marks each Telegram account has in the ledger. */
async function marksByPerson(store: string, entries: readonly Kept[]): Promise<Map<number, number>> {
  const { people } = await openStoreForReading(store);
  const accounts = new Map<string, number>();
  for (const branch of new Set(entries.map((entry) => entry.branch))) {
    for (const [account, { member }] of Object.entries((await people.read(branch)).accounts)) {
      accounts.set(`${branch} ${member}`, Number(account.replace('telegram:', '')));
    }
  }
  return countBy(entries.filter(isMark), ({ branch, by }) => accounts.get(`${branch} ${by}`));
}

function presentIn(entries: readonly Kept[], chatId: number): number {
  const branch = entries.find((entry) => entry.type === 'room-claimed' && entry.room === `telegram:${chatId}`)?.branch;
  const present = new Set<string>();
  for (const entry of entries) {
    if (entry.branch !== branch) continue;
    if (entry.type === 'attendance-marked') present.add(entry.member);
    if (entry.type === 'mark-withdrawn') present.delete(entry.member);
  }
  return present.size;
}

const shownIn = (live: ChatMessage | undefined): number | undefined => {
  const count = /已到 (\d+)/u.exec(live?.text ?? '')?.[1];
  return count === undefined ? undefined : Number(count);
};

function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key | undefined): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
