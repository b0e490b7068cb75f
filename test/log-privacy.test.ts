import { expect, test } from 'vitest';
import { memoryStore } from '../src/stores/memory-store.ts';
import { createGroup, defaultRoster, when } from './support/group.ts';
import { expectIdsOnly } from './support/log-privacy.ts';

test('an evening with everything that can go wrong leaves no name, no account and no text in the log', async () => {
  let full = false;
  const store = memoryStore({
    commit: async () => {
      if (full) throw new Error('no space left for 张三');
    },
  });
  const group = await createGroup({ store });
  const said: string[] = [];
  const people = [...defaultRoster.map((line) => line.split(' ')[0] ?? ''), '过路人甲'];
  const says = async (name: string, text: string, direct = false): Promise<void> => {
    said.push(text);
    await group.person(name).reply(text, { direct });
  };

  await says('林书华', '发起 主题党日 今天 19:30 党群服务中心 学习张三同志先进事迹');
  group.wire.failNext('unreachable', 'unknown', 'refused', 'gone');
  await says('王五', '请假 孩子发高烧要去医院');
  await says('林书华', '准假 王五', true);
  await says('林书华', '不准假 赵六', true);
  await says('过路人甲', '我是 周八');
  await says('过路人甲', '签到');
  await group.goTo(when('2026-11-21', '19:05'));
  group.wire.failNext('refused', 'refused');
  for (const name of people) await says(name, '签到');
  await says('张三', '代报 周八');
  await says('林书华', '代录 周八 睡着了', true);
  await says('林书华', '通知 明早停水请大家相互转告');
  await says('林书华', '确认');
  await says('林书华', '名册\n郑十 正式 13800138000', true);
  await group.person('林书华').sends({ name: '名册张三.xls', bytes: new Uint8Array([1, 2, 3]) });
  await group
    .person('林书华')
    .reply('', {
      direct: true,
      kind: 'file',
      file: {
        name: '名册.csv',
        get bytes(): Uint8Array {
          throw new Error('张三的文件读不出来');
        },
      },
    })
    .catch(() => undefined);
  await group.say('张三', 'test:张三', '签到', { sender: { id: 'test:张三', name: '张三', via: 'anonymous' } });
  await says('张三', '删除我的资料');
  await says('林书华', '删除资料 张三', true);
  await says('林书华', '确认删除', true);
  await group.goTo(when('2026-11-22', '09:00'));
  await says('林书华', '发起 党课 后天 19:30 李四家 听赵六讲党课');
  const late = group.clock.current;
  await group.goTo(late + 26 * 3_600_000);
  full = true;
  await says('王五', '请假 又要出差去了');
  await says('林书华', '考勤', true);
  group.clock.current += 3_600_000;
  await group.ticker.tick();

  // There is something to read, and failures are in it.
  const events = new Set(group.log.lines.map(({ event }) => event));
  expect([...events]).toEqual(expect.arrayContaining(['push-retried', 'push-given-up', 'write-failed']));
  const log = JSON.stringify(group.log.lines);
  const branch = ['第一党支部', '第一党小组', '党群服务中心', '郑十', '13800138000'];
  expectIdsOnly(log, [...people, ...said, ...branch, '高烧', '出差', '停水', 'test:group']);
});
