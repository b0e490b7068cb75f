import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const opened = async () => {
  const group = await createGroup({ now: when('2026-01-05', '10:00') });
  group.clock.current = when('2026-11-21', '12:00');
  return { group, secretary: group.person('林书华') };
};

describe('设置', () => {
  test('shows the preset, every cadence with its source, and the end of the term', async () => {
    const { secretary } = await opened();
    const shown = (await secretary.whispers('设置'))?.split('\n') ?? [];
    expect(shown[0]).toBe('【设置】预设：国家基本。可以选用：国家基本、大鹏、廊坊、龙湖、嵩屿。');
    expect(shown).toContain(
      '党小组会：各党小组每月1次。依据：《中国共产党支部工作条例（试行）》：党小组会一般每月召开1次。',
    );
    expect(shown).toContain('届满日期：还没有登记。');
    expect(shown.filter((line) => line.includes('依据：'))).toHaveLength(9);
    expect(shown.join('')).not.toMatch(/[！!]/u);
  });

  test('in the group is answered in private', async () => {
    const { secretary } = await opened();
    expect(await secretary.reply('设置')).toMatchObject({ privately: true, instead: '设置请私聊我说「设置」查看。' });
    expect(await secretary.says('设置 一下群公告')).toBeUndefined();
    expect(await secretary.whispers('设置 群公告')).toBe(
      '可以设置的有：预设、频次、届满、清单时间、推送时段、晚间、提醒、党日五件事、学习日，例如：设置 提醒 前两小时。',
    );
  });

  test('is the secretary’s', async () => {
    const { group } = await opened();
    expect(await group.person('王祖志').whispers('设置 预设 廊坊')).toBe('「设置」由书记使用。');
    expect(group.state()?.settings.preset).toBe('national');
  });

  test('chooses a preset, and 欠账 follows at once', async () => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers('设置 预设 廊坊')).toBe('应做事项按「廊坊」计算。');
    expect(group.entries.at(-1)).toMatchObject({ type: 'preset-chosen', preset: 'langfang', by: 'M1' });
    const due = await secretary.whispers('欠账');
    expect(due).toContain('按「廊坊」计算。');
    expect(due).toContain('党课：第四季度，应做 1 次，还差 1 次');
    expect(due).toContain('民主评议党员：12月1日至12月31日，应做 1 次，12月1日（周二）开始');
    const before = group.entries.length;
    await secretary.whispers('设置 预设 廊坊');
    expect(group.entries.length).toBe(before);
    expect(await secretary.whispers('设置 预设 火星')).toBe(
      '没有「火星」这个预设。可以选用：国家基本、大鹏、廊坊、龙湖、嵩屿。',
    );
  });

  test.each([
    ['党小组会 每月 2', '党小组会改为每月2次，从本期起计算。', { 'group-meeting': { demanded: 2, period: 'month' } }],
    ['党小组会 每月两次', '党小组会改为每月2次，从本期起计算。', { 'group-meeting': { demanded: 2, period: 'month' } }],
    [
      '党员大会 每半年 1次',
      '支部党员大会改为每半年1次，从本期起计算。',
      { 'member-meeting': { demanded: 1, period: 'half-year' } },
    ],
    ['主题党日 每季', '主题党日改为每季度1次，从本期起计算。', { 'themed-day': { demanded: 1, period: 'quarter' } }],
    ['党课 每季度 1', '党课改为每季度1次，从本期起计算。', { 党课: { demanded: 1, period: 'quarter' } }],
    ['支委会 停用', '支委会已停用，不再计算和提醒。', { 'committee-meeting': { demanded: 0 } }],
    ['手册 停用', '党支部工作手册已停用，不再计算和提醒。', { handbook: { demanded: 0 } }],
  ])('sets a cadence: 「设置 频次 %s」', async (said, answer, cadences) => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers(`设置 频次 ${said}`)).toBe(answer);
    expect(group.state()?.settings.cadences).toEqual(cadences);
    const [rule] = said.split(' ');
    expect(await secretary.whispers(`设置 频次 ${rule} 恢复`)).toContain('恢复为预设的频次。');
    expect(group.state()?.settings.cadences).toEqual({});
  });

  test.each([
    ['党小组会 每天 1', '没有看懂频次「每天 1」，请写成：设置 频次 党小组会 每月 2，或者写停用、恢复。'],
    ['党小组会 每月 0', '没有看懂频次「每月 0」，请写成：设置 频次 党小组会 每月 2，或者写停用、恢复。'],
    ['党小组会 每月 99', '没有看懂频次「每月 99」，请写成：设置 频次 党小组会 每月 2，或者写停用、恢复。'],
    ['换届 每年 1', '换届的时间不能更改，只能停用或恢复。'],
    ['手册 每年 1', '党支部工作手册的时间不能更改，只能停用或恢复。'],
    ['团建 每月 1', expect.stringContaining('没有看懂是哪一项。可以设置：支部党员大会、支委会、')],
  ])('refuses 「设置 频次 %s」', async (said, answer) => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers(`设置 频次 ${said}`)).toEqual(answer);
    expect(group.state()?.settings.cadences).toEqual({});
  });

  test('keeps the cadences of the branch when the preset changes, and says so', async () => {
    const { secretary } = await opened();
    await secretary.whispers('设置 频次 主题党日 停用');
    expect(await secretary.whispers('设置 预设 龙湖')).toBe('应做事项按「龙湖」计算。本支部自定的 1 项频次保留不变。');
    expect(await secretary.whispers('设置')).toContain('主题党日：已停用。');
    expect(await secretary.whispers('欠账')).toContain('主题党日：本支部已停用这一项。');
  });

  test.each([
    [
      '2027-06-30',
      '届满日期已登记为2027年6月30日。届满前六个月（2026年12月30日）会私聊提醒书记准备换届。',
      '2027-06-30',
    ],
    [
      '2027年6月30日',
      '届满日期已登记为2027年6月30日。届满前六个月（2026年12月30日）会私聊提醒书记准备换届。',
      '2027-06-30',
    ],
    ['2027-03-31', '届满日期已登记为2027年3月31日。距届满不足六个月或已经届满，请按上级要求准备换届。', '2027-03-31'],
    ['6月30日', '请写明年月日，例如：设置 届满 2027-06-30。', undefined],
    ['2027-02-30', '请写明年月日，例如：设置 届满 2027-06-30。', undefined],
    ['2207-06-30', '届满日期应在两年前到六年后之间，请检查年份。', undefined],
    ['', '请写明年月日，例如：设置 届满 2027-06-30。', undefined],
  ])('takes 「设置 届满 %s」 as the end of the term', async (said, answer, termEnd) => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers(`设置 届满 ${said}`)).toBe(answer);
    expect(group.state()?.settings.termEnd).toBe(termEnd);
  });

  test('forgets the end of the term', async () => {
    const { group, secretary } = await opened();
    await secretary.whispers('设置 届满 2027-03-31');
    expect(await secretary.whispers('欠账')).toContain('换届：2027年3月31日届满，应做 1 次，还差 1 次');
    expect(await secretary.whispers('设置 届满 清除')).toBe('届满日期已清除，不再提醒换届。');
    expect(group.state()?.settings).not.toHaveProperty('termEnd');
    expect(await secretary.whispers('欠账')).not.toContain('换届');
  });

  test('asks for the next term once the election was held', async () => {
    const { secretary } = await opened();
    await secretary.whispers('设置 届满 2027-03-31');
    expect(await secretary.whispers('已办 换届 11月20日')).toBe(
      '已登记换届（2027年3月31日届满）在11月20日办过，本期已够。请接着说「设置 届满 日期」登记新一届的届满日期。登记有误请说「未办 换届」。',
    );
    expect(await secretary.whispers('欠账')).toContain('已完成：换届2027年3月31日届满。');
  });

  test('shows when the branch is written to', async () => {
    const { secretary } = await opened();
    const shown = (await secretary.whispers('设置'))?.split('\n') ?? [];
    expect(shown.slice(-9, -2)).toEqual([
      '清单时间：每月首个工作日09:00。',
      '推送时段：08:30到20:30，其余时间不推送。',
      '晚间：19:00以后开始的活动，有关推送到22:00为止。',
      '提醒：前一天。',
      '党日五件事：还没有设置。',
      '学习日：没有安排。',
      '群内点名：关。',
    ]);
  });

  test.each([
    ['清单时间 10:00', '清单时间：每月首个工作日10:00。'],
    ['清单时间 上午10点半', '清单时间：每月首个工作日10:30。'],
    ['清单时间 每月5日 10:00', '清单时间：每月5日10:00。'],
    ['清单时间 首个工作日 9:30', '清单时间：每月首个工作日09:30。'],
    ['推送时段 09:00-18:00', '推送时段：09:00到18:00，其余时间不推送。'],
    ['推送时段 9点至18点', '推送时段：09:00到18:00，其余时间不推送。'],
    ['晚间 21:00', '晚间：19:00以后开始的活动，有关推送到21:00为止。'],
    ['提醒 前两小时', '提醒：前两小时。'],
    ['提醒 不提醒', '提醒：不提醒。'],
  ])('takes 「设置 %s」, shows it, and takes it back with 恢复', async (said, line) => {
    const { group, secretary } = await opened();
    const usual = group.state()?.settings.timing;
    expect(await secretary.whispers(`设置 ${said}`)).toMatch(new RegExp(`^已设置。${line}`, 'u'));
    expect(await secretary.whispers('设置')).toContain(line);
    const count = group.entries.length;
    await secretary.whispers(`设置 ${said}`);
    expect(group.entries.length).toBe(count);
    await secretary.whispers(`设置 ${said.split(' ')[0]} 恢复`);
    expect(group.state()?.settings.timing).toEqual(usual);
    expect(group.entries.filter(({ type }) => type === 'timing-set').map(({ by }) => by)).toEqual(['M1', 'M1']);
  });

  test.each([
    ['清单时间 25:00', '没有看懂清单时间。'],
    ['清单时间 每月32日 09:00', '没有看懂清单时间。'],
    ['清单时间 07:00', '时间应在08:30到20:30之间。'],
    ['推送时段 07:00-18:00', '推送时段只能在08:30到20:30之间，至少两小时，'],
    ['推送时段 09:00-21:00', '推送时段只能在08:30到20:30之间，至少两小时，'],
    ['推送时段 09:00-10:30', '推送时段只能在08:30到20:30之间，至少两小时，'],
    ['推送时段 全天', '推送时段只能在08:30到20:30之间，至少两小时，'],
    ['晚间 23:00', '晚间时限应在20:30到22:00之间，'],
    ['提醒 每小时', '活动提醒可以选：前一天、前两小时、不提醒，'],
    ['提醒', '活动提醒可以选：前一天、前两小时、不提醒，'],
  ])('refuses 「设置 %s」 with what can be chosen', async (said, answer) => {
    const { group, secretary } = await opened();
    const count = group.entries.length;
    expect(await secretary.whispers(`设置 ${said}`)).toContain(answer);
    expect(group.entries.length).toBe(count);
  });

  test('says that the list waits where its time lies outside the hours', async () => {
    const { secretary } = await opened();
    expect(await secretary.whispers('设置 推送时段 10:00-18:00')).toBe(
      '已设置。推送时段：10:00到18:00，其余时间不推送。清单时间09:00不在推送时段之内，清单会等到推送时段开始时发出。',
    );
  });

  test('is what the pushes then go by', async () => {
    const { group, secretary } = await opened();
    const heads = (word: string): number => group.group().filter((text) => text.includes(word)).length;
    await secretary.whispers('设置 清单时间 10:00');
    await secretary.whispers('设置 提醒 前两小时');
    await secretary.says('发起 学习 12月2日 15:00 会议室');
    await group.goTo(when('2026-12-01', '09:59'));
    expect(heads('【12月组织生活清单】')).toBe(0);
    await group.goTo(when('2026-12-01', '10:00'));
    expect(heads('【12月组织生活清单】')).toBe(1);
    await group.goTo(when('2026-12-02', '12:59'));
    expect(heads('【活动提醒】')).toBe(0);
    await group.goTo(when('2026-12-02', '13:00'));
    expect(heads('【活动提醒】')).toBe(1);
  });

  test('tells nothing a second time because it was changed in between', async () => {
    const { group, secretary } = await opened();
    const heads = (word: string): number => group.group().filter((text) => text.includes(word)).length;
    await secretary.says('发起 学习 12月2日 15:00 会议室');
    await group.goTo(when('2026-12-01', '15:00'));
    expect([heads('【12月组织生活清单】'), heads('【活动提醒】')]).toEqual([1, 1]);
    await secretary.whispers('设置 清单时间 每月5日 10:00');
    await secretary.whispers('设置 提醒 前两小时');
    await group.goTo(when('2026-12-07', '10:00'));
    expect([heads('【12月组织生活清单】'), heads('【活动提醒】')]).toEqual([1, 1]);
  });

  test('switches the reminder off', async () => {
    const { group, secretary } = await opened();
    await secretary.whispers('设置 提醒 不提醒');
    await secretary.says('发起 学习 12月2日 15:00 会议室');
    expect(await secretary.whispers('日程')).not.toContain('活动提醒');
    await group.goTo(when('2026-12-02', '15:00'));
    expect(group.group().join('')).not.toContain('【活动提醒】');
  });

  test('says when the list goes out next, and speaks of no time before the change', async () => {
    const { group, secretary } = await opened();
    await group.goTo(when('2026-11-21', '12:30'));
    expect(await secretary.whispers('设置 清单时间 每月20日 10:00')).toContain('下一次是12月20日（周日）10:00。');
    await group.goTo(when('2026-12-22', '12:00'));
    expect(await secretary.whispers('设置 清单时间 每月5日 10:00')).toContain('下一次是1月5日（周二）10:00。');
    const count = group.entries.length;
    await group.goTo(when('2026-12-22', '13:00'));
    expect(group.entries.slice(count)).toEqual([]);
  });
});

describe('党日五件事', () => {
  test('stands in the notice and the reminder of a themed day, and nowhere else', async () => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers('设置 党日五件事 交纳党费、重温誓词，①学习党章')).toBe(
      '主题党日的通知和记录会写上：交纳党费、重温誓词、学习党章。',
    );
    await secretary.says('发起 主题党日 12月2日 15:00 会议室');
    expect(group.group().at(-1)?.split('\n')).toContain('规定动作：交纳党费、重温誓词、学习党章');
    await secretary.says('发起 党课 12月3日 15:00 会议室');
    expect(group.group().at(-1)).not.toContain('规定动作');
    await group.goTo(when('2026-12-01', '15:00'));
    expect(group.group().at(-1)).toContain('规定动作：交纳党费、重温誓词、学习党章');
    expect(await secretary.whispers('设置')).toContain('党日五件事：交纳党费、重温誓词、学习党章。');
    await secretary.whispers('设置 党日五件事 清除');
    expect(group.state()?.settings).not.toHaveProperty('checklist');
  });

  test('is not assumed, and refused with an example', async () => {
    const { group, secretary } = await opened();
    await secretary.says('发起 主题党日 12月2日 15:00 会议室');
    expect(group.group().at(-1)).not.toContain('规定动作');
    expect(await secretary.whispers('设置 党日五件事')).toContain('请写明各项，最多9项');
    expect(await secretary.whispers(`设置 党日五件事 ${'一'.repeat(31)}`)).toContain('请写明各项');
    expect(await secretary.whispers('设置 党日五件事 请找张三 13800000000')).toContain('电话和证件号不保存');
  });
});

describe('第一议题', () => {
  test('said with 发起 is agenda item one in the notice, the reminder and the record', async () => {
    const { group, secretary } = await opened();
    await secretary.says('发起 支委会 12月2日 15:00 会议室 研究发展党员 第一议题 学习张三同志事迹，谈体会');
    const [notice = ''] = group.group().slice(-1);
    expect(notice.split('\n')[0]).toBe('【活动通知】支委会「研究发展党员」');
    expect(notice.split('\n')).toContain('第一议题：学习张三同志事迹 谈体会');
    expect(group.entries.find(({ type }) => type === 'record-written')).toMatchObject({
      no: 1,
      part: { is: 'item', first: true, text: '学习⟦M3⟧同志事迹 谈体会' },
    });
    await group.goTo(when('2026-12-01', '15:00'));
    expect(group.group().at(-1)).toContain('第一议题：学习张三同志事迹 谈体会');
  });

  test('said later is in what is said after it', async () => {
    const { group, secretary } = await opened();
    await secretary.says('发起 支委会 12月2日 15:00 会议室');
    expect(group.group().at(-1)).not.toContain('第一议题');
    await secretary.whispers('第一议题 学习党章');
    await group.goTo(when('2026-12-01', '15:00'));
    expect(group.group().at(-1)).toContain('第一议题：学习党章');
  });

  test('said again is the one that counts, and said twice is written once', async () => {
    const { group, secretary } = await opened();
    await secretary.says('发起 支委会 12月2日 15:00 会议室 研究 第一议题 学习党章');
    expect(await secretary.whispers('第一议题 学习党章')).toBe('会议记录里已经是这样，没有变化。');
    await secretary.whispers('第一议题 学习全会精神');
    await group.goTo(when('2026-12-01', '15:00'));
    expect(group.group().at(-1)).toContain('第一议题：学习全会精神');
    expect(group.group().at(-1)).not.toContain('学习党章');
  });
});

describe('学习日', () => {
  test('is one message on the day and at the time that was set', async () => {
    const { group, secretary } = await opened();
    expect(await secretary.whispers('设置 学习日 每周五 09:30 学习党章，张三领读')).toContain(
      '学习日已设置：每周五09:30，学习党章，张三领读。',
    );
    const seen = group.group().length;
    expect(await secretary.whispers('日程')).toContain('11月27日（周五）09:30 群 学习日');
    await group.goTo(when('2026-11-27', '12:00'));
    expect(group.group().slice(seen)).toEqual([
      '【学习日】今天是本支部学习日。学习内容：学习党章，张三领读。不需要回复。',
    ]);
    expect(JSON.stringify(group.entries)).not.toContain('张三');
    await secretary.whispers('设置 学习日 停用');
    await group.goTo(when('2026-12-04', '12:00'));
    expect(
      group
        .group()
        .slice(seen)
        .filter((text) => text.includes('学习日')),
    ).toHaveLength(1);
    expect(group.entries.filter((entry) => entry.type === 'schedule-missed' && entry.schedule === 'study-day')).toEqual(
      [],
    );
  });

  test.each(['每周八 09:00', '每周五', '每月32日 09:00', '每周五 07:00', '明天 09:00', ''])(
    '「设置 学习日 %s」 is refused with what can be said',
    async (said) => {
      const { group, secretary } = await opened();
      const count = group.entries.length;
      expect(await secretary.whispers(`设置 学习日 ${said}`)).toContain('请写明哪天、几点和内容');
      expect(group.entries.length).toBe(count);
    },
  );

  test.each([
    ['每月5日 10:00', '每月5日10:00'],
    ['每月首个工作日 10点 读报', '每月首个工作日10:00，读报'],
    ['每星期天 下午3点', '每周日15:00'],
  ])('「设置 学习日 %s」', async (said, text) => {
    const { secretary } = await opened();
    await secretary.whispers(`设置 学习日 ${said}`);
    expect(await secretary.whispers('设置')).toContain(`学习日：${text}。`);
  });
});
