import type { Context } from './context.ts';
import type { Reading } from './reading.ts';
import type { Intent, Understood } from './understood.ts';
import { me, particle, particles, questionWord, session } from './words.ts';

type Rule = readonly [intent: Intent, needs: (context: Context) => boolean, says: RegExp];

const mine = '(?:我的?|本人的?|关于我的|有关我的)';
const data = '(?:个人)?(?:签到|考勤|请假|参会|历史|所有|全部|出勤|个人)?(?:资料|记录|信息|数据|考勤|档案|台账)(?!本)';
const please = `(?:请|麻烦|请你|请您|帮我|帮忙|我要求?|我想要?|我要|我申请|申请|要求|能不能|可以|给我){0,9}`;
const end = `(?:一?下|吧|掉|全部|都|${particle}){0,9}`;
const near = ({ checkIns, notice }: Context): boolean => checkIns > 0 || notice;
const always = (): boolean => true;
const study = '(?:文章|视频|材料|微党课|党课|内容|推送|课|本期|本月|今天的|这期|学习内容|学习材料|资料|文件|通报|讲话)';

// A right over one's own record is heard at any time; everything else waits until it can be meant.
const rules: readonly Rule[] = [
  [
    'data_delete',
    always,
    new RegExp(
      `^${please}(?:把)?${mine}(?:在这里的)?${data}(?:全部|都|统统|全)?(?:删|清)(?:除|掉|了|空|一下){0,9}${end}$`,
      'u',
    ),
  ],
  [
    'data_delete',
    always,
    new RegExp(`^${please}(?:彻底)?(?:删除?|清除?|注销|抹)(?:掉|了|除|空)?(?:所有)?${mine}${data}${end}$`, 'u'),
  ],
  [
    'data_view',
    always,
    new RegExp(
      `^${please}(?:查看|查一?下|查|查询|看看|看一?下|看|调一下|导出|下载|打印|瞧瞧)?${mine}${data}${end}$`,
      'u',
    ),
  ],
  [
    'data_view',
    always,
    /^(?:你们?|机器人|小助手)?(?:到底|都|究竟){0,2}(?:存|记|保存|留|收集|记录)了?(?:我|关于我)(?:的)?(?:什么|哪些|啥)(?:资料|信息|数据|东西|内容)?$/u,
  ],
  [
    'mute_me',
    always,
    new RegExp(
      `^${please}(?:以后)?(?:不要|别|不想|勿|莫|唔好|免)(?:再)?(?:在|于)?(?:群里?|大?群内|群中|名单里?|群里面|公开)?(?:点|提|念|显示|出现|公布|喊|叫|写|列)(?:到|出)?我的?(?:名字?|姓名)?${end}$`,
      'u',
    ),
  ],
  [
    'mute_me',
    always,
    /^(?:群里?|名单(?:里|上)?|群内)(?:请)?(?:不要|别|不)(?:再)?(?:显示|出现|点|提|写|公布|列)(?:到|出)?我的?(?:名字?|姓名)$/u,
  ],
  // Without 群 it may be said to a friend.
  [
    'mute_me',
    always,
    new RegExp(
      `^(?=.*群)${please}(?:以后)?(?:群里?面?|群内)?(?:不要|别|勿|莫)(?:再|老|总)?(?:在)?(?:群里?面?|群内)?@我${end}$`,
      'u',
    ),
  ],
  [
    'consent_withdraw',
    always,
    new RegExp(
      `^${please}(?:以后)?(?:不要|别|不许|不准|停止|勿|莫)(?:再)?(?:记录?|保存|收集|存|登记)(?:下)?我(?:的)?(?:消息|信息|话|数据|发言|资料|聊天|聊天记录|考勤)?${end}$`,
      'u',
    ),
  ],
  [
    'consent_withdraw',
    always,
    /^(?:我)?(?:要)?(?:不同意|撤回|撤销|取消|收回|拒绝)(?:对?我?的?)(?:同意|授权|使用|记录|被记录|机器人(?:记录)?|隐私说明|信息处理|使用我的(?:信息|资料|数据))(?:了|我的信息)?$/u,
  ],
  ['consent_withdraw', always, /^(?:我)?不(?:用|想用|使用|要用)(?:这个)?机器人(?:了)?$/u],
  [
    'consent_give',
    near,
    /^(?:我)?(?:同意|接受|愿意|允许)(?:被|你们?|机器人|小助手)?(?:使用|记录|授权|隐私(?:说明|政策|条款)?|处理|保存|收集)(?:机器人|我的(?:信息|考勤|资料|数据)|考勤|信息|签到)?(?:说明|了)?$/u,
  ],
  [
    'cancel_leave',
    near,
    new RegExp(
      `(?:^|${me}|书记)(?:要|想)?(?:[销消](?:一?个|一下)?假)|把(?:我|俺)?的?(?:请假|假)(?:给)?(?:撤|取消|销|收回|作废)|(?:取消|撤销|撤回|收回|作废)(?:我的|刚才的|之前的|那个|了)?(?:请假|假)|(?:请假|假|假条)(?:申请)?(?:取消|撤销|撤回|作废|收回|销掉|销了)|(?:不|${me}不用|${me}不需要|唔使|毋使)请假了|^(?:我)?不请假$|假不请了|(?:不|唔)请(?:这个)?假了`,
      'u',
    ),
  ],
  [
    'cancel_check_in',
    near,
    new RegExp(
      `^(?:${me}|刚才|刚刚|不好意思|帮我|请|麻烦|不小心|前面|上面){0,9}(?:(?:取消|撤销|撤回|作废|收回|删除)(?:一?下)?(?:我的|刚才的|刚刚的)?(?:签到|报到|打卡)|(?:签到?|签)(?:到)?(?:签)?(?:错|早)了?|误签(?:到)?了?|(?:签到|报到)(?:取消|撤销|撤回|作废|签错|按错|点错|发错)|不算签到|不是签到|没到(?:呢)?签错了|(?:手滑|手误|误|不小心)(?:签|报)到?[的了]?|把(?:我|俺)?的?(?:刚才的)?(?:签到|报到)(?:给)?(?:撤|取消|删|去掉|作废|收回)(?:销|回|掉|了){0,2})${end}$`,
      'u',
    ),
  ],
  [
    'cancel_check_in',
    ({ recorded }) => recorded,
    new RegExp(
      `^(?:${me}|刚才|刚刚|不好意思|不小心|手滑|手误){0,9}(?:发|点|按|打|回|搞|弄)错(?:了)?(?:群|人|地方)?${particles}$`,
      'u',
    ),
  ],
  [
    'correct_record',
    near,
    /(?:我|本人)的?(?:今天的?|昨天的?|上次的?)?(?:签到|考勤|记录|名字|姓名|请假|出勤|到会|状态|登记|参会).{0,6}(?:错|漏|反|不对|有误|记成|写成|登记成|标成)|(?:^|,)(?:记|登记|统计|写|名字记|名字写|标)(?:错|漏)(?:了|我)|(?:漏记|漏登|少记|漏了|没记上|没登记上|没统计)我?(?:了)?$|^(?:漏记|漏登|少记|漏了|没记上|没登记上)我|把我.{0,4}(?:改成|改为|改到|更正为?)|^(?:更正|纠正|改正)(?:一?下)?我|我明明.{0,6}(?:到|签|参加|请假)|我明明.{0,10}(?:没(?:有)?我|没记|没签|缺席)|(?<!有)没(?:有)?(?:给|把)我(?:记|登记|算|签)(?:上|到|进去)?|(?:把我|怎么(?:给我|我))(?:又)?(?:记|写|标|算|登记|统计)(?:成|为|作)/u,
  ],
  [
    'makeup_done',
    near,
    new RegExp(
      `^(?:${me}|的|已经?|书记|上次的?|本次|这次|那次|(?:缺|落下|落|漏|拉下)的?课?|${session}|会议?){0,9}(?:补(?:学|课)(?:已经?|都|全部)?(?:完成|完毕|完|好|过|结束)|补完课|补了课|补好课|补(?:学|课)了|(?:已|已经|完成)(?:了)?补(?:学|课))(?:了|咯|啦|哈|${particle}){0,9}$`,
      'u',
    ),
  ],
  [
    'study_done',
    ({ study: open }) => open,
    new RegExp(
      `^(?:${me}|已经?|都|也|全部|认真|${study}){0,9}(?:学(?:习)?(?:完|过|好|毕|完成|完毕|了|咗|毕了)|已(?:经)?(?:学|学习|看完|读完|学完|听完)|(?:看|读|听)(?:完|过|好|毕)|完成(?:了)?(?:学习|${study})|学习打卡)(?:了|啦|${study}|${particle}){0,9}$`,
      'u',
    ),
  ],
  [
    'dues_paid',
    near,
    new RegExp(
      `^(?:${me}|的|已经?|这个?月|本月|上个?月|下个?月|第?[一二三四1-4]季度|本季度|今年|${`[一二三四五六七八九十\\d]{1,2}`}月份?|季度|全年){0,9}(?:党费(?:我)?(?:都|也|刚|刚刚|已经?|用微信|微信|现金){0,9}(?:交|缴|转|付|打|补交|补缴|上交|缴纳|交纳)(?:给|到|过去|清|齐|纳|过|好|了|咗|过了){0,9}(?:(?:组织委员|书记|组长|支部|你|您|委员)(?:了|啦|那里了)?)?|(?:已经?|刚刚?)?(?:交|缴|转|付|补交|补缴)(?:过|完|清|了)?(?:这个?月|本月|${`[一二三四五六七八九十\\d]{1,2}`}月份?)?(?:的)?党费)${particles}$`,
      'u',
    ),
  ],
];

// 「你记错了，是下周」 is said about other things: nothing but the speaker's own record may stand beside it.
const wronged =
  /^(?:你们?|系统|机器人|小助手|书记)(?:是不是|好像|可能)?(?:把我|给我)?(?:的)?(?:签到|考勤|请假|名字)?(?:都|又)?(?:记|登记|统计|标|弄)错(?:了|我了)?[吧啊哈呀]?(?:我.{1,10})?$/u;
// 「我没请假，你记错了」: what the speaker did stands first.
const whatIDid =
  /^我(?:今天|昨天|上次|那天|明明|是|没有?|已经?|都|早就){0,4}(?:请假|迟到|缺席|早退|签到?|到|来|到会|在场|(?:线上|现场)?参加)(?:了|的|过)?$/u;
const hint = /我|假|错|误|签|报到|打卡|补|学|看|读|听|费|漏|更正|同意|同|授权|机器人|取消|撤|记录|名|到/u;

const wrongedAfter = ({ clauses }: Reading): boolean =>
  clauses.length === 2 && whatIDid.test(clauses[0] ?? '') && wronged.test(clauses[1] ?? '');

/** What a member asks about their own record, and what they take back or report as done: 销假, 签错了, 补学完成, 党费已交. */
export const aboutOwnRecord = (reading: Reading, context: Context): Understood | undefined => {
  if (reading.mention !== 'everyone' && near(context) && (wronged.test(reading.joined) || wrongedAfter(reading)))
    return { intent: 'correct_record', slots: { self: true } };
  if (
    reading.mention === 'everyone' ||
    /(?:^|,)(?:大家|各位|你们(?!都|到底|究竟|存|记|保|留|收)|他|她|老[一-龥]|孩子)/u.test(reading.clauses.join(','))
  )
    return undefined;
  if (!hint.test(reading.joined)) return undefined;
  const wonders = reading.asks || questionWord.test(reading.joined);
  for (const [intent, needs, says] of rules) {
    if (!needs(context)) continue;
    if (intent === 'correct_record' && reading.asks) continue;
    if (wonders && intent !== 'data_view' && intent !== 'data_delete' && intent !== 'correct_record') continue;
    if (
      says.test(reading.joined) ||
      (reading.clauses.length > 1 && reading.clauses.some((clause) => says.test(clause)))
    ) {
      // 「党费还没交」 and 「没签到」 never come here, but a 不 or 没 between would turn the sense.
      if (
        /^(?:dues_paid|study_done|makeup_done)$/u.test(intent) &&
        (/没|未|吗|怎么|什么|孩子/u.test(reading.joined) || reading.text.includes('?'))
      )
        continue;
      return { intent, slots: { self: true } };
    }
  }
  return undefined;
};
