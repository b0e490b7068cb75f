import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Running, type StandIns, startZhishu } from '../../src/main.ts';
import { importBranches, openCheckIns, telegramBranches, telegramSettings } from '../support/telegram-branches.ts';
import { createTelegramServer, type TelegramServer } from '../support/telegram-server.ts';
import { watchedFiles } from '../support/watched-files.ts';
import { collectingLog, type MockGroup, mockGroup, moveHome, settle, until } from '../support/wechat-harness.ts';

moveHome();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const storeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'zhishu-order-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'store');
};

const start = async (
  settings: Readonly<Record<string, string>>,
  standIns: StandIns,
  log = collectingLog(),
): Promise<Running> => {
  const read = readConfig(settings);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const running = await startZhishu(read.config, log, () => undefined, standIns);
  closing.push(() => running.stop());
  return running;
};

const health = async (running: Running): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${running.address}/health`);
  return { status: response.status, text: await response.text() };
};

const acknowledging = ['setMessageReaction', 'answerCallbackQuery', 'editMessageText', 'sendMessage'];
const acknowledgements = (server: TelegramServer): number =>
  acknowledging.reduce((sum, method) => sum + server.calls(method).length + server.inFlight(method).length, 0);

/** Telegram answers this call only after everything the bot had sent before it. */
const roundTrip = async (server: TelegramServer): Promise<void> => {
  await settle();
  await fetch(`${server.url}/bot${server.token}/getMe`);
  await settle();
};

describe('in a Telegram group', () => {
  const open = async () => {
    const server = await createTelegramServer();
    closing.push(server.close);
    const store = await storeFolder();
    const files = watchedFiles();
    const log = collectingLog();
    const { branches, file } = telegramBranches(server, 2, 6);
    await importBranches(store, file);
    const running = await start(telegramSettings(server, store), { files }, log);
    await openCheckIns(server, branches);
    await until('all pushes are delivered', () => files.waiting() === 0);
    await server.until(() => server.isPolled() && server.pending() === 0);
    const [one, two] = branches;
    if (!one || !two) throw new Error('there are two branches');
    return { server, store, files, running, one, two, log };
  };

  it('no reaction, toast or count is shown before the line is synced, and all are after it', async () => {
    const { server, files, one } = await open();
    const release = files.hold();
    closing.push(async () => release());
    const before = acknowledgements(server);
    const said = one.person(1).says(one.group, '签到');
    const live = one.live();
    if (!live) throw new Error('there is no check-in message');
    let toast = '';
    void one
      .person(2)
      .presses(live, '签到')
      .then(({ text }) => (toast = text));
    const asked = one.person(0).says(one.group, '近期');
    await until('the line waits for the disk', () => files.waiting() > 0);
    await roundTrip(server);
    expect(acknowledgements(server)).toBe(before);
    expect(said.reactions).toEqual([]);
    const linesBefore = files.done.filter((what) => what.startsWith('write')).length;
    expect(linesBefore).toBeGreaterThan(0);
    release();
    await server.until(() => said.reactions.length > 0 && toast === '签到成功。');
    await server.until(() => one.group.fromBot().some(({ replyTo }) => replyTo === asked.id));
    await server.until(() => one.live()?.text.includes('已到 2'));
  });

  it('a disk that fails is told to everybody, and live messages and pushes stop', async () => {
    const { server, files, running, one, two, log } = await open();
    files.fail();
    const said = one.person(1).says(one.group, '签到');
    const sorry = '没有记上，请稍后再试。';
    await server.until(() => one.group.fromBot().some(({ replyTo, text }) => replyTo === said.id && text === sorry));
    const live = one.live();
    const edits = live?.edits;
    const later = await one.person(2).presses(live ?? said, '签到');
    expect(later).toMatchObject({ text: sorry, alert: true });
    const other = two.person(1).says(two.group, '签到');
    await server.until(() => two.group.fromBot().some(({ replyTo, text }) => replyTo === other.id && text === sorry));
    const asked = two.person(0).writes('考勤');
    await server.until(() =>
      server
        .privateChat(two.person(0))
        .fromBot()
        .some(({ replyTo, text }) => replyTo === asked.id && text === sorry),
    );
    const sends = server.calls('sendMessage').length;
    one.person(0).says(one.group, '发起 党课 后天 19:30 党群服务中心 听课');
    const pressed = await one.person(0).presses(live ?? said, '签到');
    expect(pressed).toMatchObject({ text: sorry, alert: true });
    await roundTrip(server);
    expect([said, other, asked].flatMap(({ reactions }) => reactions)).toEqual([]);
    expect(one.live()?.edits).toBe(edits);
    expect(one.group.fromBot().filter(({ text }) => text.includes('党课'))).toEqual([]);
    // Once per room and minute: the second refusal in a room is not said aloud.
    expect(server.calls('sendMessage').length - sends).toBeLessThanOrEqual(1);
    const { status, text } = await health(running);
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'problem', writing: false });
    expect(log.lines.filter((line) => line.includes('"event":"write-failed"'))).toHaveLength(1);
  });

  it('a new branch is durable, its folder included, before its founder is told', async () => {
    const server = await createTelegramServer();
    closing.push(server.close);
    const store = await storeFolder();
    const files = watchedFiles();
    await start({ ...telegramSettings(server, store), ZHISHU_SETUP_CODE: '48215907' }, { files });
    const founder = server.user('周建华');
    const group = server.supergroup('一', { members: [founder], bot: 'administrator' });
    await server.until(() => server.isPolled());
    const from = files.done.length;
    let doneWhenTold: string[] | undefined;
    founder.says(group, '建支部 第一党支部 48215907');
    await server.until(() => {
      if (server.inFlight('sendMessage').length + server.calls('sendMessage').length > 0) {
        doneWhenTold ??= files.done.slice(from);
      }
      return group.fromBot().some(({ text }) => text.includes('已建立'));
    });
    const done = (doneWhenTold ?? []).map((what) => what.replace(store, '').replace(/\.[0-9a-f-]{36}\.tmp/u, 'tmp'));
    const inOrder = (...steps: string[]) => {
      const places = steps.map((step) => done.indexOf(step));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    };
    const book = done.find((what) => /^link \/branches\/b0001\/\d{4}\.jsonl$/u.test(what)) ?? 'no book';
    inOrder('fsync /branches', 'fdatasync /branches/b0001/tmp', book);
    expect(done.indexOf('fsync /branches/b0001', done.indexOf(book))).toBeGreaterThan(0);
    inOrder('rename /registry.json', 'fsync ');
    expect(done).toContain('rename /branches/b0001/people.json');
  });
});

describe('in the local group', () => {
  const open = async () => {
    const files = watchedFiles();
    const running = await start({ ZHISHU_STORE: await storeFolder(), ZHISHU_PORT: '0' }, { files });
    let clients = 0;
    const post = async (path: string, body: object): Promise<string> => {
      clients += 1;
      const response = await fetch(`${running.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: running.address },
        body: JSON.stringify({ client: `client-${clients}`, ...body }),
      });
      return response.text();
    };
    const says = (as: string, text: string) => post('/messages', { as, room: 'group', text });
    /** The page as this person sees it now. */
    const page = async (as: string): Promise<string> =>
      (await fetch(`${running.address}/events?brief=1&as=${encodeURIComponent(as)}`)).text();
    await says('local:m1', '发起 主题党日 明天 19:30 党群服务中心 学习');
    await says('local:m1', '开始签到 主题党日');
    return { files, running, says, page };
  };

  it('nothing is marked before the line is synced', async () => {
    const { files, says, page } = await open();
    await until('all is delivered', () => files.waiting() === 0);
    const mark = '✓ 已记';
    const marks = async () => (await page('local:m4')).split(mark).length - 1;
    const before = await marks();
    const release = files.hold();
    closing.push(async () => release());
    let answered = false;
    const saying = says('local:m4', '签到').then(() => (answered = true));
    await until('the line waits for the disk', () => files.waiting() > 0);
    await settle();
    expect(await marks()).toBe(before);
    expect(answered).toBe(false);
    release();
    await saying;
    expect(await marks()).toBe(before + 1);
  });

  it('a disk that fails is told beside the message, and to others after it', async () => {
    const { files, running, says, page } = await open();
    files.fail();
    await says('local:m4', '签到');
    expect(await page('local:m4')).toContain('没有记上，请稍后再试。');
    // Said aloud once a minute; in between everybody still gets it as a toast.
    expect(await says('local:m5', '签到')).toContain('没有记上，请稍后再试。');
    expect((await health(running)).status).toBe(503);
  });
});

describe('in a WeChat group', () => {
  const open = async (): Promise<{ group: MockGroup; files: ReturnType<typeof watchedFiles>; running: Running }> => {
    const group = await mockGroup(['周建华', '吴玉兰', '黄俊杰', '谢永福']);
    const files = watchedFiles();
    const running = await start(
      {
        ZHISHU_STORE: await storeFolder(),
        ZHISHU_PORT: '0',
        ZHISHU_SETUP_CODE: '48215907',
        WECHATY_PUPPET: 'wechaty-puppet-service',
        WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_test',
        WECHATY_PUPPET_SERVICE_ENDPOINT: '127.0.0.1:1',
      },
      {
        files,
        wechat: {
          puppet: () => group.puppet,
          timing: { gapMs: 1, jitterMs: 0, sendsPerMinute: 1000, summaryQuietMs: 50, summaryGapMs: 50 },
        },
      },
    );
    await group.login();
    const says = (name: string, text: string) => group.person(name).say(text).to(group.room);
    const heard = (text: string) => until(text, () => group.said.some((one) => one.includes(text)));
    says('周建华', '建支部 第一党支部 48215907');
    await heard('已建立');
    group
      .person('周建华')
      .say('名册\n周建华 正式 第一党小组 书记\n吴玉兰 正式\n黄俊杰 正式\n谢永福 正式')
      .to(group.self);
    await until('the roster is there', () => group.whispered.some(({ text }) => text.includes('新增 4 人')));
    group.person('周建华').say('确认').to(group.self);
    await until('the secretary is known', () => group.whispered.some(({ text }) => text.includes('您是本支部书记')));
    says('周建华', '发起 主题党日 明天 19:30 党群服务中心 学习');
    await heard('【活动通知】');
    says('周建华', '开始签到');
    await heard('【签到】');
    await heard('已记录 1 位同志');
    for (const name of ['吴玉兰', '黄俊杰']) says(name, '大家晚上好');
    await until('all is delivered', () => files.waiting() === 0);
    return { group, files, running };
  };

  it('no summary is said before the line is synced', async () => {
    const { group, files } = await open();
    const release = files.hold();
    closing.push(async () => release());
    const before = group.said.length;
    group.person('吴玉兰').say('签到').to(group.room);
    await until('the line waits for the disk', () => files.waiting() > 0);
    await settle();
    expect(group.said.slice(before)).toEqual([]);
    release();
    await until('the summary', () => group.said.some((one) => one.includes('已记录：吴玉兰')));
  });

  it('a disk that fails is told once in the room or to the person', async () => {
    const { group, files } = await open();
    const before = group.said.length;
    files.fail();
    const sorry = () =>
      [...group.said, ...group.whispered.map(({ text }) => text)].filter((one) =>
        one.includes('没有记上，请稍后再试。'),
      );
    group.person('吴玉兰').say('签到').to(group.room);
    await until('it is told', () => sorry().length === 1);
    group.person('黄俊杰').say('签到').to(group.room);
    group.person('黄俊杰').say('签到').to(group.self);
    await settle();
    expect(group.said.slice(before).filter((one) => one.includes('已记录'))).toEqual([]);
  });

  it('a disk that fails is also told to somebody whose very first word it is', async () => {
    const { group, files } = await open();
    const before = group.said.length;
    files.fail();
    group.person('谢永福').say('签到').to(group.room);
    const told = () => [...group.said, ...group.whispered.map(({ text }) => text)];
    await until('it is told', () => told().includes('没有记上，请稍后再试。'));
    expect(group.said.slice(before).filter((one) => one.includes('已记录'))).toEqual([]);
  });
});
