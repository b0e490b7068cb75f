import { describe, expect, test } from 'vitest';
import { renderPush } from '../../src/domain/push.ts';
import { countsSaid, createGroup, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const evening = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习张三同志先进事迹');
  await group.goTo(at('19:00'));
  return group;
};

/** Everything that is kept: the people document as stored, and every book line by line. */
const stored = async (group: Group): Promise<string> => {
  const branch = group.held()?.id ?? '';
  const lines: string[] = [];
  for (const { year } of (await group.store.ledger.books()).books) {
    await group.store.ledger.read(branch, year, (entry) => void lines.push(JSON.stringify(entry)));
  }
  return [
    JSON.stringify(await group.store.people.read(branch)),
    ...lines,
    JSON.stringify(group.store.registry.get()),
  ].join('\n');
};

describe('the ledger', () => {
  test('holds no name and no account, whatever an officer writes about a member', async () => {
    const group = await evening();
    const [secretary, zhang] = [group.person('林书华'), group.person('张三')];
    await zhang.says('请假 孩子发烧');
    await secretary.whispers('准假 张三');
    await group.person('王五').says('签到');
    await group.person('王五').says('代报 周八');
    await secretary.says('通知 请张三同志带上材料');
    await secretary.says('确认');
    await secretary.says('发起 党课 明天 19:30 张三家 听王祖志讲党课');
    await secretary.says('改期 11月24日 19:30 王五家');
    await secretary.says('1');
    await secretary.says('结束签到');
    await secretary.says('结束签到');
    const ledger = JSON.stringify(group.entries);
    for (const name of ['林书华', '王祖志', '张三', '李四', '王五', '赵六', '孙七', '周八', 'test:张', '发烧']) {
      expect(ledger).not.toContain(name);
    }
    expect(group.group().some((text) => text.includes('学习张三同志先进事迹'))).toBe(true);
    expect(group.group().some((text) => text.includes('【通知】请张三同志带上材料'))).toBe(true);
  });
});

describe('删除我的资料', () => {
  test('is asked by the member, confirmed by the secretary, and leaves nothing of the person but the counts', async () => {
    const group = await evening();
    const [secretary, zhang] = [group.person('林书华'), group.person('张三')];
    await zhang.says('签到');
    await secretary.says('群内点名 开');
    await secretary.says('通知 请张三同志带上材料');
    await secretary.says('确认');
    await secretary.says('结束签到');
    expect(await zhang.says('删除我的资料')).toBe('已转书记确认，确认后删除您的姓名、账号等资料，只保留人数统计。');
    expect(secretary.letters().at(-1)).toContain('张三于11月21日（周六）19:00申请删除本人资料');
    expect(await secretary.whispers('删除资料 张三')).toBe(
      '将删除张三的姓名、账号和入党月日，并移出名册；1 次活动的人数统计保留，不再显示姓名。删除后不能恢复，请回复「确认删除」。',
    );
    expect(group.state()?.members['M3']).toBeDefined();
    expect(await secretary.whispers('确认删除')).toBe('已删除，人数统计保留。');

    const kept = await stored(group);
    expect(kept).not.toContain('张三');
    expect(group.store.registry.get().erased).toEqual([{ branch: group.held()?.id, member: 'M3' }]);
    const { branch, people } = group.held() ?? {};
    for (const push of Object.values(branch?.pushes ?? {})) {
      expect(branch && people ? renderPush(branch, people, push)?.text : '').not.toContain('张三');
    }
    expect(JSON.stringify(group.log.lines)).not.toContain('张三');
    expect(await secretary.whispers('考勤')).toContain('应到 8，实到 1（线上 0），请假 0，缺席 7。');
    expect(await zhang.says('我的')).toContain('名册里还没有对应到您');
  });

  test('is not done for a member who did not ask, nor by another officer, nor with another word', async () => {
    const group = await evening();
    expect(await group.person('林书华').whispers('删除资料 王五')).toBe(
      '王五没有提出申请。需要删除时，请本人先说「删除我的资料」。',
    );
    await group.person('王五').whispers('删除我的资料');
    expect(await group.person('王祖志').whispers('删除资料 王五')).toBe(
      '删除资料由书记确认；如要删除本人资料，请说「删除我的资料」。',
    );
    await group.person('林书华').whispers('删除资料 王五');
    await group.person('林书华').whispers('确认');
    expect(group.state()?.members['M5']).toBeDefined();
  });

  test('asked twice tells the secretary once', async () => {
    const group = await createGroup();
    await group.person('王五').whispers('删除我的资料');
    await group.person('王五').whispers('删除我的资料');
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('申请删除')).length,
    ).toBe(1);
  });

  test('can be done for somebody who has left the branch', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.whispers('名册 离开 周八');
    expect(await secretary.whispers('删除资料 周八')).toContain('将删除周八的姓名、账号');
    expect(await secretary.whispers('确认删除')).toBe('已删除，人数统计保留。');
    expect(await stored(group)).not.toContain('周八');
  });

  test('gives somebody who comes back a new id', async () => {
    const group = await createGroup();
    await group.person('周八').whispers('删除我的资料');
    await group.person('林书华').whispers('删除资料 周八');
    await group.person('林书华').whispers('确认删除');
    await group.person('林书华').whispers('名册\n周八 正式 第二党小组');
    await group.person('林书华').whispers('确认');
    expect(group.state()?.roster).not.toContain('M8');
    expect(group.held()?.people.members['M9']).toEqual({ name: '周八' });
  });
});

describe('不用机器人', () => {
  test('refuses the member’s own words, an officer records instead, and 使用机器人 takes it back', async () => {
    const group = await evening();
    const wang = group.person('王五');
    expect(await wang.says('不用机器人')).toBe('好的，今后由支委代为登记，您不需要在群里回复。');
    for (const text of ['签到', '请假', '迟到 5']) {
      expect(await wang.says(text)).toBe('您已选择由支委代为登记；如要恢复，请说「使用机器人」。');
    }
    expect(group.state()?.activities['A1']?.marks).toEqual({});
    expect(await group.person('林书华').whispers('代录 王五')).toBe('已代录王五。');
    expect(await wang.says('使用机器人')).toBe('好的，您可以直接签到和请假了。');
    expect(await wang.says('签到')).toBe('✓ 您已经签到，不需要重复。');
  });
});

describe('不要点我名', () => {
  test('keeps the name out of the group’s message and out of receipts, and 可以点我名 takes it back', async () => {
    const group = await evening();
    const wang = group.person('王五');
    expect(await group.person('林书华').says('群内点名 开')).toContain('签到消息里会列出已到同志的姓名');
    expect(await wang.says('不要点我名')).toBe('好的，群内不会出现您的姓名。');
    const reply = await wang.reply('签到');
    expect(reply).toEqual({ kind: 'acknowledged', toast: '签到成功。', tally: expect.any(Function) });
    expect(countsSaid(reply)).toBe('应到 8，已到 1。第一党小组 0/4，第二党小组 1/4。');
    expect(await group.person('赵六').reply('签到')).toMatchObject({ kind: 'acknowledged', receipt: '赵六' });
    expect(group.group().at(-1)).toContain('已到：赵六。');
    expect(group.group().at(-1)).not.toContain('王五');
    await wang.says('可以点我名');
    await group.person('周八').says('签到');
    expect(group.group().at(-1)).toContain('已到：王五、赵六、周八。');
  });

  test('names are not shown at all unless the branch switched it on', async () => {
    const group = await evening();
    await group.person('王五').says('签到');
    expect(group.group().at(-1)).not.toContain('王五');
    expect(await group.person('林书华').says('群内点名')).toBe('请说「群内点名 开」或「群内点名 关」。');
    expect(await group.person('王祖志').says('群内点名 开', { mentions: true })).toBe('「群内点名」由书记使用。');
  });
});

describe('同意保存入党日期', () => {
  test('keeps month and day, without a year, until it is taken back', async () => {
    const group = await createGroup();
    const wang = group.person('王五');
    expect(await wang.whispers('同意保存入党日期')).toBe('请写明月和日，例如：同意保存入党日期 7月1日。');
    expect(await wang.whispers('同意保存入党日期 2月29日')).toContain('已保存您的入党月日');
    expect(group.held()?.people.members['M5']).toEqual({ name: '王五', joined: '02-29' });
    expect(await wang.whispers('不同意保存入党日期')).toBe('已删除您的入党月日，今后不再保存。');
    expect(group.held()?.people.members['M5']).toEqual({ name: '王五' });
    expect(JSON.stringify(group.entries)).not.toContain('02-29');
  });
});

test('before anything is collected the room is told once what is kept, and 隐私 says it again', async () => {
  const group = await evening();
  expect(group.group().filter((text) => text.startsWith('【说明】')).length).toBe(1);
  expect(group.group()[0]).toContain('不保存聊天内容、请假事由、电话、身份证号、住址和健康情况。');
  await group.person('林书华').says('发起 党课 明天 19:30 会议室');
  expect(group.group().filter((text) => text.startsWith('【说明】')).length).toBe(1);
  expect(await group.person('过路人').says('隐私')).toBe(group.group()[0]);
});
