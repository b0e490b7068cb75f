import type { Context } from './context.ts';
import { numberOf } from './numbers.ts';
import { personAt } from './people.ts';
import type { Reading } from './reading.ts';
import type { Slots, Understood } from './understood.ts';
import { digits } from './words.ts';

const kind =
  '支部党员大会|党员大会|支部大会|支委会|支部委员会|党小组会|组织生活会|民主评议|主题党日|党课|微党课|学习日|支部夜谈|夜谈|志愿服务|学习会|集中学习|会议|会';
const statuses: readonly (readonly [RegExp, NonNullable<Slots['status']>])[] = [
  [/^线上/u, 'online'],
  [/^(?:迟到|晚到)/u, 'late'],
  [/^(?:请|病|事|公)?假|^请(?:病|事|公)假/u, 'leave'],
  [/^(?:缺席|缺|未到|没到|没来|旷会)/u, 'absent'],
  [/^(?:已?到|签到|到会|出席|到场|来了|实到|$)/u, 'present'],
];
const end = '(?:吧|了|一下|一下吧)?$';
const openIt = new RegExp(
  `^(?:现在|马上)?(?:(?:开始|发起|开启|打开|启动|开放)(?:本次|这次)?(?:签到|报到)|(?:签到|报到)(?:现在)?(?:开始|开启|启动))${end}`,
  'u',
);
// Among people 「可以签到了」 is a remark about a check-in that is open already; said to the bot it asks for one.
const mayOpen = /^(?:现在|大家)?可以(?:开始)?(?:签到|报到)(?:了|吧|啦)?$/u;
const closeIt = new RegExp(
  `^(?:现在)?(?:(?:结束|关闭|截止|停止|终止|关掉)(?:本次|这次)?(?:签到|报到)|(?:签到|报到)(?:结束|截止|关闭|停止|到此结束))${end}`,
  'u',
);
const leaveNumber = new RegExp(
  `^(批准|同意|准|准许|驳回|不准|不批准|不同意|拒绝|不批)(?:了)?(?:请假|假|申请)(?:申请)?(?:第)?(${digits})(?:号|条)?(.*)$`,
  'u',
);
const leaveOrder = new RegExp(
  `^(批准|同意|准许?|驳回|不准|不批准|不同意|拒绝|不批)(?:了)?第?(${digits})(?:号|条)(?:的)?(?:请假|假|申请)(?:申请)?$`,
  'u',
);
const leaveName = /^(批准|同意|准|驳回|不准|不批准|不同意|拒绝|不批)(?:请?假|了)?(.+)$/u;
// Whoever looks changes nothing, so 「看一下」 may stand before it.
const look = '(?:(?:帮我|给我|我)?(?:查看|列出|打开|(?:看|查)(?:看|一?下)?))?';
const others: readonly (readonly [Understood['intent'], RegExp])[] = [
  ['cmd_list_items', new RegExp(`^${look}(?:督办|问题|任务|责任|三个|整改)清单$`, 'u')],
  ['cmd_recall', /^撤回(?:上一?条|刚才的?|刚刚的?|上次的?|这条|那条|最近一?条)?(?:通知|消息|推送|公告)$/u],
  [
    'cmd_remind_pending',
    /^(?:请)?(?:再)?(?:私下|私聊|单独)?(?:提醒|催|催一?下|提醒一?下|催办)(?:还)?(?:未|没|没有)(?:签到|回复|报到|到会|收到|确认|到|回)的?(?:同志|人|党员|成员)?(?:一下)?$/u,
  ],
  [
    'cmd_summary',
    new RegExp(
      `^${look}(?:(?:考勤|签到|到会|请假|本次|今天|今日|出勤|会议)?(?:统计|汇总|小结|情况汇总)(?:一下|情况|考勤|签到|到会|人数|出勤){0,2}|考勤|考勤情况|签到情况|到会情况|出勤情况)$`,
      'u',
    ),
  ],
  [
    'cmd_export',
    /^(?:导出|下载|生成)(?:一下)?(?:(?:本|上|这个?|上个?)?(?:月|季度|年|年度|次)|\d{1,2}月|[一二三四五六七八九十]{1,2}月|今年|全年)?(?:份)?(?:的)?(?:考勤|台账|签到表|签到|记录|名册|手册|月报|报表|统计|表格|请假表|会议记录|考勤表|考勤台账|工作手册)?(?:成|为|的)?(?:pdf|word|excel|docx|xlsx|csv|wps|表格|电子表格|电子版|图片)?(?:格式|文件|文档|版)?$/iu,
  ],
];

/** The commands of a secretary or officer; the same words from a member are talk. */
export const officerCommand = (reading: Reading, context: Context): Understood | undefined => {
  const text = reading.joined;
  if (context.speaker.role !== 'officer' && context.speaker.role !== 'secretary') {
    // A member who says it means something, but not a 签到.
    return reading.slash && context.checkIns > 0 && openIt.test(text) ? { intent: 'clarify', slots: {} } : undefined;
  }
  if (reading.asks || reading.mention === 'everyone' || reading.mention === 'person') return undefined;
  if (openIt.test(text) || (context.addressed && mayOpen.test(text))) return { intent: 'cmd_open_checkin', slots: {} };
  if (closeIt.test(text)) return { intent: 'cmd_close_checkin', slots: {} };
  for (const [intent, says] of others) if (says.test(text)) return { intent, slots: {} };
  return onLeave(text, context) ?? onItem(text) ?? onList(text) ?? onMark(text, context) ?? onSession(reading);
};

const onLeave = (text: string, context: Context): Understood | undefined => {
  const numbered = leaveNumber.exec(text) ?? leaveOrder.exec(text);
  const no = numberOf(numbered?.[2] ?? '');
  const intentOf = (verb: string): Understood['intent'] =>
    /^(?:驳|不|拒)/u.test(verb) ? 'cmd_reject_leave' : 'cmd_approve_leave';
  if (numbered && no !== undefined) return { intent: intentOf(numbered[1] ?? ''), slots: { no } };
  const named = leaveName.exec(text);
  const one = named && /假/u.test(text) ? personAt((named[2] ?? '').replace(/^(?:请?假)/u, ''), context) : undefined;
  if (!named || !one || !/^(?:的)?(?:请?假|申请|请假申请|病假|事假|公差|公假|其他)?$/u.test(one.rest)) return undefined;
  return { intent: intentOf(named[1] ?? ''), slots: { name: one.person.name } };
};

const onItem = (text: string): Understood | undefined => {
  const found = new RegExp(
    `^(?:问题|任务)?(?:第)?(${digits})?(?:号|项)?(?:问题)?销号(?:第)?(${digits})?(?:号|项)?$`,
    'u',
  ).exec(text);
  const no = numberOf(found?.[1] ?? found?.[2] ?? '');
  return no === undefined ? undefined : { intent: 'cmd_close_item', slots: { item_no: no } };
};

const onList = (text: string): Understood | undefined => {
  const month = `(?:(\\d{4})年?(\\d{1,2})月?|(${digits})月|(?:本|这个|下个?)月)(?:份)?`;
  const found = new RegExp(
    `^(?:现在)?(?:发布|公布|推送)(?:一下)?(?:${month}的?)?(?:组织生活)?清单(?:${month})?(?:吧|了)?$`,
    'u',
  ).exec(text);
  if (!found) return undefined;
  const [year, of] = [found[1] ?? found[4], found[2] ?? found[5]];
  if (year !== undefined && of !== undefined) {
    return { intent: 'cmd_publish_list', slots: { month: `${year}-${of.padStart(2, '0')}` } };
  }
  const number = numberOf(found[3] ?? found[6] ?? '');
  return { intent: 'cmd_publish_list', slots: number === undefined ? {} : { month: String(number) } };
};

const onMark = (text: string, context: Context): Understood | undefined => {
  const said = /^(?:代录|补录|代签到|登记)(?:一下)?(.+)$/u.exec(text)?.[1];
  const one = said === undefined ? undefined : personAt(said, context);
  if (!one) return undefined;
  const status = statuses.find(([pattern]) => pattern.test(one.rest))?.[1];
  return status === undefined ? undefined : { intent: 'cmd_mark', slots: { name: one.person.name, status } };
};

const onSession = ({ clauses }: Reading): Understood | undefined => {
  const found = new RegExp(
    `^(?:发起|建会|新建|创建|新建会议|新建活动|建活动|安排|召集)(?:会议|活动|一次|一个)?\\s*(${kind})(?:活动)?(?=\\s|$|[,\\d]|明|后|今|周|下)`,
    'u',
  ).exec(clauses.join(' '));
  return found?.[1] === undefined ? undefined : { intent: 'cmd_create_session', slots: { type: found[1] } };
};
