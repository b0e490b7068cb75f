import { run } from '@grammyjs/runner';
import { Bot } from 'grammy';

/** The least a bot can do: one reply to every message, nothing kept. */
const bot = new Bot(process.env['TELEGRAM_BOT_TOKEN'] ?? '', {
  client: { apiRoot: process.env['TELEGRAM_API_ROOT'] ?? '' },
});
bot.on('message:text', (context) =>
  context.reply('签到成功。', { reply_parameters: { message_id: context.message.message_id } }),
);
bot.catch(({ message }) => console.error(message));
const runner = run(bot);
process.once('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
