import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import type { Log } from '../../ports.ts';
import { failureOf } from './failure.ts';

/** The command menu per audience, as Telegram shows it while somebody types a slash. */
export type Menu = { readonly member: readonly BotCommand[]; readonly officer: readonly BotCommand[] };

const LONGEST_DESCRIPTION = 256;

/** Telegram refuses a whole list for one name that is not lower-case Latin, so such names are left out. */
const accepted = (commands: readonly BotCommand[]): BotCommand[] =>
  commands
    .filter(({ command }) => /^[a-z0-9_]{1,32}$/.test(command))
    .map(({ command, description }) => ({ command, description: description.slice(0, LONGEST_DESCRIPTION) }))
    .slice(0, 100);

/** Sets the menu for members everywhere and the officers' for group administrators; a failure is only logged. */
export async function publishMenu(api: Api, { member, officer }: Menu, log: Log): Promise<void> {
  const lists = [
    ['default', member],
    ['all_private_chats', member],
    ['all_group_chats', member],
    ['all_chat_administrators', officer],
  ] as const;
  for (const [type, commands] of lists) {
    try {
      await api.raw.setMyCommands({ commands: accepted(commands), scope: { type } });
    } catch (error) {
      log.warn('telegram.menu-failed', { scope: type, what: failureOf(error).what });
    }
  }
}
