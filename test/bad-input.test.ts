import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { RosterFileRefused, readRosterFile } from '../src/documents/roster-file.ts';
import { createGroup, type Group, type Talk, when } from './support/group.ts';
import { ownMs } from './support/own-time.ts';

/** Every refusal heard, without what was quoted in it and without numbers: what is left is the kind of refusal. */
const heard = new Set<string>();
let inputs = 0;
const kindOf = (answer: string): string => answer.replaceAll(/「[^」]*」|\d+|[\w.]+_[\w_]+/gu, '…').slice(0, 40);
const noted = (answer: string): string => {
  inputs += 1;
  heard.add(kindOf(answer));
  return answer;
};

const kept = async (group: Group): Promise<string> => {
  const id = group.held()?.id;
  const lines: unknown[] = [];
  for (const { branch, year } of (await group.store.ledger.books()).books) {
    await group.store.ledger.read(branch, year, (entry) => void lines.push(entry));
  }
  return JSON.stringify([
    lines,
    id && (await group.store.people.read(id)),
    group.held()?.people,
    group.store.registry.get(),
  ]);
};

/** A whole Chinese sentence that says what is wrong, calmly. */
const expectSentence = (answer: string | undefined): string => {
  expect(answer).toBeDefined();
  const text = answer ?? '';
  expect(text).toMatch(/\p{Script=Han}{3}/u);
  expect(text).toMatch(/[。：]$/mu);
  expect(text.endsWith('。')).toBe(true);
  expect(text).not.toMatch(/[！!]|undefined|null|NaN|\[object|Error|⟦/u);
  expect(text.length).toBeLessThan(1500);
  return text;
};

const groups = {
  /** Nothing planned; 周八 has no account. */
  empty: async () => {
    const group = await createGroup();
    await group.person('林书华').whispers('解除绑定 周八');
    return group;
  },
  /** One activity tomorrow, not online, and one of the second 党小组 the day after. */
  planned: async () => {
    const group = await createGroup({ roster: [...rosterLines, '张伟 正式 第一党小组', '张伟 正式 第二党小组'] });
    await group.person('林书华').says('发起 学习 明天 19:30 会议室 学习材料');
    return group;
  },
  /** An open check-in: 张三 came, 李四 was recorded, 王五 was refused leave, 孙七 said 不用机器人. */
  open: async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室 学习材料');
    await group.goTo(when('2026-11-21', '10:05'));
    await group.person('张三').says('签到');
    await group.person('林书华').whispers('代录 李四');
    await group.person('王五').says('请假');
    await group.person('林书华').whispers('不准假 王五');
    await group.person('孙七').says('不用机器人');
    return group;
  },
  /** Closed three days ago: 张三 was there. */
  closed: async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室 学习材料');
    await group.goTo(when('2026-11-21', '10:05'));
    await group.person('张三').says('签到');
    await group.person('林书华').says('结束签到');
    await group.goTo(when('2026-11-24', '10:05'));
    return group;
  },
  /** Founded a moment ago, without a roster. */
  founded: async () => {
    const group = await createGroup({ roster: [] });
    await group.person('林书华').says('建支部 第一党支部 12345678');
    return group;
  },
  /** A room nobody has claimed. */
  unclaimed: () => createGroup({ roster: [] }),
};
const rosterLines = [
  '林书华 正式 第一党小组 书记',
  '王祖志 正式 第一党小组 组织委员',
  '张三 正式 第一党小组',
  '李四 正式 第一党小组 党小组长',
  '王五 正式 第二党小组',
];

type Spoken = readonly [where: keyof typeof groups, who: string, text: string, says: string, talk?: Talk];
const long = (count: number): string => '长'.repeat(count);
const inRoom: Talk = { direct: false };

const spoken: readonly Spoken[] = [
  // Who may not.
  ['empty', '过路人', '签到', '名册里还没有对应到您', inRoom],
  ['empty', '过路人', '我的', '名册里还没有对应到您', inRoom],
  ['empty', '过路人', '发起', '名册里还没有对应到您', inRoom],
  ['empty', '张三', '考勤', '「考勤」由党小组长或支委使用。'],
  ['empty', '张三', '名册', '「名册」由支委使用。'],
  ['empty', '张三', '发起 学习 明天 19:30 会议室', '「发起」由党小组长或支委使用。'],
  ['empty', '王祖志', '群内点名 开', '「群内点名」由书记使用。'],
  ['empty', '王祖志', '删除资料 张三', '删除资料由书记确认'],
  ['empty', '周八', '签到', '我还不知道您在哪个支部'],
  // Nothing to do it for.
  ['empty', '张三', '签到', '现在没有开放的签到。'],
  ['empty', '张三', '线上签到', '现在没有开放的签到。'],
  ['empty', '张三', '请假', '现在没有可以请假的活动。'],
  ['empty', '张三', '迟到 10', '现在没有可以说明晚到的活动。'],
  ['empty', '张三', '取消签到', '没有找到您可以取消的签到记录。'],
  ['empty', '张三', '取消请假', '没有找到您的请假记录。'],
  ['empty', '张三', '销假', '没有找到您的请假记录。'],
  ['empty', '张三', '我会到', '近期没有安排活动。'],
  ['empty', '张三', '代报 王五', '现在没有开放的签到。'],
  ['empty', '林书华', '改期 明天 19:30', '现在没有可以改期的活动。'],
  ['empty', '林书华', '取消活动', '现在没有可以取消的活动。'],
  ['empty', '林书华', '开始签到', '没有等待签到的活动'],
  ['empty', '林书华', '结束签到', '现在没有开放的签到。'],
  ['empty', '林书华', '重新签到', '没有可以重新开始签到的活动。'],
  ['empty', '林书华', '考勤', '还没有可以查看考勤的活动。'],
  ['empty', '林书华', '全到', '现在没有开放的签到。'],
  ['empty', '林书华', '允许线上', '现在没有可以设置的活动。'],
  ['empty', '林书华', '代录 张三', '没有可以代录的活动'],
  ['empty', '林书华', '准假 张三', '张三没有请假记录'],
  ['empty', '林书华', '不准假 张三', '张三没有请假记录'],
  ['empty', '林书华', '不认代报 张三', '没有找到这位同志的代报。'],
  ['empty', '林书华', '确认绑定 周八', '周八还没有申请'],
  ['empty', '林书华', '解除绑定 周八', '周八没有对应的账号。'],
  ['empty', '林书华', '删除资料 张三', '张三没有提出申请。'],
  // Names.
  ...['准假', '不准假', '代录', '确认绑定', '解除绑定', '不认代报', '代报'].map(
    (word): Spoken => ['empty', '林书华', word, '请写明姓名'],
  ),
  ...['准假', '代录', '确认绑定', '解除绑定', '不认代报', '代报'].map(
    (word): Spoken => ['empty', '林书华', `${word} 张飞`, '名册里没有「张飞」，请核对姓名。'],
  ),
  ['empty', '林书华', '确认绑定 张三 李四', '没有看懂姓名后面的「李四」。'],
  ['empty', '林书华', '解除绑定 张三 谢谢', '没有看懂姓名后面的「谢谢」。'],
  ['empty', '林书华', '全到除 张飞', '名册里没有「张飞」'],
  ['empty', '林书华', '全到除', '请写明没有到的同志'],
  ['empty', '林书华', '名册 离开 张飞', '名册里没有「张飞」'],
  ['empty', '林书华', '名册 离开 林书华', '不能登记自己离开'],
  ['empty', '林书华', '解除绑定 林书华', '不能解除自己的账号'],
  ['empty', '林书华', '确认绑定 林书华', '自己的账号要由另一位支委确认。'],
  ['empty', '张三', '我是', '请写明姓名，例如：我是 张三。'],
  ['empty', '张三', '我是 孙悟空', '名册里没有这个姓名'],
  ['empty', '张三', '我是 李四', '您的账号已经对应到另一位同志'],
  ['planned', '林书华', '代录 张伟', '名册里有 2 位张伟（第一党小组、第二党小组）'],
  ['planned', '新人', '我是 张伟', '名册里有同名的同志', { ...inRoom, mentions: true }],
  ['planned', '新人', '我是 张伟 第九党小组', '名册里有同名的同志', { ...inRoom, mentions: true }],
  // Plans.
  ['empty', '林书华', '发起', '请写明种类、日期、时间和地点'],
  ['empty', '林书华', '发起 团建 明天 19:30 会议室', '没有「团建」这个种类。'],
  ['empty', '林书华', '发起 😀 明天 19:30 会议室', '没有「😀」这个种类。'],
  ['empty', '林书华', '发起 党课', '请写明种类、日期、时间和地点'],
  ['empty', '林书华', '发起 党课 会议室', '没有看懂日期「会议室」。'],
  ['empty', '林书华', '发起 党课 2月30日 19:30 会议室', '没有看懂日期「2月30日」。'],
  ['empty', '林书华', '发起 党课 13月1日 19:30 会议室', '没有看懂日期「13月1日」。'],
  ['empty', '林书华', '发起 党课 11月31日 19:30 会议室', '没有看懂日期「11月31日」。'],
  ['empty', '林书华', '发起 党课 2027年2月29日 19:30 会议室', '没有看懂日期「2027年2月29日」。'],
  ['empty', '林书华', '发起 党课 99999999999年1月1日 19:30 会议室', '没有看懂日期'],
  ['empty', '林书华', '发起 党课 11月22日（周一） 19:30 会议室', '没有看懂日期'],
  ['empty', '林书华', '发起 党课 昨天 19:30 会议室', '没有看懂日期「昨天」。'],
  ['empty', '林书华', '发起 党课 明天', '日期后面还没有写时间。'],
  ['empty', '林书华', '发起 党课 明天 7点半 会议室', '「7点半」是上午还是下午？请写成 19:30、早上7点半 或 晚上7点半。'],
  ['empty', '林书华', '发起 党课 明天 会议室', '没有看懂时间「会议室」。'],
  ['empty', '林书华', '发起 党课 明天 25:00 会议室', '没有看懂时间「25:00」。'],
  ['empty', '林书华', '发起 党课 明天 24:00 会议室', '没有看懂时间「24:00」。'],
  ['empty', '林书华', '发起 党课 明天 19:60 会议室', '没有看懂时间「19:60」。'],
  ['empty', '林书华', '发起 党课 明天 1930 会议室', '没有看懂时间「1930」。'],
  ['empty', '林书华', '发起 党课 明天 上午20点 会议室', '没有看懂时间「上午20点」。'],
  ['empty', '林书华', '发起 党课 今天 08:00 会议室', '11月21日（周六）08:00已经过去'],
  ['empty', '林书华', '发起 党课 2020年1月1日 19:30 会议室', '1月1日（周三）19:30已经过去'],
  ['empty', '林书华', '发起 党课 2027年11月23日 19:30 会议室', '这个日期在一年以后'],
  ['empty', '林书华', '发起 党课 9999年12月31日 19:30 会议室', '这个日期在一年以后'],
  ['empty', '林书华', '发起 党课 明天 19:30', '请写明地点。'],
  ['empty', '林书华', `发起 党课 明天 19:30 ${long(61)}`, '地点请不要超过60个字。'],
  ['empty', '林书华', `发起 党课 明天 19:30 会议室 ${long(201)}`, '主题请不要超过200个字。'],
  ['empty', '林书华', '发起 党小组会 明天 19:30', '请写明地点。'],
  ['planned', '林书华', '发起 学习 明天 19:30 会议室', '这个时间已经有一次同样的活动'],
  ['empty', '李四', '发起 学习 明天 19:30 会议室', '党小组长只能安排本党小组的活动。'],
  ['empty', '李四', '发起 党小组会 第二党小组 明天 19:30 会议室', '党小组长只能安排本党小组的活动。'],
  ['founded', '林书华', '发起 学习 明天 19:30 会议室', '还没有名册，请先发送名册'],
  ['planned', '林书华', '改期', '请写明新的日期和时间'],
  ['planned', '林书华', '改期 改天', '没有看懂日期「改天」。'],
  ['planned', '林书华', '改期 后天', '日期后面还没有写时间。'],
  ['planned', '林书华', '改期 明天 19:30', '新的时间和地点与原来相同'],
  ['planned', '林书华', '改期 明天 19:30 会议室', '新的时间和地点与原来相同'],
  ['planned', '林书华', '改期 今天 09:00', '11月21日（周六）09:00已经过去'],
  ['planned', '林书华', '改期 2030年1月1日 09:00', '这个日期在一年以后'],
  ['planned', '林书华', `改期 后天 19:30 ${long(61)}`, '地点请不要超过60个字。'],
  // An open check-in.
  ['open', '张三', '请假', '您已经签到，如确需请假'],
  ['open', '张三', '线上签到', '这次活动没有开通线上签到'],
  ['open', '李四', '取消签到', '这条记录由支委代录'],
  ['open', '王五', '请假 出差', '这次请假书记没有同意'],
  ['open', '王五', '销假', '没有找到您的请假记录。'],
  ['open', '孙七', '签到', '您已选择由支委代为登记'],
  ['open', '孙七', '请假', '您已选择由支委代为登记'],
  ['open', '孙七', '迟到', '您已选择由支委代为登记'],
  ['open', '林书华', '代录 张三 睡着了', '没有看懂「睡着了」。'],
  ['open', '林书华', '代录 张三 👍', '没有看懂「👍」。'],
  ['open', '林书华', '代录 张三丰', '没有看懂「丰」。'],
  ['open', '林书华', '代录 张三 补课', '活动结束以后才能登记补课。'],
  ['open', '林书华', '全到除 张三', '张三已经签到。'],
  ['open', '林书华', '/open A1', '这次活动的签到已经开始。'],
  ['open', '林书华', '/open A99', '没有等待签到的活动'],
  ['open', '林书华', '/reopen A1', '这次活动的签到没有结束'],
  ['open', '张三', '/checkin A99', '现在没有开放的签到。'],
  ['open', '张三', '/checkin A99999999999999999999', '现在没有开放的签到。'],
  ['open', '林书华', '准假 王五 婚假', '没有看懂「婚假」，类别可以写'],
  ['open', '李四', '代录 王五', '党小组长只能为本党小组的同志代录。'],
  ['open', '李四', '结束签到', '现在没有开放的签到。'],
  // A closed one.
  ['closed', '张三', '取消签到', '这次活动的签到已经结束'],
  ['closed', '张三', '签到', '现在没有开放的签到。'],
  ['closed', '林书华', '重新签到', '签到只能在活动当天重新开始'],
  ['closed', '林书华', '/open A1', '这次活动的签到已经结束'],
  ['closed', '林书华', '/move A1 明天 19:30', '这次活动已经结束，不能再改期或取消。'],
  ['closed', '林书华', '/drop A1', '这次活动已经结束，不能再改期或取消。'],
  ['closed', '林书华', '代录 张三 补课', '这位同志已到会，不需要登记补课。'],
  ['closed', '张三', '/late A1', '现在没有可以说明晚到的活动。'],
  // Words to everybody.
  ['empty', '林书华', '通知', '请写明通知内容'],
  ['empty', '林书华', `通知 ${long(1501)}`, '通知请不要超过1500个字。'],
  ...['13月', '0月', '下个月吧', '2026-13', '十三', '腊月'].map(
    (month): Spoken => ['empty', '林书华', `发布清单 ${month}`, `没有看懂月份「${month}」`],
  ),
  ['empty', '林书华', '群内点名', '请说「群内点名 开」或「群内点名 关」。'],
  ['empty', '林书华', '群内点名 也许', '请说「群内点名 开」或「群内点名 关」。'],
  ['empty', '张三', '同意保存入党日期', '请写明月和日'],
  ['empty', '张三', '同意保存入党日期 2月30日', '请写明月和日'],
  ['empty', '张三', '同意保存入党日期 从前', '请写明月和日'],
  // Rosters pasted as lines.
  ...(
    [
      ['13800000000 正式', '含有数字或符号'],
      ['张3 正式', '含有数字或符号'],
      ['吴九 积极分子', '无法识别，请删去或改正。'],
      ['吴九 正式 预备', '有两个状态，请只写一个。'],
      ['吴九 正式 13800000000', '有像号码的内容'],
      ['吴九 正式 第一党小组 第二党小组', '有两个党小组'],
      ['吴九 预备 有表决权', '预备党员没有表决权，请改正。'],
      ['吴九 正式 书记\n郑十 正式 书记', '书记只能有一人'],
      ['吴九 正式 第一党小组\n吴九 正式 第一党小组', '请删去重复的一行'],
      ['吴九 telegram:abc', '无法识别，请写成「telegram:12345」'],
      ['吴九 telegram:1\n郑十 telegram:1', '一个账号只能属于一人'],
      ['郑十 正式 第二党小组 书记', '名册里已经有另一位书记'],
      [`${'吴'.repeat(21)} 正式`, '超过20个字'],
      ['合计 正式', '不像姓名'],
      ['姓名，身份证号\n吴九，1', '这类信息从不保存'],
      ['姓名，爱好\n吴九，钓鱼', '无法识别，可以使用的列有'],
      ['姓名，姓名\n吴九，吴九', '有两列都是「姓名」'],
      ['姓名，状态\n，正式', '没有姓名，请补上姓名'],
      ['姓名，状态\n吴九，在编', '的状态「在编」无法识别'],
      ['姓名，职务\n吴九，班长', '的职务「班长」无法识别'],
      ['姓名，应到\n吴九，大概', '的应到「大概」无法识别'],
      ['姓名，表决权\n吴九，大概', '的表决权「大概」无法识别'],
      ['姓名，入党月日\n吴九，02-30', '不是有效的日期'],
      ['姓名，群\n吴九，哪里', '的群「哪里」无法识别'],
      ['姓名，状态\n吴九，正式，多余', '上方没有列名'],
      ['姓名，状态', '以下没有党员'],
    ] as const
  ).map(([lines, says]): Spoken => ['empty', '林书华', `名册\n${lines}`, says]),
  ['planned', '林书华', '名册\n张伟 正式 第三党小组', '在名册上不止一处'],
  // Founding.
  ['unclaimed', '林书华', '建支部', '请写明支部名称和验证码', inRoom],
  ['unclaimed', '林书华', '建支部 第一党支部', '请在名称后写上验证码', inRoom],
  ['unclaimed', '林书华', `建支部 ${long(41)} 12345678`, '支部名称请不要超过40个字。', inRoom],
  ['unclaimed', '林书华', '建支部 第一党支部 123', '验证码不正确或已经用过', inRoom],
  ['unclaimed', '林书华', '建支部 第一党支部 １', '验证码不正确或已经用过', inRoom],
  ['unclaimed', '林书华', '建支部 第一党支部 12345678', '请在要登记的支部群里说'],
  ['unclaimed', '张三', '签到', '我还不知道您在哪个支部'],
  ['empty', '林书华', '建支部 第一党支部 12345678', '本群已经是这个支部的群', inRoom],
  ['empty', '林书华', '建支部 第二党支部 12345678', '本群已经登记给另一个支部', inRoom],
  ['empty', '张三', '建支部 第一党支部 12345678', '已经有同名的支部', { room: 'test:second', direct: false }],
  // What platforms may deliver.
  ...(
    [
      ['一百 kB', '到'.repeat(100_000)],
      ['控制符', '\u0000\u0001签\u0007到'],
      ['从右到左', '\u202E到签\u202C'],
      ['零宽', '吃\u200B了\u200B吗'],
      ['半个代理', '\uD83D'],
      ['大数', '9'.repeat(400)],
      ['负数', '-1'],
      ['脚本', '<script>alert(1)</script>'],
      ['路径', '../../etc/passwd'],
      ['原型', '__proto__'],
      ['构造', 'constructor'],
      ['斜杠', '/'],
      ['未知命令', '/nosuchcommand A1'],
      ['换行', '\n\n\n签\n字'],
      ['标点', '？？？'],
      ['模板', '⟦M1⟧'],
    ] as const
  ).map(([, text]): Spoken => ['open', '张三', text, '没有看懂这一条。']),
  ['open', '张三', '/nosuchcommand', '没有看懂这一条。', { ...inRoom, mentions: true }],
  ['open', '张三', '帮我写一份总结', '没有看懂这一条。', { ...inRoom, mentions: true }],
  ['open', '张三', '1', '这个按钮已经失效', { ...inRoom, kind: 'choice', mentions: true }],
  ['open', '张三', 'toString', '这个按钮已经失效', { ...inRoom, kind: 'choice', mentions: true }],
  [
    'open',
    '林书华',
    '结束签到',
    '匿名管理员或频道身份无法登记',
    { ...inRoom, sender: { id: 'test:林书华', name: '', via: 'anonymous' } },
  ],
];

describe('whatever is said', () => {
  // Nothing below changes a group, so that each can be asked all of it in turn.
  const made = new Map<string, Promise<Group>>();
  const groupOf = (where: keyof typeof groups): Promise<Group> => {
    const group = made.get(where) ?? groups[where]();
    made.set(where, group);
    return group;
  };

  test.each(spoken.map((row) => [`${row[0]}: ${row[1]} says ${JSON.stringify(row[2].slice(0, 30))}`, row] as const))(
    '%s is answered in a sentence and changes nothing',
    async (_, [where, who, text, says, talk]) => {
      // A room in which a code was wrong before is blocked after five, and somebody unknown is answered once.
      const group =
        where === 'unclaimed' || says.startsWith('我还不知道') || talk?.mentions
          ? await groups[where]()
          : await groupOf(where);
      const before = await kept(group);
      const said = await group.person(who).reply(text, { direct: true, ...talk });
      const answer = noted(expectSentence(said && 'text' in said ? said.text : undefined));
      expect(answer).toContain(says);
      expect(await kept(group)).toBe(before);
      expect(group.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t\u3000'],
    ['invisible signs', '\u200B\u2060\uFEFF'],
    ['emoji', '😀😀😀👨‍👩‍👧'],
  ])('%s is answered by silence', async (_, text) => {
    const group = await groupOf('open');
    const before = await kept(group);
    expect(await group.person('张三').whispers(text)).toBeUndefined();
    expect(await group.person('张三').says(text, { mentions: true })).toBeUndefined();
    expect(await kept(group)).toBe(before);
  });
});

const bytes = (...text: (string | number)[]): Uint8Array =>
  new Uint8Array(text.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])));
const files: readonly (readonly [name: string, content: Uint8Array, says: string])[] = [
  ['empty.csv', bytes(''), '这是一个空文件'],
  ['blank.csv', bytes(' \n\n'), '这个文件里没有内容'],
  ['old.xls', bytes('x'), '这是旧版 Excel 文件（.xls）'],
  ['wps.et', bytes('x'), '这是 WPS 表格文件（.et）'],
  ['a.csv', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), '这是旧版 Office 文件'],
  ['a.pdf', bytes('%PDF-1.7'), '这是 PDF 文件'],
  ['a.xlsx', bytes('姓名\n张三'), '这个表格文件已损坏或不是真正的 .xlsx 文件'],
  ['a.csv', bytes(0x50, 0x4b, 0x03, 0x04, 'junk'), '这个表格文件已损坏'],
  ['a.csv', bytes(0xff, 0xff, 0x00, 0x81), '这个文件不是可以读取的表格'],
  ['a.csv', bytes('姓名\n', 0x00), '这个文件不是可以读取的表格'],
  ['a.csv', bytes('<html><table></table></html>'), '这是网页格式的表格'],
  ['a.csv', bytes('姓名,状态\n"张三,正式'), '文件里有一个没有配对的引号'],
  ['a.csv', new Uint8Array(5 * 1024 * 1024 + 1), '文件超过 5 MB'],
  ['a.csv', bytes('姓名\n', '张三\n'.repeat(30_000)), '文件内容太多'],
];

test.each(files)('the file %s (%#) is refused with what to do and changes nothing', async (name, content, says) => {
  await expect(readRosterFile(name, content)).rejects.toBeInstanceOf(RosterFileRefused);
  const group = await groups.founded();
  const before = await kept(group);
  const answer = noted(expectSentence(await group.person('林书华').sends({ name, bytes: content })));
  expect(answer).toContain(says);
  expect(await kept(group)).toBe(before);
});

const settings: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{ ZHISHU_PORT: 'abc' }, 'ZHISHU_PORT must be a port number from 0 to 65535.'],
  [{ ZHISHU_PORT: '65536' }, 'ZHISHU_PORT must be a port number from 0 to 65535.'],
  [{ ZHISHU_PORT: '-1' }, 'ZHISHU_PORT must be a port number from 0 to 65535.'],
  [{ ZHISHU_PORT: '3000.5' }, 'ZHISHU_PORT must be a port number from 0 to 65535.'],
  [
    { ZHISHU_URL: 'zhishu.example.org' },
    'ZHISHU_URL must be the http or https address at which people reach this program.',
  ],
  [{ ZHISHU_URL: 'ftp://zhishu.example.org' }, 'ZHISHU_URL must be the http or https address at which people reach'],
  [{ ZHISHU_URL: 'https://zhishu.example.org/branch' }, 'ZHISHU_URL must end after the host and port'],
  [{ ZHISHU_URL: 'https://a:b@zhishu.example.org' }, 'ZHISHU_URL must end after the host and port'],
  [{ ZHISHU_LOCAL: 'yes' }, 'ZHISHU_LOCAL must be on or off.'],
  [{ ZHISHU_SETUP_CODE: '123' }, 'ZHISHU_SETUP_CODE must be 6 to 64 characters without spaces.'],
  [{ ZHISHU_SETUP_CODE: '1234 5678' }, 'ZHISHU_SETUP_CODE must be 6 to 64 characters without spaces.'],
  [{ ZHISHU_TZ: 'Mars/Olympus' }, 'ZHISHU_TZ is not a time zone; use a name such as Asia/Shanghai.'],
  [{ TELEGRAM_BOT_TOKEN: 'hello' }, 'TELEGRAM_BOT_TOKEN does not look like a bot token'],
  [{ TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }, 'TELEGRAM_API_ROOT is set but TELEGRAM_BOT_TOKEN is not'],
  [
    { TELEGRAM_BOT_TOKEN: `1:${'a'.repeat(30)}`, TELEGRAM_API_ROOT: 'ftp://host' },
    'TELEGRAM_API_ROOT must be an http or https address.',
  ],
  [{ ZHISHU_LOCAL: 'off' }, 'ZHISHU_LOCAL is off and no other channel is set'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn or error.'],
  [{ WECHATY_PUPPET: 'wechaty-puppet-nothing' }, 'WECHATY_PUPPET is not a puppet wechaty knows'],
  [{ WECHATY_PUPPET: 'wechaty-puppet-service' }, 'WECHATY_PUPPET_SERVICE_TOKEN is missing'],
  [
    {
      WECHATY_PUPPET: 'wechaty-puppet-service',
      WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_x',
      WECHATY_PUPPET_SERVICE_ENDPOINT: 'nowhere',
    },
    'WECHATY_PUPPET_SERVICE_ENDPOINT must be host:port',
  ],
];

test.each(settings)('the settings %j are refused in plain words', (environment, says) => {
  const read = readConfig(environment);
  const problems = 'problems' in read ? read.problems : [];
  expect(problems.join('\n')).toContain(says);
  for (const problem of problems) {
    noted(problem);
    expect(problem).toMatch(/^[A-Z].*\.$/u);
    expect(problem).not.toMatch(/Error|\{|undefined|invalid_/u);
  }
});

test('all that is wrong with the settings is said at once', () => {
  const read = readConfig({ ZHISHU_PORT: 'x', ZHISHU_TZ: 'x', LOG_LEVEL: 'x', ZHISHU_LOCAL: 'x' });
  expect('problems' in read ? read.problems.length : 0).toBe(4);
});

test('an empty setting counts as not set', () => {
  expect(readConfig({ ZHISHU_PORT: '', LOG_LEVEL: '' })).toMatchObject({ config: { port: 3000, logLevel: 'info' } });
});

test.each(['。', '[强]', ' ', '😀', '[', ',到', '.。'])(
  'a text of 100 000 signs ending in something else (%s) holds nobody up',
  async (sign) => {
    const group = await groups.empty();
    const took = await ownMs(async () => {
      await group.person('张三').says(`${sign.repeat(100_000 / sign.length)}x`);
      await group.person('张三').says(`签到${sign.repeat(100_000 / sign.length)}`);
    });
    expect(took).toBeLessThan(2000);
  },
);

test('the inputs above are many, and so are the refusals they meet', () => {
  expect(inputs).toBeGreaterThanOrEqual(150);
  expect(heard.size).toBeGreaterThanOrEqual(40);
});
