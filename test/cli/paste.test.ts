import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecorder } from '../../src/bot/recorder.ts';
import { commandLine } from '../../src/cli/command-line.ts';
import { instantOf } from '../../src/domain/calendar.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { memoryLog } from '../support/group.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const zone = 'Asia/Shanghai';
const roster = ['姓名,状态,职务', '林书华,正式,书记', '张三,正式,', '李四,正式,', '王五,正式,', ''].join('\n');
const chat = ['张三 19:20', '签到', '李四 19:50', '到', '王五 19:21', '请假 出差', '诸葛老外 19:22', '签到', ''].join(
  '\n',
);

/** A branch with one activity of yesterday evening that nobody opened, as the operator's folder holds it. */
const prepared = async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const code = await commandLine(args, { ZHISHU_STORE: store, LOG_LEVEL: 'error' }, { say: write, complain: write });
    return { code, text: lines.join('\n') };
  };
  const save = async (name: string, text: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const imported = await run('import', await save('第一党支部.csv', roster), '--branch', '第一党支部');
  expect(imported.code).toBe(0);
  const log = memoryLog();
  const open = () => openStore({ folder: store, log });
  const yesterday = new Date(Date.now() - 16 * 3_600_000).toISOString().slice(0, 10);
  const held = async (): Promise<Entry[]> => {
    const opened = await open();
    const entries: Entry[] = [];
    const { books } = await opened.ledger.books();
    for (const { branch, year } of books) await opened.ledger.read(branch, year, (entry) => void entries.push(entry));
    await opened.close();
    return entries;
  };
  const plan = async (activity: string, kind: '学习' | '党课'): Promise<void> => {
    const opened = await open();
    const recorder = await createRecorder({ store: opened, clock: { now: () => Date.now() }, log, timeZone: zone });
    await recorder.record(recorder.branches()[0] ?? '', {
      facts: [
        {
          type: 'activity-planned',
          activity,
          kind,
          concern: { scope: 'branch' },
          start: new Date(instantOf(yesterday, '19:30', zone)).toISOString(),
          place: '会议室',
          topic: '',
          online: false,
        },
      ],
      at: Date.now() - 72 * 3_600_000,
      by: 'operator',
    });
    await opened.close();
  };
  await plan('A1', '学习');
  return { run, save, held, plan, open, day: yesterday.replaceAll('-', '/') };
};

const withDay = (day: string): string => chat.replaceAll(/ (\d\d:\d\d)/gu, ` ${day} $1`);

test('a pasted chat is shown first and written only with --yes, and only once', async () => {
  const { run, save, held, day } = await prepared();
  const file = await save('chat.txt', withDay(day));
  const before = await held();
  const shown = await run('paste', file, '--branch', '第一党支部');
  expect(shown.code).toBe(0);
  expect(shown.text).toContain('新登记 3 人：张三 到会；李四 到会（晚到20分钟）；王五 请假（公差）。');
  expect(shown.text).toContain('有 1 行没有对上名册：诸葛老外');
  expect(shown.text).toContain('Nothing was written.');
  expect(await held()).toEqual(before);

  expect((await run('paste', file, '--branch', '第一党支部', '--yes')).text).toContain('Written: 4 entries.');
  const written = (await held()).slice(before.length);
  expect(written.map(({ type, by }) => `${type} ${by}`)).toEqual([
    'check-in-opened operator',
    'attendance-marked operator',
    'attendance-marked operator',
    'attendance-marked operator',
  ]);
  expect(written.flatMap((entry) => (entry.type === 'attendance-marked' ? [entry.mark] : []))).toEqual([
    { is: 'present', recordedBy: 'M1' },
    { is: 'present', late: 20, recordedBy: 'M1' },
    { is: 'leave', category: '公差', recordedBy: 'M1' },
  ]);
  expect(JSON.stringify(written)).not.toMatch(/张三|诸葛|出差/u);

  const again = await run('paste', file, '--branch', '第一党支部', '--yes');
  expect(again).toMatchObject({ code: 0, text: expect.stringContaining('There is nothing new to write.') });
  expect((await held()).length).toBe(before.length + 4);
});

test('a text in GB18030 is read as well', async () => {
  const { run, save } = await prepared();
  // 张三、李四 as an older Windows program saves them.
  const file = await save('list.txt', Uint8Array.from([0xd5, 0xc5, 0xc8, 0xfd, 0xa1, 0xa2, 0xc0, 0xee, 0xcb, 0xc4]));
  expect((await run('paste', file, '--branch', '第一党支部')).text).toContain('新登记 2 人：张三 到会；李四 到会。');
});

test('what cannot be used is said in plain words, and the code is 1', async () => {
  const { run, save, plan } = await prepared();
  const list = await save('list.txt', '张三\n李四\n');
  const said = async (...args: string[]): Promise<string> => {
    const { code, text } = await run('paste', ...args);
    expect(code).toBe(1);
    return text;
  };
  expect(await said()).toContain('Name one file.');
  expect(await said(list)).toContain('Say which branch');
  expect(await said(list, '--branch', '第九党支部')).toContain('There is no branch called 第九党支部');
  expect(await said('nowhere.txt', '--branch', '第一党支部')).toContain('cannot be read');
  expect(await said(list, '--branch', '第一党支部', '--activity', 'A7')).toContain('There is no activity A7');
  const order = await save('order.txt', '#接龙\n订餐\n1. 张三\n2. 李四');
  expect(await said(order, '--branch', '第一党支部')).toContain('看起来不是签到');
  const talk = await save('talk.txt', '今天天气很好');
  expect(await said(talk, '--branch', '第一党支部')).toContain('holds no 接龙');
  await plan('A2', '党课');
  expect(await said(list, '--branch', '第一党支部')).toMatch(
    /Say which activity with --activity:\nA1 .*学习\nA2 .*党课/u,
  );
  expect((await run('paste', list, '--branch', '第一党支部', '--activity', 'A2')).text).toContain('党课');
});

test('while the bot runs nothing can be pasted', async () => {
  const { run, save, open } = await prepared();
  const store = await open();
  const { code } = await run('paste', await save('list.txt', '张三\n李四\n'), '--branch', '第一党支部', '--yes');
  expect(code).toBe(1);
  await store.close();
});
