import { connect } from 'node:net';
import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { afterEach, describe, expect, test } from 'vitest';
import { createTelegramServer, type TelegramServer, type TelegramServerOptions } from './support/telegram-server.ts';

type Answer = {
  readonly ok: boolean;
  readonly result: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, number>>;
};

type Update = { readonly update_id: number } & Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const open = new Set<TelegramServer>();

afterEach(async () => {
  await Promise.all([...open].map((server) => server.close()));
  open.clear();
});

/** A server with a clock that only moves when told to. */
async function start(options: TelegramServerOptions = {}) {
  let time = Date.UTC(2026, 10, 20, 9);
  const server = await createTelegramServer({ now: () => time, sameOffsetRule: false, conflictHoldMs: 0, ...options });
  open.add(server);

  async function send(path: string, init?: RequestInit): Promise<Answer & { status: number }> {
    const response = await fetch(`${server.url}${path}`, init);
    return { ...((await response.json()) as Answer), status: response.status };
  }

  const call = (method: string, params: Record<string, unknown> = {}) =>
    send(`/bot${server.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });

  const updates = async (params: Record<string, unknown> = {}): Promise<readonly Update[]> =>
    (await call('getUpdates', params)).result as readonly Update[];

  return {
    server,
    send,
    call,
    updates,
    /** What the pending messages say. */
    texts: async (params: Record<string, unknown> = {}) =>
      (await updates(params)).map((update) => (update['message'] ?? update['edited_message'])?.['text']),
    sent: async (chat: { id: number }, text: string, params: Record<string, unknown> = {}) =>
      (await call('sendMessage', { chat_id: chat.id, text, ...params })).result as { message_id: number },
    passes: (milliseconds: number): void => {
      time += milliseconds;
    },
    api: () => new Api(server.token, { apiRoot: server.url }),
  };
}

const refusal = (error_code: number, description: string, parameters?: Record<string, number>) => ({
  status: error_code,
  ok: false,
  error_code,
  description,
  ...(parameters === undefined ? {} : { parameters }),
});

const keyboard = (data: string, text = '到') => ({ inline_keyboard: [[{ text, callback_data: data }]] });

const list = (command: string) => [{ command, description: command }];

const HOUR = 60 * 60 * 1000;

/** Somebody has already written so many messages to the bot in private. */
async function said(count: number, options: TelegramServerOptions = {}) {
  const context = await start(options);
  const 张三 = context.server.user('张三');
  for (let i = 1; i <= count; i++) 张三.writes(`m${i}`);
  return { ...context, 张三 };
}

/** A supergroup with one talkative member and the bot as an ordinary one. */
async function heard(options: TelegramServerOptions = {}) {
  const context = await start(options);
  const 张三 = context.server.user('张三');
  const group = context.server.supergroup('支部', { members: [张三] });
  return { ...context, 张三, group };
}

/** A bot under flood limits that hears everything. */
async function crowd(limits: TelegramServerOptions['limits'] & string) {
  const context = await start({ limits, privacy: false });
  const 张三 = context.server.user('张三');
  const group = context.server.group('支部', { members: [张三] });
  const write = async (chat: { id: number } = group) =>
    (await context.call('sendMessage', { chat_id: chat.id, text: '好' })).status;
  return { ...context, 张三, group, write };
}

/** A bot with a group to write to. */
async function writer() {
  const context = await start();
  const group = context.server.group('支部');
  return { ...context, group, write: (text: string) => context.call('sendMessage', { chat_id: group.id, text }) };
}

const part = (head: string, value: string) => `--B\r\ncontent-disposition:form-data;${head}\r\n\r\n${value}\r\n`;

describe('errors', () => {
  test('a token of the wrong form and an unknown token are refused in different words', async () => {
    const { send } = await start();
    const malformed = refusal(401, 'Unauthorized: invalid token specified');
    expect(await send('/botnonsense/getMe')).toEqual(malformed);
    expect(await send('/bot0123:abc/getMe')).toEqual(malformed);
    expect(await send('/bot12:%zz/getMe')).toEqual(refusal(401, 'Unauthorized'));
    expect(await send('/bot7100000001:wrong/getMe')).toEqual(refusal(401, 'Unauthorized'));
    expect(await send('/bot7100000001:wrong/noSuchMethod')).toEqual(refusal(401, 'Unauthorized'));
  });

  test('an unknown method and a path outside the interface are not found', async () => {
    const { call, send } = await start();
    expect(await call('sendNonsense')).toEqual(refusal(404, 'Not Found: method not found'));
    expect(await send('/')).toEqual(refusal(404, 'Not Found'));
  });

  test.each(['group', 'supergroup', 'channel'] as const)('a bot kicked from a %s is told so', async (kind) => {
    const { server, call } = await start();
    const chat = server[kind]('支部');
    chat.kickBot();
    const params = { chat_id: chat.id, text: '通知' };
    expect(await call('sendMessage', params)).toEqual(refusal(403, `Forbidden: bot was kicked from the ${kind} chat`));
  });

  test('a bot that is not in a group or has left it is told so', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const supergroup = server.supergroup('党委', { bot: 'absent' });
    expect(await call('leaveChat', { chat_id: group.id })).toMatchObject({ ok: true, result: true });
    expect(await call('sendMessage', { chat_id: group.id, text: '通知' })).toEqual(
      refusal(403, 'Forbidden: bot is not a member of the group chat'),
    );
    expect(await call('sendMessage', { chat_id: supergroup.id, text: '通知' })).toEqual(
      refusal(403, 'Forbidden: bot is not a member of the supergroup chat'),
    );
  });

  test('a deleted group is told apart from one nobody ever heard of', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    group.disappears();
    expect(await call('sendMessage', { chat_id: group.id, text: '通知' })).toEqual(
      refusal(403, 'Forbidden: the group chat was deleted'),
    );
    expect(await call('sendMessage', { chat_id: -99, text: '通知' })).toEqual(
      refusal(400, 'Bad Request: chat not found'),
    );
    expect(await call('sendMessage', { text: '通知' })).toEqual(refusal(400, 'Bad Request: chat_id is empty'));
  });

  test('a person can be written to only after /start, not while blocking the bot, not after deleting the account', async () => {
    const { server, call } = await start();
    const 张三 = server.user('张三');
    const write = () => call('sendMessage', { chat_id: 张三.id, text: '您好' });
    expect(await write()).toEqual(refusal(403, "Forbidden: bot can't initiate conversation with a user"));
    张三.startsBot();
    expect(await write()).toMatchObject({ status: 200, result: { text: '您好', chat: { type: 'private' } } });
    张三.blocksBot();
    expect(await write()).toEqual(refusal(403, 'Forbidden: bot was blocked by the user'));
    张三.unblocksBot();
    expect(await write()).toMatchObject({ status: 200 });
    张三.deletesAccount();
    expect(await write()).toEqual(refusal(403, 'Forbidden: user is deactivated'));
  });

  test('a muted bot and a bot that is no administrator of the channel cannot speak', async () => {
    const { server, call } = await start();
    const group = server.supergroup('支部');
    const channel = server.channel('公告', { bot: 'member' });
    group.muteBot();
    expect(await call('sendMessage', { chat_id: group.id, text: '通知' })).toEqual(
      refusal(400, 'Bad Request: not enough rights to send text messages to the chat'),
    );
    expect(await call('sendMessage', { chat_id: channel.id, text: '通知' })).toEqual(
      refusal(400, 'Bad Request: need administrator rights in the channel chat'),
    );
  });

  test('after a migration the old id answers with the new one, and both sides get their service message', async () => {
    const { server, call, updates } = await start();
    const group = server.group('支部');
    const next = server.migrate(group);
    expect(await call('sendMessage', { chat_id: group.id, text: '通知' })).toEqual(
      refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: next.id }),
    );
    expect(await call('sendMessage', { chat_id: next.id, text: '通知' })).toMatchObject({ status: 200 });
    expect(await updates()).toMatchObject([
      { message: { chat: { id: group.id, type: 'group' }, migrate_to_chat_id: next.id } },
      { message: { chat: { id: next.id, type: 'supergroup' }, migrate_from_chat_id: group.id } },
    ]);
  });

  test('a fault can be any refusal for a number of calls, in one chat or all', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const other = server.group('另一个支部');
    const fault = server.fault({ method: 'sendmessage', chatId: group.id, times: 2, retry_after: 7 });
    server.fault({ method: 'sendMessage', migrate_to_chat_id: -100123 });
    server.fault({ method: 'getMe', error_code: 500 });
    const flood = refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 });
    const write = (chat: { id: number }) => call('sendMessage', { chat_id: chat.id, text: '通知' });
    expect(await write(group)).toEqual(flood);
    expect(await write(other)).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: -100123 } });
    expect(await write(other)).toMatchObject({ status: 200 });
    expect(fault.left()).toBe(1);
    expect(await write(group)).toEqual(flood);
    expect(await write(group)).toMatchObject({ status: 200 });
    expect(await call('getMe')).toEqual(refusal(500, 'Internal Server Error'));
    expect(server.floods()).toBe(2);
  });

  test('the internal flood refusal can be held before it says sixty seconds', async () => {
    const { server, call } = await start();
    server.fault({ method: 'getMe', delayMs: 40, retry_after: 60 });
    const order: string[] = [];
    await Promise.all([
      call('getMe').then(({ status }) => order.push(`held ${status}`)),
      call('getMe').then(({ status }) => order.push(`quick ${status}`)),
    ]);
    expect(order).toEqual(['quick 200', 'held 429']);
  });

  test('an outage can answer with a page that is not JSON', async () => {
    const { server } = await start();
    server.fault({ html: true });
    const response = await fetch(`${server.url}/bot${server.token}/getMe`);
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await response.text()).toContain('<html>');
  });
});

describe('edits', () => {
  test('an edit that changes nothing is refused, one that changes text or buttons is not', async () => {
    const { server, call, sent } = await start();
    const group = server.group('支部');
    const { message_id } = await sent(group, '已到 1 人', { reply_markup: keyboard('in:1') });
    const edit = (text: string, reply_markup?: unknown) =>
      call('editMessageText', { chat_id: group.id, message_id, text, reply_markup });
    const unmodified = refusal(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
    expect(await edit('已到 1 人', keyboard('in:1'))).toEqual(unmodified);
    expect(await edit('已到 2 人', keyboard('in:1'))).toMatchObject({ result: { text: '已到 2 人', message_id } });
    expect(await edit('已到 2 人')).toMatchObject({ status: 200 });
    expect(group.message(message_id)).toMatchObject({ text: '已到 2 人', buttons: [], edits: 2 });
    const markup = { chat_id: group.id, message_id, reply_markup: keyboard('in:2') };
    expect(await call('editMessageReplyMarkup', markup)).toMatchObject({ status: 200 });
    expect(await call('editMessageReplyMarkup', markup)).toEqual(unmodified);
    expect(group.message(message_id)).toMatchObject({ text: '已到 2 人', buttons: [[{ text: '到', data: 'in:2' }]] });
  });

  test('a missing, a deleted and somebody else’s message cannot be edited', async () => {
    const { server, call, sent } = await start();
    const 张三 = server.user('张三');
    const group = server.group('支部', { members: [张三], bot: 'administrator' });
    const { message_id } = await sent(group, '通知');
    const edit = (id: number) => call('editMessageText', { chat_id: group.id, message_id: id, text: '更正' });
    expect(await edit(4711)).toEqual(refusal(400, 'Bad Request: message to edit not found'));
    expect(await edit(张三.says(group, '签到').id)).toEqual(refusal(400, "Bad Request: message can't be edited"));
    expect(await call('deleteMessage', { chat_id: group.id, message_id })).toMatchObject({ result: true });
    expect(await edit(message_id)).toEqual(refusal(400, 'Bad Request: message to edit not found'));
    expect(group.fromBot()).toEqual([]);
  });

  test('only an administrator deletes what others said', async () => {
    const { server, call } = await start({ privacy: false });
    const 张三 = server.user('张三');
    const group = server.supergroup('支部', { members: [张三] });
    const { id: message_id } = 张三.says(group, '签到');
    const params = { chat_id: group.id, message_id };
    expect(await call('deleteMessage', params)).toEqual(refusal(400, "Bad Request: message can't be deleted"));
    group.promoteBot();
    expect(await call('deleteMessage', params)).toMatchObject({ result: true });
    expect(await call('deleteMessage', params)).toEqual(refusal(400, 'Bad Request: message to delete not found'));
  });
});

describe('replies', () => {
  test('a reply needs its target unless told otherwise, in the new and the old form', async () => {
    const { server, call } = await start();
    const 张三 = server.user('张三');
    const group = server.group('支部', { members: [张三], bot: 'administrator' });
    const target = 张三.says(group, '签到');
    const reply = (params: Record<string, unknown>) =>
      call('sendMessage', { chat_id: group.id, text: '已签到', ...params });
    const missing = refusal(400, 'Bad Request: message to be replied not found');
    expect(await reply({ reply_parameters: { message_id: 4711 } })).toEqual(missing);
    expect(await reply({ reply_to_message_id: 4711 })).toEqual(missing);
    const lenient = await reply({ reply_parameters: { message_id: 4711, allow_sending_without_reply: true } });
    expect(lenient).toMatchObject({ status: 200 });
    expect(lenient.result).not.toHaveProperty('reply_to_message');
    expect(await reply({ reply_parameters: { message_id: target.id } })).toMatchObject({
      result: { reply_to_message: { message_id: target.id, text: '签到', from: { id: 张三.id } } },
    });
    expect(group.fromBot().map(({ replyTo }) => replyTo)).toEqual([undefined, target.id]);
  });

  test('what privacy mode hid from the bot is not there to reply or react to', async () => {
    const { server, call } = await start();
    const 张三 = server.user('张三');
    const group = server.supergroup('支部', { members: [张三] });
    const { id: message_id } = 张三.says(group, '签到');
    expect(await call('sendMessage', { chat_id: group.id, text: '好', reply_parameters: { message_id } })).toEqual(
      refusal(400, 'Bad Request: message to be replied not found'),
    );
    expect(await call('setMessageReaction', { chat_id: group.id, message_id, reaction: [] })).toEqual(
      refusal(400, 'Bad Request: message to react not found'),
    );
  });
});

describe('buttons', () => {
  test('callback data is limited to 64 bytes, so 21 Chinese characters fit and 22 do not', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const withData = (data: string) =>
      call('sendMessage', { chat_id: group.id, text: '签到', reply_markup: keyboard(data) });
    expect(await withData('到'.repeat(21))).toMatchObject({ status: 200 });
    expect(await withData('到'.repeat(22))).toEqual(refusal(400, 'Bad Request: BUTTON_DATA_INVALID'));
    expect(await withData('')).toEqual(refusal(400, 'Bad Request: BUTTON_DATA_INVALID'));
  });

  test('a press reaches the bot and its answer reaches the finger, once', async () => {
    const { server, call, sent, updates } = await start();
    const 张三 = server.user('张三');
    const group = server.group('支部', { members: [张三] });
    const { message_id } = await sent(group, '签到', { reply_markup: keyboard('in:1') });
    const message = group.message(message_id);
    if (message === undefined) throw new Error('the message is missing');
    const toast = 张三.presses(message, '到');
    const [update] = await updates();
    expect(update).toMatchObject({ callback_query: { data: 'in:1', from: { id: 张三.id }, message: { message_id } } });
    const params = { callback_query_id: update?.['callback_query']?.['id'], text: '已签到', show_alert: true };
    expect(await call('answerCallbackQuery', params)).toMatchObject({ result: true });
    expect(await toast).toEqual({ text: '已签到', alert: true });
    expect(await call('answerCallbackQuery', params)).toEqual(
      refusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid'),
    );
    expect(() => 张三.presses(message, '请假')).toThrow('请假');
  });

  test('a press answered too late or never made is refused', async () => {
    const { server, call, sent, updates, passes } = await start();
    const group = server.group('支部');
    const { message_id } = await sent(group, '签到', { reply_markup: keyboard('in:1') });
    const message = group.message(message_id);
    if (message !== undefined) void server.user('张三').presses(message, 'in:1');
    const id = (await updates())[0]?.['callback_query']?.['id'];
    passes(60_000);
    const tooOld = refusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
    expect(await call('answerCallbackQuery', { callback_query_id: id })).toEqual(tooOld);
    expect(await call('answerCallbackQuery', { callback_query_id: '12' })).toEqual(tooOld);
  });

  test('a button of a deleted message that is still on a screen gives an inaccessible message', async () => {
    const { server, call, sent, updates } = await start();
    const group = server.group('支部');
    const { message_id } = await sent(group, '签到', { reply_markup: keyboard('in:1') });
    const message = group.message(message_id);
    await call('deleteMessage', { chat_id: group.id, message_id });
    if (message !== undefined) void server.user('张三').presses(message, '到');
    expect((await updates())[0]).toMatchObject({ callback_query: { message: { message_id, date: 0 } } });
  });
});

describe('texts', () => {
  test('a text has 1 to 4096 characters, a caption at most 1024, counted after the markup is taken off', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const write = (text: string, parse_mode = '') => call('sendMessage', { chat_id: group.id, text, parse_mode });
    expect(await write('')).toEqual(refusal(400, 'Bad Request: message text is empty'));
    expect(await write(' \n ')).toEqual(refusal(400, 'Bad Request: text must be non-empty'));
    expect(await write('到'.repeat(4096))).toMatchObject({ status: 200 });
    expect(await write('到'.repeat(4097))).toEqual(refusal(400, 'Bad Request: message is too long'));
    expect(await write(`<b>${'到'.repeat(4096)}</b>`, 'HTML')).toMatchObject({ status: 200 });
    const file = new FormData();
    file.set('chat_id', String(group.id));
    file.set('document', new File(['x'], 'a.csv'));
    file.set('caption', '到'.repeat(1025));
    const response = await fetch(`${server.url}/bot${server.token}/sendDocument`, { method: 'POST', body: file });
    expect(await response.json()).toMatchObject({ description: 'Bad Request: message caption is too long' });
  });

  test('markup becomes entities, and broken markup is refused', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const write = (text: string, parse_mode: string) => call('sendMessage', { chat_id: group.id, text, parse_mode });
    expect(await write('<b>通知</b> &lt;三会一课&gt; <a href="https://x.cn">详情</a>', 'HTML')).toMatchObject({
      result: {
        text: '通知 <三会一课> 详情',
        entities: [
          { type: 'bold', offset: 0, length: 2 },
          { type: 'text_link', offset: 10, length: 2, url: 'https://x.cn' },
        ],
      },
    });
    expect(await write('*通知* _1\\.5_ `a.b`', 'MarkdownV2')).toMatchObject({
      result: { text: '通知 1.5 a.b', entities: [{ type: 'bold' }, { type: 'italic' }, { type: 'code' }] },
    });
    const bad = async (text: string, mode: string) => (await write(text, mode)).description;
    expect(await bad('<x>通知</x>', 'HTML')).toBe('Bad Request: can\'t parse entities: Unsupported start tag "x"');
    expect(await bad('<b>通知', 'HTML')).toContain('Can\'t find end tag corresponding to start tag "b"');
    expect(await bad('1.5', 'MarkdownV2')).toContain("Character '.' is reserved");
    expect(await bad('*通知', 'MarkdownV2')).toContain("can't parse entities");
  });

  test('commands are recognised in latin letters only', async () => {
    const { server, updates } = await start();
    const 张三 = server.user('张三');
    张三.startsBot('m12');
    张三.writes('/签到');
    expect(await updates()).toMatchObject([
      { message: { text: '/start m12', entities: [{ type: 'bot_command', offset: 0, length: 6 }] } },
      { message: { text: '/签到' } },
    ]);
    expect((await updates())[1]?.['message']).not.toHaveProperty('entities');
  });
});

describe('menus', () => {
  test('command names are latin, short and described', async () => {
    const { call } = await start();
    const set = (command: string, description = '签到') =>
      call('setMyCommands', { commands: [{ command, description }] });
    const invalid = refusal(400, 'Bad Request: BOT_COMMAND_INVALID');
    for (const name of ['签到', 'CheckIn', 'check-in', '', 'a'.repeat(33)]) expect(await set(name)).toEqual(invalid);
    expect(await set('a'.repeat(32))).toMatchObject({ result: true });
    expect(await set('checkin', '')).toMatchObject({ error_code: 400 });
    expect(await set('checkin', '签'.repeat(257))).toMatchObject({ error_code: 400 });
  });

  test('each scope and language has its own list', async () => {
    const { server, call } = await start();
    const group = server.group('支部');
    const get = async (params = {}) => (await call('getMyCommands', params)).result;
    await call('setMyCommands', { commands: list('help') });
    await call('setMyCommands', { commands: list('help_zh'), language_code: 'zh' });
    await call('setMyCommands', { commands: list('remind'), scope: { type: 'all_chat_administrators' } });
    await call('setMyCommands', { commands: list('here'), scope: { type: 'chat', chat_id: group.id } });
    expect(await get()).toEqual(list('help'));
    expect(await get({ language_code: 'zh' })).toEqual(list('help_zh'));
    expect(await get({ scope: { type: 'all_chat_administrators' } })).toEqual(list('remind'));
    expect(await get({ scope: { type: 'chat', chat_id: group.id } })).toEqual(list('here'));
    expect(await get({ scope: { type: 'all_private_chats' } })).toEqual([]);
    await call('deleteMyCommands', { scope: { type: 'chat', chat_id: group.id } });
    expect(await get({ scope: { type: 'chat', chat_id: group.id } })).toEqual([]);
    expect(await get()).toEqual(list('help'));
    const elsewhere = { commands: [], scope: { type: 'chat', chat_id: -1 } };
    expect(await call('setMyCommands', elsewhere)).toEqual(refusal(400, 'Bad Request: chat not found'));
  });
});

describe('wire formats', () => {
  test('JSON, urlencoded, query string and multipart mean the same, whatever the method’s case', async () => {
    const { server, send } = await start();
    const group = server.group('支部');
    const reply_markup = JSON.stringify(keyboard('in:1'));
    const params = { chat_id: String(group.id), text: '签到', reply_markup };
    const path = `/bot${server.token}/sEnDmEsSaGe`;
    const form = new FormData();
    for (const [name, value] of Object.entries(params)) form.set(name, value);
    const answers = [
      await send(path, {
        method: 'POST',
        body: JSON.stringify(params),
        headers: { 'content-type': 'application/json' },
      }),
      await send(path, { method: 'POST', body: new URLSearchParams(params) }),
      await send(`${path}?${new URLSearchParams(params)}`),
      await send(path, { method: 'POST', body: form }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ result: { text: '签到', reply_markup: keyboard('in:1') } });
    expect(server.calls('sendMessage')).toHaveLength(4);
  });

  test('a body that is no JSON object is refused', async () => {
    const { server, send } = await start();
    const headers = { 'content-type': 'application/json' };
    const path = `/bot${server.token}/getMe`;
    expect(await send(path, { method: 'POST', body: '{', headers })).toMatchObject({ error_code: 400 });
    expect(await send(path, { method: 'POST', body: '[1]', headers })).toMatchObject({ error_code: 400 });
  });

  test('multipart without quotes, spaces or capitals is read, and an unquoted name ends at the first semicolon', async () => {
    const { server, send } = await start();
    const group = server.group('支部');
    const upload = (filename: string) => {
      return send(`/bot${server.token}/sendDocument`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=B' },
        body: `${part('name="chat_id"', String(group.id))}${part(`name="document";filename=${filename}`, 'a,b')}--B--\r\n`,
      });
    };
    expect(await upload('签到表.csv')).toMatchObject({
      result: { document: { file_name: '签到表.csv', file_size: 3 } },
    });
    expect(await upload('签到 表;2026.csv')).toMatchObject({ result: { document: { file_name: '签到 表' } } });
    expect(await upload('"签到;表.csv"')).toMatchObject({ result: { document: { file_name: '签到;表.csv' } } });
  });
});

describe('getUpdates', () => {
  test('the earliest unconfirmed come first and are repeated until a higher offset confirms them', async () => {
    const { server, texts, updates } = await said(3);
    expect(await texts()).toEqual(['m1', 'm2', 'm3']);
    expect(await texts({ limit: 2 })).toEqual(['m1', 'm2']);
    const second = (await updates())[1]?.update_id ?? 0;
    expect(await texts({ offset: second })).toEqual(['m2', 'm3']);
    expect(await texts()).toEqual(['m2', 'm3']);
    expect(await texts({ offset: second + 2 })).toEqual([]);
    expect(server.pending()).toBe(0);
  });

  test('at most a hundred come at once and at least one', async () => {
    const { texts } = await said(101);
    expect(await texts({ limit: 1000 })).toHaveLength(100);
    expect(await texts({ limit: -5 })).toEqual(['m1']);
  });

  test('an answer stays under 4 MiB', async () => {
    const { server, texts } = await said(0);
    const 张三 = server.user('张三');
    for (let i = 0; i < 30; i++) 张三.writes('到'.repeat(100_000));
    const first = await texts();
    expect(first.length).toBe(13);
  });

  test('a negative offset keeps the last few and forgets the rest', async () => {
    const { server, texts } = await said(5);
    expect(await texts({ offset: -2 })).toEqual(['m4', 'm5']);
    expect(await texts()).toEqual(['m4', 'm5']);
    expect(server.pending()).toBe(2);
  });

  test('a long poll is answered as soon as something is said, with everything said at that moment', async () => {
    const { server, 张三, texts } = await said(0);
    const answer = texts({ timeout: 50 });
    await server.until(() => server.isPolled());
    expect(server.inFlight('getUpdates')).toHaveLength(1);
    张三.writes('m1');
    张三.writes('m2');
    expect(await answer).toEqual(['m1', 'm2']);
    expect(server.inFlight()).toEqual([]);
  });

  test('a long poll with nothing to tell ends empty after its timeout, and a negative timeout waits not at all', async () => {
    const { texts } = await said(0);
    const from = performance.now();
    expect(await texts({ timeout: 1 })).toEqual([]);
    expect(performance.now() - from).toBeGreaterThan(950);
    expect(await texts({ timeout: -5 })).toEqual([]);
  });

  test('a new long poll ends the old one, a poll that has something to tell or does not wait ends none', async () => {
    const { server, call, 张三, texts } = await said(0);
    const old = call('getUpdates', { timeout: 50 });
    await server.until(() => server.isPolled());
    expect(await texts()).toEqual([]);
    expect(server.isPolled()).toBe(true);
    const young = texts({ timeout: 50 });
    expect(await old).toEqual(
      refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'),
    );
    张三.writes('m1');
    expect(await texts({ timeout: 50 })).toEqual(['m1']);
    expect(await young).toEqual(['m1']);
  });

  test('a second 409 soon after the first is held', async () => {
    const { server, call, passes } = await start({ conflictHoldMs: 60 });
    const order: string[] = [];
    const poll = async (name: string) => {
      const { status } = await call('getUpdates', { timeout: 50 });
      order.push(`${name} ${status}`);
    };
    const polling = (count: number) => server.until(() => server.calls().length + server.inFlight().length === count);
    const polls = [poll('first')];
    await polling(1);
    polls.push(poll('second'));
    await polls[0];
    polls.push(poll('third'));
    await polling(3);
    await call('getMe');
    order.push('something else');
    await polls[1];
    passes(3000);
    polls.push(poll('fourth'));
    await polls[2];
    expect(order).toEqual(['first 409', 'something else', 'second 409', 'third 409']);
    server.user('张三').writes('m1');
    await Promise.all(polls);
  });

  test('a client that hangs up gives way without a conflict', async () => {
    const { server, 张三, texts } = await said(0);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`GET /bot${server.token}/getUpdates?timeout=50 HTTP/1.1\r\nhost: x\r\n\r\n`);
    await server.until(() => server.isPolled());
    socket.destroy();
    张三.writes('m1');
    expect(await texts({ timeout: 50 })).toEqual(['m1']);
  });

  test('the same offset again within half a second gives one update, later all of them', async () => {
    const { texts, passes } = await said(3, { sameOffsetRule: true });
    expect(await texts()).toHaveLength(3);
    passes(400);
    expect(await texts()).toEqual(['m1']);
    passes(500);
    expect(await texts()).toHaveLength(3);
  });

  test('the same offset again within three seconds waits three seconds even if asked not to', async () => {
    const { server, 张三, texts, passes } = await said(0, { sameOffsetRule: true });
    expect(await texts()).toEqual([]);
    passes(2900);
    const second = texts();
    await server.until(() => server.isPolled());
    张三.writes('m1');
    expect(await second).toEqual(['m1']);
    passes(3000);
    expect(await texts({ offset: -1 })).toEqual(['m1']);
  });

  test('updates expire after a day', async () => {
    const { server, texts, passes, 张三 } = await said(1);
    passes(23 * HOUR);
    张三.writes('m2');
    passes(HOUR);
    expect(await texts()).toEqual(['m2']);
    expect(server.pending()).toBe(1);
  });

  test('after a week of silence ids start anywhere, and an old offset far above them confirms nothing', async () => {
    const { server, texts, updates, 张三 } = await said(1);
    server.weekOfSilence(1_000_000_000);
    expect(await texts()).toEqual([]);
    张三.writes('m2');
    expect((await updates()).map(({ update_id }) => update_id)).toEqual([1_000_000_000]);
    server.weekOfSilence(5000);
    张三.writes('m3');
    expect(await texts({ offset: 1_000_000_001 })).toEqual(['m3']);
    expect(await texts({ offset: 5001 })).toEqual([]);
  });

  test('chat_member and message_reaction have to be asked for, and what was asked for is remembered', async () => {
    const { server, updates } = await start();
    const 张三 = server.user('张三');
    const group = server.supergroup('支部', { members: [server.user('书记'), 张三], bot: 'administrator' });
    const kinds = async (params = {}) => {
      const found = await updates(params);
      await updates({ offset: (found.at(-1)?.update_id ?? 0) + 1 });
      return found.flatMap((update) => Object.keys(update).filter((key) => key !== 'update_id'));
    };
    const happens = () => {
      张三.reacts(张三.says(group, '签到'), '👍');
      张三.leaves(group);
      张三.joins(group);
    };
    happens();
    expect(await kinds({ allowed_updates: ['chat_member', 'message_reaction'] })).toEqual([
      'message',
      'message',
      'message',
    ]);
    happens();
    expect(await kinds()).toEqual(['message_reaction', 'chat_member', 'chat_member']);
    expect(server.allowedUpdates()).toEqual(['chat_member', 'message_reaction']);
    await updates({ allowed_updates: [] });
    happens();
    expect(await kinds()).toEqual(['message', 'message', 'message']);
  });

  test('reactions and memberships are told to administrators only', async () => {
    const { server, updates } = await start({ privacy: false });
    const 张三 = server.user('张三');
    const group = server.supergroup('支部', { members: [张三] });
    await updates({ allowed_updates: ['chat_member', 'message_reaction'] });
    const message = 张三.says(group, '签到');
    张三.reacts(message, '👍');
    张三.leaves(group);
    expect(await updates()).toEqual([]);
    group.promoteBot();
    张三.reacts(message, '');
    张三.joins(group);
    expect(await updates()).toMatchObject([
      { message_reaction: { old_reaction: [{ emoji: '👍' }], new_reaction: [] } },
      { chat_member: { old_chat_member: { status: 'left' }, new_chat_member: { status: 'member' } } },
    ]);
  });

  test('a webhook ends the long poll and bars the next one until it is deleted', async () => {
    const { server, call, 张三, texts } = await said(0);
    const old = call('getUpdates', { timeout: 50 });
    await server.until(() => server.isPolled());
    expect(await call('setWebhook', { url: 'http://x' })).toMatchObject({ error_code: 400 });
    expect(await call('setWebhook', { url: 'https://x' })).toMatchObject({ result: true });
    expect(await old).toEqual(refusal(409, 'Conflict: terminated by setWebhook request'));
    张三.writes('m1');
    expect(await call('getWebhookInfo')).toMatchObject({ result: { url: 'https://x', pending_update_count: 1 } });
    expect(await call('getUpdates')).toEqual(
      refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      ),
    );
    await call('deleteWebhook');
    expect(await texts()).toEqual(['m1']);
    await call('deleteWebhook', { drop_pending_updates: true });
    expect(await texts()).toEqual([]);
  });

  test('twenty thousand pending updates of a thousand chats all arrive once and in order', async () => {
    const { server, updates } = await start();
    const people = Array.from({ length: 20 }, (_, i) => server.user(`党员${i}`));
    const groups = Array.from({ length: 1000 }, (_, i) => server.group(`支部${i}`, { bot: 'administrator' }));
    for (const person of people) for (const group of groups) person.says(group, '签到');
    expect(server.pending()).toBe(20_000);
    const seen = new Set<number>();
    let last = 0;
    for (let found = await updates(); found.length > 0; found = await updates({ offset: last + 1 })) {
      for (const { update_id } of found) {
        expect(update_id).toBeGreaterThan(last);
        last = update_id;
        seen.add(update_id);
      }
    }
    expect(seen.size).toBe(20_000);
  });
});

describe('groups', () => {
  test('under privacy the bot hears commands and mentions that name it, replies to it and service messages', async () => {
    const { server, sent, texts, group, 张三 } = await heard();
    张三.says(group, '签到');
    张三.says(group, '/checkin');
    张三.says(group, '/checkin@zhishu_bot');
    张三.says(group, '/checkin@other_bot');
    张三.says(group, '请 @zhishu_bot 帮忙');
    const { message_id } = await sent(group, '请回复本条');
    const answer = 张三.says(group, '到', { replyTo: message_id });
    张三.says(group, '同上', { replyTo: answer });
    server.user('李四').joins(group);
    expect(await texts()).toEqual(['/checkin@zhishu_bot', '请 @zhishu_bot 帮忙', '到', '同上', undefined]);
  });

  test('under privacy a bare command is heard only while no other bot has spoken since', async () => {
    const { sent, texts, group, 张三 } = await heard();
    await sent(group, '通知');
    张三.says(group, '/a');
    group.otherBotSpeaks();
    张三.says(group, '/b');
    expect(await texts()).toEqual(['/a']);
  });

  test('an administrator bot hears everybody but other bots', async () => {
    const { texts, group, 张三 } = await heard();
    group.promoteBot();
    张三.says(group, '签到');
    group.otherBotSpeaks();
    expect(await texts()).toEqual([undefined, '签到']);
  });

  test('privacy switched off counts only after the bot has been added again', async () => {
    const { server, call, texts, group, 张三 } = await heard();
    expect(await call('getMe')).toMatchObject({
      result: { can_read_all_group_messages: false, can_join_groups: true },
    });
    server.setPrivacy(false);
    张三.says(group, 'm1');
    group.removeBot();
    group.addBot();
    张三.says(group, 'm2');
    expect((await texts()).filter((text) => text !== undefined)).toEqual(['m2']);
    expect(await call('getMe')).toMatchObject({ result: { can_read_all_group_messages: true } });
  });

  test('an edit is heard if its new text is meant for the bot', async () => {
    const { server, updates, group, 张三 } = await heard();
    const message = 张三.says(group, '签到');
    张三.edits(message, '@zhishu_bot 签到');
    expect(await updates()).toMatchObject([{ edited_message: { text: '@zhishu_bot 签到', message_id: message.id } }]);
    expect(message).toMatchObject({ text: '@zhishu_bot 签到', edits: 1 });
    expect(server.pending()).toBe(1);
  });

  test('what happens to the bot is told in my_chat_member', async () => {
    const { server, updates } = await start();
    const 书记 = server.user('书记');
    const group = server.supergroup('支部', { members: [书记], bot: 'absent' });
    group.addBot(书记);
    group.promoteBot(书记, { can_pin_messages: false });
    group.muteBot(书记);
    group.kickBot(书记);
    书记.startsBot();
    书记.blocksBot();
    const changes = (await updates()).flatMap((update) => update['my_chat_member'] ?? []);
    expect(changes).toMatchObject([
      { from: { id: 书记.id }, old_chat_member: { status: 'left' }, new_chat_member: { status: 'member' } },
      { new_chat_member: { status: 'administrator', can_pin_messages: false, can_delete_messages: true } },
      { new_chat_member: { status: 'restricted', can_send_messages: false } },
      { old_chat_member: { status: 'restricted' }, new_chat_member: { status: 'kicked' } },
      { chat: { id: 书记.id, type: 'private' }, new_chat_member: { status: 'kicked' } },
    ]);
  });

  test('anonymous administrators and channels hide who speaks', async () => {
    const { server, updates, group, 张三 } = await heard({ privacy: false });
    const channel = server.channel('张三的频道', { members: [张三] });
    张三.says(group, '签到', { via: 'anonymous-admin' });
    张三.says(group, '签到', { via: channel });
    expect(await updates()).toMatchObject([
      { message: { from: { id: 1087968824, username: 'GroupAnonymousBot' }, sender_chat: { id: group.id } } },
      {
        message: { from: { id: 136817688, username: 'Channel_Bot' }, sender_chat: { id: channel.id, type: 'channel' } },
      },
    ]);
  });

  test('a channel post has no author and comes once more from the linked group', async () => {
    const { server, updates, group } = await heard({ privacy: false });
    const channel = server.channel('公告', { linkedGroup: group });
    channel.posts('通知');
    const found = await updates();
    expect(found).toMatchObject([
      { channel_post: { text: '通知', sender_chat: { id: channel.id } } },
      { message: { is_automatic_forward: true, from: { id: 777000 }, sender_chat: { id: channel.id } } },
    ]);
    expect(found[0]?.['channel_post']).not.toHaveProperty('from');
  });

  test('a forum keeps topics apart and knows no others', async () => {
    const { server, call, updates } = await start({ privacy: false });
    const 张三 = server.user('张三');
    const forum = server.supergroup('党委', { forum: true, members: [张三] });
    const topic = forum.topic('签到');
    张三.says(forum, '到', { topic });
    expect((await updates()).at(-1)).toMatchObject({
      message: { message_thread_id: topic.id, is_topic_message: true, chat: { is_forum: true } },
    });
    const write = (message_thread_id: number) =>
      call('sendMessage', { chat_id: forum.id, text: '好', message_thread_id });
    expect(await write(topic.id)).toMatchObject({ result: { message_thread_id: topic.id } });
    expect(await write(4711)).toEqual(refusal(400, 'Bad Request: message thread not found'));
    expect(forum.fromBot().map((message) => message.topic)).toEqual([topic.id]);
  });

  test('chat, members and administrators can be asked for', async () => {
    const { server, call } = await start();
    const [书记, 委员, 张三, 外人] = ['书记', '委员', '张三', '外人'].map((name) => server.user(name));
    if (!书记 || !委员 || !张三 || !外人) throw new Error('somebody is missing');
    const group = server.supergroup('支部', { members: [书记, 委员, 张三], bot: 'administrator' });
    group.promote(委员, { anonymous: true });
    const status = async (user_id: number) =>
      ((await call('getChatMember', { chat_id: group.id, user_id })).result as { status: string }).status;
    expect(await status(书记.id)).toBe('creator');
    expect(await status(委员.id)).toBe('administrator');
    expect(await status(张三.id)).toBe('member');
    expect(await status(外人.id)).toBe('left');
    expect(await status(server.botId)).toBe('administrator');
    expect(await call('getChatMember', { chat_id: group.id, user_id: 42 })).toEqual(
      refusal(400, 'Bad Request: user not found'),
    );
    expect(await call('getChatAdministrators', { chat_id: group.id })).toMatchObject({
      result: [
        { user: { id: 书记.id } },
        { user: { id: 委员.id }, is_anonymous: true },
        { user: { id: server.botId } },
      ],
    });
    group.forbidReactions();
    expect(await call('getChat', { chat_id: group.id })).toMatchObject({
      result: { title: '支部', type: 'supergroup', available_reactions: [] },
    });
    expect(await call('getChatMemberCount', { chat_id: group.id })).toMatchObject({ result: 4 });
  });

  test('pinning takes the right to pin', async () => {
    const { call, sent, group } = await heard();
    const { message_id } = await sent(group, '通知');
    const pin = () => call('pinChatMessage', { chat_id: group.id, message_id });
    expect(await pin()).toEqual(refusal(400, 'Bad Request: not enough rights to manage pinned messages in the chat'));
    group.promoteBot();
    expect(await pin()).toMatchObject({ result: true });
    expect(group.pinned()).toMatchObject({ id: message_id });
  });

  test('a reaction must be a standard one the chat allows', async () => {
    const { call, group, 张三 } = await heard({ privacy: false });
    const message = 张三.says(group, '签到');
    const react = (...emoji: string[]) =>
      call('setMessageReaction', {
        chat_id: group.id,
        message_id: message.id,
        reaction: emoji.map((one) => ({ type: 'emoji', emoji: one })),
      });
    const invalid = refusal(400, 'Bad Request: REACTION_INVALID');
    expect(await react('👍')).toMatchObject({ result: true });
    expect(message.reactions).toEqual(['👍']);
    expect(await react('✅')).toEqual(invalid);
    group.allowReactions(['❤']);
    expect(await react('👍')).toEqual(invalid);
    expect(await react('❤')).toMatchObject({ result: true });
    group.forbidReactions();
    expect(await react('❤')).toEqual(invalid);
    expect(await react()).toMatchObject({ result: true });
    expect(message.reactions).toEqual([]);
  });
});

describe('flood limits', () => {
  test('a chat takes a short burst and then one message a second', async () => {
    const { call, server, group, write, passes } = await crowd('reactions-free');
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push(await write());
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await call('sendMessage', { chat_id: group.id, text: '好' })).toEqual(
      refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 }),
    );
    passes(1000);
    expect(await write()).toBe(200);
    expect(server.floods()).toBe(2);
  });

  test('a group takes twenty messages and edits a minute', async () => {
    const { call, group, sent, passes } = await crowd('reactions-free');
    const { message_id } = await sent(group, '0');
    const edit = (text: string) => call('editMessageText', { chat_id: group.id, message_id, text });
    for (let i = 1; i < 20; i++) {
      passes(1000);
      expect((await edit(String(i))).status).toBe(200);
    }
    passes(1000);
    expect(await edit('20')).toEqual(refusal(429, 'Too Many Requests: retry after 40', { retry_after: 40 }));
    passes(40_000);
    expect((await edit('20')).status).toBe(200);
  });

  test('everything together takes thirty messages a second', async () => {
    const { server, write, passes } = await crowd('reactions-free');
    const statuses = [];
    for (let i = 0; i < 31; i++) statuses.push(await write(server.group(`支部${i}`)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    passes(1000);
    expect(await write()).toBe(200);
  });

  test.each([
    ['reactions-free', 45],
    ['reactions-counted', 20],
  ] as const)('with %s, %i of 45 reactions in one group pass at once', async (limits, passed) => {
    const { call, server, group, 张三 } = await crowd(limits);
    const statuses = [];
    for (let i = 0; i < 45; i++) {
      const { id: message_id } = 张三.says(group, '签到');
      const reaction = [{ type: 'emoji', emoji: '👍' }];
      statuses.push((await call('setMessageReaction', { chat_id: group.id, message_id, reaction })).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(passed);
    expect(server.floods()).toBe(45 - passed);
  });

  test('answers to presses are free in every profile', async () => {
    const { call, sent, group, 张三, updates } = await crowd('reactions-counted');
    const { message_id } = await sent(group, '签到', { reply_markup: keyboard('in:1') });
    const message = group.message(message_id);
    if (message === undefined) throw new Error('the message is missing');
    for (let i = 0; i < 45; i++) void 张三.presses(message, '到');
    const ids = (await updates()).map((update) => update['callback_query']?.['id']);
    const answers = await Promise.all(
      ids.map((callback_query_id) => call('answerCallbackQuery', { callback_query_id })),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(answers).toHaveLength(45);
  });
});

describe('a bad network', () => {
  test('a dropped call was not done, an accepted and then dropped one was', async () => {
    const { server, group, write } = await writer();
    server.fault({ method: 'sendMessage', drop: true });
    await expect(write('m1')).rejects.toThrow('fetch failed');
    expect(group.fromBot()).toEqual([]);
    server.fault({ method: 'sendMessage', acceptThenDrop: true });
    await expect(write('m2')).rejects.toThrow('fetch failed');
    expect(group.fromBot()).toMatchObject([{ text: 'm2' }]);
    expect(server.calls('sendMessage').map(({ status }) => status)).toEqual([0, 200]);
  });

  test('a hanging call is never answered and never done', async () => {
    const { server, group, write } = await writer();
    server.fault({ method: 'sendMessage', hang: true });
    const hanging = write('m1').catch((error: unknown) => error);
    await server.until(() => server.inFlight('sendMessage').length === 1);
    expect(await write('m2')).toMatchObject({ status: 200 });
    await server.close();
    open.delete(server);
    expect(await hanging).toMatchObject({ message: 'fetch failed' });
    expect(group.fromBot()).toMatchObject([{ text: 'm2' }]);
  });

  test('held calls wait before or after taking effect, and go on in their order', async () => {
    const { server, group, write } = await writer();
    const releaseBefore = server.hold('sendMessage');
    const first = [write('m1'), write('m2')];
    await server.until(() => server.inFlight('sendMessage').length === 2);
    expect(group.fromBot()).toEqual([]);
    releaseBefore();
    await Promise.all(first);
    const releaseAfter = server.hold('sendMessage', 'after');
    const third = write('m3');
    await server.until(() => server.inFlight('sendMessage').length === 1);
    expect(group.fromBot()).toHaveLength(3);
    expect(server.calls('sendMessage')).toHaveLength(2);
    releaseAfter();
    expect(await third).toMatchObject({ status: 200 });
  });

  test('while the network is down connections break, and afterwards nothing is lost', async () => {
    const { server, texts, write } = await writer();
    const poll = texts({ timeout: 50 }).catch((error: unknown) => error);
    await server.until(() => server.isPolled());
    server.goDown();
    expect(await poll).toMatchObject({ message: 'fetch failed' });
    await expect(write('m1')).rejects.toThrow('fetch failed');
    server.user('张三').writes('签到');
    server.comeUp();
    expect(await texts()).toEqual(['签到']);
  });

  test('a distance can be put between client and server while it runs', async () => {
    const { server, call } = await start({ latencyMs: 30 });
    const from = performance.now();
    await call('getMe');
    expect(performance.now() - from).toBeGreaterThan(28);
    server.setLatency(0);
    expect((await call('getMe')).status).toBe(200);
  });

  test('waiting for something that does not happen fails with what did happen', async () => {
    const { server, call } = await start();
    await call('getMe');
    await expect(server.until(() => false, 20)).rejects.toThrow('the last calls were: getMe 200');
    await expect(
      server.until(() => {
        throw new Error('looked in vain');
      }),
    ).rejects.toThrow('looked in vain');
  });
});

describe('with grammY', () => {
  test('a message, its buttons, an edit and a refusal make the round trip', async () => {
    const { server, api } = await start();
    const bot = api();
    const 张三 = server.user('张三');
    const group = server.group('支部', { members: [张三], bot: 'administrator' });
    const me = await bot.getMe();
    expect(me).toMatchObject({ id: server.botId, is_bot: true, username: 'zhishu_bot' });
    const asked = 张三.says(group, '考勤');
    const [update] = await bot.getUpdates({ timeout: 30 });
    expect(update?.message).toMatchObject({ text: '考勤', chat: { id: group.id }, from: { first_name: '张三' } });
    const message = await bot.sendMessage(group.id, '已到 0 人', {
      reply_parameters: { message_id: asked.id },
      reply_markup: keyboard('in:1'),
    });
    await bot.setMessageReaction(group.id, asked.id, [{ type: 'emoji', emoji: '👍' }]);
    await bot.editMessageText(group.id, message.message_id, '已到 1 人', { reply_markup: keyboard('in:1') });
    expect(group.fromBot()).toMatchObject([{ text: '已到 1 人', edits: 1, replyTo: asked.id }]);
    expect(asked.reactions).toEqual(['👍']);
    const again = bot.editMessageText(group.id, message.message_id, '已到 1 人', { reply_markup: keyboard('in:1') });
    await expect(again).rejects.toMatchObject({ name: 'GrammyError', error_code: 400 });
    await expect(again).rejects.toBeInstanceOf(GrammyError);
    server.fault({ html: true });
    await expect(bot.getMe()).rejects.toBeInstanceOf(HttpError);
  });

  test('a file with a Chinese name is sent, seen and fetched again', async () => {
    const { server, api } = await start();
    const bot = api();
    const group = server.group('支部');
    const bytes = Buffer.from('姓名,状态\r\n张三,到\r\n');
    const sent = await bot.sendDocument(group.id, new InputFile(bytes, '签到表.csv'), { caption: '三月签到表' });
    expect(sent.document).toMatchObject({ file_name: '签到表.csv', file_size: bytes.length });
    expect(group.fromBot()[0]).toMatchObject({ text: '三月签到表', file: { name: '签到表.csv', bytes } });
    expect(server.calls('sendDocument')[0]?.files).toEqual([{ name: '签到表.csv', size: bytes.length }]);
    const { file_path } = await bot.getFile(sent.document.file_id);
    const response = await fetch(`${server.url}/file/bot${server.token}/${file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    const edited = await bot.editMessageCaption(group.id, sent.message_id, { caption: '更正' });
    expect(edited).toMatchObject({ caption: '更正' });
    await expect(bot.editMessageText(group.id, sent.message_id, '更正')).rejects.toThrow('there is no text');
    const again = await bot.sendDocument(group.id, sent.document.file_id);
    expect(again.document.file_id).toBe(sent.document.file_id);
    expect((await bot.sendPhoto(group.id, new InputFile(Buffer.from('png'), '码.png'))).photo).toHaveLength(1);
    expect(await bot.sendChatAction(group.id, 'typing')).toBe(true);
    expect((await fetch(`${server.url}/file/bot${server.token}/documents/none`)).status).toBe(404);
  });

  test('a file somebody sends can be fetched', async () => {
    const { server, api } = await start();
    const bot = api();
    const 张三 = server.user('张三');
    张三.sendsFile(server.privateChat(张三), '名单.xlsx', Buffer.from('xlsx'), '本年名单');
    const [update] = await bot.getUpdates();
    expect(update?.message).toMatchObject({ caption: '本年名单', document: { file_name: '名单.xlsx' } });
    const { file_path } = await bot.getFile(update?.message?.document?.file_id ?? '');
    expect(await (await fetch(`${server.url}/file/bot${server.token}/${file_path}`)).text()).toBe('xlsx');
    await expect(bot.getFile('none')).rejects.toMatchObject({ error_code: 400 });
  });
});
