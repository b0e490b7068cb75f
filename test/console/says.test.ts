import { describe, expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createGroup, defaultRoster, when } from '../support/group.ts';

const secretary = '林书华';
const evening = async (roster: readonly string[] = defaultRoster) => {
  const group = await createGroup({ roster });
  await group.person(secretary).says('发起 主题党日 今天 19:30 会议室 学习');
  await group.goTo(when('2026-11-21', '19:20'));
  return { group, desk: createDesk(group) };
};

describe('what is pressed in the console', () => {
  test('is said in private by who opened the session: same ledger, same author, same answer', async () => {
    const { group, desk } = await evening();
    const window = await desk.enters('王祖志');
    expect(await window.says('代录 A1 ⟦M5⟧ 到')).toContain('已代录王五。');
    expect(group.entries.at(-1)).toMatchObject({
      type: 'attendance-marked',
      member: 'M5',
      mark: { is: 'present', recordedBy: 'M2' },
      by: 'M2',
    });
    // No name and no account is in the entry or its cause.
    expect(group.entries.at(-1)?.cause).toMatch(/^[\w-]{22}$/u);
  });

  test('is refused as in the chat', async () => {
    const { group, desk } = await evening();
    const window = await desk.enters('王祖志');
    const before = group.entries.length;
    expect(await window.says('设置')).toContain('「设置」由书记使用。');
    expect(await window.says('代录 A1 ⟦M99⟧ 到')).toContain('名册里没有');
    expect(await window.says('代录 A1 张三丰 到')).toContain('没有看懂');
    expect(group.entries.length).toBe(before);
  });

  test('means the member of the id, also where two have one name', async () => {
    const { group, desk } = await evening([...defaultRoster, '王五 正式 第一党小组']);
    const window = await desk.enters(secretary);
    await window.says('代录 A1 ⟦M9⟧ 到');
    expect(Object.keys(group.state()?.activities['A1']?.marks ?? {})).toEqual(['M9']);
  });

  test('is heard once, however often it comes', async () => {
    const { group, desk } = await evening();
    const window = await desk.enters(secretary);
    const number = ['number', 'ab'.repeat(12)] as const;
    await window.says('代录 A1 ⟦M5⟧ 到', number);
    await window.says('代录 A1 ⟦M5⟧ 缺席', number);
    expect(group.state()?.activities['A1']?.marks['M5']?.is).toBe('present');
  });

  test('joins its fields to a sentence, and a field of lines below it', async () => {
    const { group, desk } = await evening();
    const window = await desk.enters(secretary);
    const answer = await window.says(
      '发起',
      ['says', '党课'],
      ['says', ''],
      ['says', '2026-12-03'],
      ['says', '15:00'],
      ['says', '一楼'],
      ['says', '学习条例'],
    );
    expect(answer).toContain('已安排党课：12月3日（周四）15:00，一楼');
    const preview = await window.says('名册', ['lines', '钱九 正式 第一党小组']);
    expect(preview).toContain('钱九：新增，正式，第一党小组');
    const thread = /name="thread" value="([0-9a-f]{24})"/u.exec(preview)?.[1] ?? '';
    expect(await window.says('确认', ['thread', thread])).toContain('新增 1 人');
    expect(group.state()?.roster).toContain('M9');
  });

  test('asks with buttons that answer this question and no other', async () => {
    const { group, desk } = await evening();
    const window = await desk.enters(secretary);
    await window.says('发起 学习 明天 10:00 一楼');
    const threadOf = (html: string): string => /name="thread" value="([0-9a-f]{24})"/u.exec(html)?.[1] ?? '';
    const first = await window.says('取消活动 A2');
    const second = await window.says('通知 明天停水');
    expect(first).toContain('>确认</button>');
    expect(await window.says('确认', ['thread', threadOf(first)])).toContain('已取消');
    expect(group.state()?.activities['A2']?.state).toBe('dropped');
    expect(group.group().join()).not.toContain('停水');
    // Neither does it answer what the bot asked in the chat.
    await group.person(secretary).whispers('通知 下周开会');
    expect(await window.says('确认')).toContain('现在没有等您回答的事');
    expect(await window.says('确认', ['thread', threadOf(second)])).not.toContain('没有看懂');
    expect(group.group().join()).toContain('停水');
  });

  test('brings its file as a link of this session alone, or at once', async () => {
    const { desk } = await evening();
    const [window, other] = [await desk.enters(secretary), await desk.enters('王祖志')];
    const answer = await window.says('签到表 A1');
    const path = /href="(files\/[0-9a-f]{24})"/u.exec(answer)?.[1] ?? '';
    const file = await window.ask(path);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''/u);
    expect(new Uint8Array(await file.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
    expect((await other.ask(path)).status).toBe(404);
    const saved = await window.post('say', [
      ['wants', 'file'],
      ['says', '签到表 A1'],
    ]);
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/u);
  });

  test('is answered on a page of its own where there is no script', async () => {
    const { desk } = await evening();
    const window = await desk.enters(secretary);
    const answer = await window.post('say', [['says', '代录 A1 ⟦M5⟧ 到']], {
      referer: `http://127.0.0.1:3000${window.base}activity/A1`,
    });
    const html = await answer.text();
    expect(html).toContain('已代录王五。');
    expect(html).toContain(`<a href="${window.base}activity/A1">返回</a>`);
  });
});

describe('an account in two branches', () => {
  test('acts in the branch its session was opened for', async () => {
    const group = await createGroup();
    const other = await group.founding.prepare('第二党支部', 'test:other', group.clock.current);
    await group.recorder.record(other.id, {
      facts: [
        {
          type: 'roster-changed',
          members: [{ id: 'M1', status: '正式', posts: ['书记'], counted: true, votes: true }],
          left: [],
        },
      ],
      people: [
        { name: 'M1', as: '林书华' },
        { bind: 'test:林书华', to: 'M1', trust: 'confirmed' },
      ],
      at: group.clock.current,
      by: 'operator',
    });
    const desk = createDesk(group);
    const token = group.doors.link(other.id, 'test:林书华');
    const entered = await desk.request(`/console/enter/${token}`, { method: 'POST' });
    const base = (entered.headers.get('location') ?? '').replace(/[^/]*$/u, '');
    const window = desk.windowOf(base, (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
    expect(await window.says('发起 学习 明天 10:00 一楼')).toContain('已安排学习');
    expect(Object.keys(group.recorder.loaded(other.id)?.branch.activities ?? {})).toEqual(['A1']);
    expect(Object.keys(group.state()?.activities ?? {})).toEqual([]);
  });
});
