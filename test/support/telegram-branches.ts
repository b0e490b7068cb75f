import { rm, writeFile } from 'node:fs/promises';
import { commandLine } from '../../src/cli/command-line.ts';
import { type ChatMessage, type TelegramChat, type TelegramServer, type TelegramUser } from './telegram-server.ts';

const givenNames = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉';

export type TelegramBranch = {
  readonly name: string;
  readonly group: TelegramChat;
  /** The first is the secretary; all are bound to their accounts. */
  readonly people: readonly TelegramUser[];
  person(index: number): TelegramUser;
  /** The newest check-in message. */
  live(): ChatMessage | undefined;
};

export const telegramSettings = (server: TelegramServer, store: string): Record<string, string> => ({
  ZHISHU_STORE: store,
  ZHISHU_PORT: '0',
  TELEGRAM_BOT_TOKEN: server.token,
  TELEGRAM_API_ROOT: server.url,
});

/** The groups of some branches and the operator's file that prepares them; nothing is written to a store yet. */
export function telegramBranches(server: TelegramServer, count: number, members: number) {
  const branches = Array.from({ length: count }, (_, number): TelegramBranch => {
    const people = Array.from({ length: members }, (_one, index) =>
      server.user(`${'赵钱孙李周吴'[number]}${givenNames[index]}`),
    );
    const name = `第${number + 1}党支部`;
    const group = server.supergroup(name, { members: people, bot: 'administrator' });
    return {
      name,
      group,
      people,
      person(index) {
        const found = people[index];
        if (!found) throw new Error(`the branch has no member ${index}`);
        return found;
      },
      live: () => group.fromBot().findLast(({ text }) => text.startsWith('【签到】')),
    };
  });
  const rows = branches.flatMap(({ name, group, people }) =>
    people.map((one, index) =>
      [one.name, '正式', index === 0 ? '书记' : '', `telegram:${one.id}`, name, `telegram:${group.id}`].join(','),
    ),
  );
  return { branches, file: ['姓名,状态,职务,账号,支部,群', ...rows, ''].join('\n') };
}

/** Prepares the branches in a store as the operator would, in this process. */
export async function importBranches(store: string, file: string): Promise<void> {
  const path = `${store}-roster.csv`;
  await writeFile(path, file);
  const said: string[] = [];
  const code = await commandLine(
    ['import', path],
    { ZHISHU_STORE: store, LOG_LEVEL: 'error' },
    {
      say: (line) => void said.push(line),
      complain: (line) => void said.push(line),
    },
  );
  await rm(path);
  if (code !== 0) throw new Error(`the import failed: ${said.join('\n')}`);
}

/** An activity is planned and its check-in is open in every branch when this resolves. */
export async function openCheckIns(server: TelegramServer, branches: readonly TelegramBranch[]): Promise<void> {
  for (const { group, person } of branches) person(0).says(group, '发起 主题党日 明天 19:30 党群服务中心 学习');
  await server.until(() =>
    branches.every(({ group }) => group.fromBot().some(({ text }) => text.startsWith('【活动通知】'))),
  );
  for (const { group, person } of branches) person(0).says(group, '开始签到');
  await server.until(() => branches.every(({ live }) => live() !== undefined));
}
