import type { Context } from './context.ts';
import { reasonIn } from './leaving.ts';
import { dayIn, hoursIn, numberOf } from './numbers.ts';
import { personAt } from './people.ts';
import type { Reading } from './reading.ts';
import type { Understood } from './understood.ts';
import { digits, glued, idle, me, particles } from './words.ts';

/** The clauses that are more than greeting and thanks, run together, with a name of the speaker's own taken off. */
const substance = (reading: Reading, context: Context): string => {
  const said = reading.clauses.filter((clause) => !idle.test(clause) || reading.clauses.length === 1);
  const text = said.join('').replace(glued, '');
  const own = personAt(text, context);
  return own?.person.isSpeaker && own.rest !== '' ? own.rest : text;
};

const bare = /^\+?\d{1,2}$/u;

/** A number alone is an answer to whatever numbered thing is open; when two are, the bot asks which. */
export const bareNumber = (reading: Reading, context: Context): Understood | undefined => {
  const said = reading.text.replace(/[\s。.!,~、]+$/u, '').trim();
  if (!bare.test(said)) return undefined;
  const prompts = [context.checkIns > 0, context.rsvp, context.poll, context.claim].filter(Boolean).length;
  if (prompts > 1 || context.checkIns > 1) return { intent: 'clarify', slots: {} };
  if (context.checkIns === 1 && /^\+?1$/u.test(said)) return { intent: 'check_in', slots: { self: true } };
  if (context.rsvp && /^\+1$/u.test(said)) return { intent: 'rsvp_yes', slots: { self: true } };
  if (context.poll && /^[1-9]$/u.test(said)) return { intent: 'poll_option', slots: { option: said } };
  return undefined;
};

const rsvpYes = new RegExp(
  `^(?:${me}(?:也|要|会|能|肯定|一定)?)?(?:也|要|会|能|可以|肯定|一定|准时|按时|愿意|申请|想){0,9}(?:报名(?:参加)?|报一?个名|报(?:一个)?|参加|去(?![了啦呀啊咯喽嘞呢])|来(?=参加)|预约|接龙报名)(?:我|俺)?(?:一个|1个|一份|一位|上|的|\\+1|1)?(?:参加|报名)?${particles}$|^(?:算|加|带|添)(?:上)?(?:我|俺)(?:一个|1个|一份|\\+1)?${particles}$|^${me}(?:也|要|会|能|可以|肯定|一定){0,9}(?:来|到(?=$|[的场会哈哦啊呀]))(?:的|参加|场|会)?(?:哈|哦|的|啊|呀)?$|^(?:能|可以|(?:到时候?|届时)(?:会|一定|准时)?)(?:来|到|去)(?:的|参加)?(?:哈|哦|啊|呀)?$`,
  'u',
);
const together = new RegExp(
  `^(?:${me}(?:和|跟|同|带|与|带着)(?:[一-龥]{1,5}))?(?:一起|共|一共|总共|都|我们|[全一]家|我|家){0,9}(${digits})(?:个|位|名|口)?人?(?:一起|都){0,9}(?:参加|去|报名|来)?${particles}$|^${me}.{0,8}(?:参加|去|报名)(${digits})个?人$|^(?:我)?(?:报名|报|参加|去)(?:了|共)?(${digits})(?:个|位|名)?人?${particles}$`,
  'u',
);
const rsvpNo = new RegExp(
  `^(?:${me})?(?:这次|今天|今晚|本次|那天|明天|周.|有事|没空|没时间|没得空|实在|就|可能|也|真的|要上班|临时有事|在外地|出差|值班|身体不舒服|家里有事|,){0,9}(?:(?:不|唔|毋)(?:去|参加|来|报名|报)(?:了|喇|啦|哈){0,9}|(?:去|来|参加|到)(?:不|唔)(?:了|成|到|得)|(?:不能|无法|没法|没办法|冇法)(?:去|参加|来|到场)|没(?:空|时间|办法|得空)(?:去|参加|来)?|没空不去|没空不参加|走不开|抽不出(?:时间|空|身)来?|(?:袂|勿)(?:当|使)?去|放弃(?:参加|报名)?|取消报名)(?:了|喇|啦|哈|哦|抱歉|谢谢|有[点急]?事|没空|(?:要)?(?:加班|值班|出差)){0,9}$`,
  'u',
);
const rsvpMaybe = new RegExp(
  `^(?:${me})?(?:现在|目前|还|也|先|暂时){0,9}(?:看(?:情况|时间|安排|工作)(?:吧|再说|再定|而定)?|不一定(?:能|会|有空|有时间)?(?:去|来|参加|到)?|不确定|不好说|说不准|说不好|讲唔定|唔一定|待定|再看(?:看)?(?:吧)?|再说(?:吧)?|到时(?:候)?(?:再)?(?:看|说|定)(?:吧|情况|看)?|(?:可能|也许|或许|大概|尽量|争取|应该|有可能)(?:能|会)?(?:去|来|参加|到)(?!了)|不敢保证|没定|未定|还没定|视情况(?:而定)?|考虑一?下|尽量|争取|五五开|保不准|难说)(?:能去|参加|吧|了|哈|呢){0,9}$`,
  'u',
);

const answersRsvp = (part: string): boolean => rsvpMaybe.test(part) || rsvpNo.test(part) || rsvpYes.test(part);

/** 报名, 不去, 看情况: intentions, never attendance. */
export const rsvp = (reading: Reading, context: Context): Understood | undefined => {
  if (!context.rsvp || reading.asks || reading.mention === 'everyone') return undefined;
  const text = substance(reading, context);
  if (/[他她谁吗]|大家|都来|欢迎|截止/u.test(text)) return undefined;
  // 「可能去不了，看情况」: whatever else it leans to, it is open. 「不参加，孩子考试」 gives its reason beside it.
  const parts = reading.clauses.filter((clause) => !idle.test(clause));
  if (rsvpMaybe.test(text) || (parts.some((part) => rsvpMaybe.test(part)) && parts.every(answersRsvp)))
    return { intent: 'rsvp_maybe', slots: { self: true } };
  const declines =
    parts.some((part) => rsvpNo.test(part)) &&
    parts.every((part) => rsvpNo.test(part) || (reasonIn(part) !== 'other' && !/[你您]/u.test(part)));
  if (declines || rsvpNo.test(text)) return { intent: 'rsvp_no', slots: { self: true } };
  const many = together.exec(text);
  const quantity = numberOf(many?.slice(1).find((part) => part !== undefined) ?? '');
  if (many && quantity !== undefined && /人|个去|个参|位|报|参加/u.test(text))
    return { intent: 'rsvp_yes', slots: { self: true, qty: quantity } };
  const alone = text.replace(/\+1$/u, '');
  return rsvpYes.test(alone === '' ? text : alone) || (alone === '' && text === '+1')
    ? { intent: 'rsvp_yes', slots: { self: true } }
    : undefined;
};

const item = `(?:第?(${digits})(?:号|项|个|条)?(?:任务|项目|清单|服务)?)`;
const itemOnly = new RegExp(`^${item}$`, 'u');
const claims = [
  `${me}?(?:要|来|想|申请)?(?:认领|领|包|报|接)(?:了|下)?${item}(?:这项|吧)?${particles}`,
  `${item}(?:就|由|归|让)?${me}(?:来|认领|包|领|负责|接|可以|做|干|上|要|去)(?:做|办|吧|干|认领)?(?:吧)?${particles}`,
  `${me}(?:来|认领|包|领|要|做|负责)${item}${particles}`,
  `${item}(?:认领|领了|包了|交给我|归我|算我的)${particles}`,
].map((form) => new RegExp(`^(?:${form})$`, 'u'));
// Without a number only a kind of service can be meant: 「认领一只走失的小狗」 is none.
const service =
  '([一-龥]{0,8}(?:服务|义诊|维修|清洁|打扫|巡逻|宣传|陪伴|照料|送餐|理发|宣讲|辅导|劝导|值守|整理|慰问|看望|磨刀|教学|讲课|扫雪|植树|清扫|护学岗|导诊|义剪|培训|保洁|巡查|陪诊|代购|家电维修|修家电|水电维修|志愿岗|岗|项目))';
const claimsService = new RegExp(
  `^(?:${me}?(?:要|来|想)?认领(?:了)?${service}|${service}(?:就|由|归|让)?${me}(?:来|认领|包|负责|接|做|可以做)(?:做|办|吧|干|了)?)${particles}$`,
  'u',
);
const released = [
  `${me}?(?:要|想)?(?:取消|放弃|退出|退掉|退|撤销|不)(?:认领|领)?(?:了)?${item}(?:了)?${particles}`,
  `${item}${me}?(?:做不了|做不成|干不了|不做|不干|不认领|不领|没法做|无法做|无法完成|完成不了|办不了|退出|放弃|取消认领|搞不定|不能做)(?:了)?(?:请?换人|换人吧)?${particles}`,
].map((form) => new RegExp(`^(?:${form})$`, 'u'));
const finishedItem = [
  `${item}(?:${me}|都|已经?|的活|任务){0,9}(?:完成|做完|做好|办好|办完|办妥|办结|搞定|弄好|弄完|干完|解决|落实|处理好|处理完|做咗|完工)${particles}`,
  `${me}?(?:已经?)?(?:完成|做完|办好|搞定|办完)(?:了)?${item}${particles}`,
].map((form) => new RegExp(`^(?:${form})$`, 'u'));
const worked =
  /(?:做|干|服务|参加|值|站|巡逻|干活|打扫)(?:了|咗|满)[^,]{0,4}(?:小时|钟头|个钟)|(?:志愿|义务)(?:服务|劳动|活动)(?:了|共)?[一二两三四五六七八九十半\d.]{1,4}个?(?:小时|钟头)/u;
const notThing = /号(?:楼|线|门|电梯|院|房|桌|机|店)|\d(?:个|只|斤|盒|份|条|张)(?!任务|项目)/u;

const numbered = (found: RegExpExecArray | null): number | undefined =>
  numberOf(found?.slice(1).find((part) => part !== undefined) ?? '');

/** 认领3, 3号我做不了了, 3号完成了: a numbered thing of the list of services. */
export const claim = (reading: Reading, context: Context): Understood | undefined => {
  if (!context.claim || reading.asks || reading.mention === 'everyone') return undefined;
  const text = substance(reading, context);
  if (notThing.test(text) || /谁|什么|他|她/u.test(text) || itemOnly.test(text)) return undefined;
  const of = (forms: readonly RegExp[], candidates: readonly string[]): number | undefined => {
    for (const candidate of candidates)
      for (const form of forms) {
        const found = form.exec(candidate);
        const number = found ? numbered(found) : undefined;
        if (number !== undefined) return number;
      }
    return undefined;
  };
  const parts = [text, ...reading.clauses];
  const left = of(released, parts);
  if (left !== undefined) return { intent: 'release_item', slots: { item_no: left } };
  const ended = of(finishedItem, parts);
  if (ended !== undefined) return { intent: 'item_done', slots: { item_no: ended } };
  const taken = of(claims, parts);
  if (taken !== undefined) return { intent: 'claim_item', slots: { item_no: taken } };
  const done = parts.map((part) => claimsService.exec(part)).find((found) => found !== null);
  const ref = done?.slice(1).find((part) => part !== undefined);
  if (ref !== undefined) return { intent: 'claim_item', slots: { item_ref: ref } };
  const hours = worked.test(text) ? hoursIn(text) : undefined;
  return hours === undefined ? undefined : { intent: 'item_done', slots: { ...dayIn(text), hours } };
};

const votes: readonly (readonly ['vote_for' | 'vote_against' | 'vote_abstain', RegExp])[] = [
  ['vote_abstain', new RegExp(`^(?:${me})?(?:投|选择)?(?:弃权|弃权票|放弃投票|不表态)${particles}$`, 'u')],
  [
    'vote_against',
    new RegExp(
      `^(?:${me})?(?:也|投|坚决|完全)?(?:反对|反对票|(?:不|唔|毋)(?:同意|赞成|支持|赞同)|有意见)${particles}$`,
      'u',
    ),
  ],
  [
    'vote_for',
    new RegExp(
      `^(?:${me})?(?:也|投|坚决|完全|举双手|双手|没意见|举手|表示|非常){0,9}(?:同意|赞成|赞同|支持|附议|拥护|赞成票|(?:没|冇|无)(?:有|得)?(?:意见|异议)|可以|要得|OK的?)(?:\\+1|的)?${particles}$`,
      'iu',
    ),
  ],
];
const options = [
  /^(?:我)?(?:选|投|要|支持|投给|觉得|倾向|赞成)?(?:选项|方案)?([A-Ha-h])(?:方案|项|选项)?(?:吧|了|可以|好|好一些)?$/u,
  new RegExp(
    `^(?:我)?(?:选|投|要|支持|赞成|同意|倾向|投票|选择)?(?:第)?(?:选项|方案|投票)(${digits})(?:吧|了|可以|好)?$`,
    'u',
  ),
  new RegExp(
    `^(?:我)?(?:选|投|要|支持|赞成|倾向|选择)?第(${digits})(?:个|种|项|套)(?:方案|选项|时间)?(?:吧|了|可以|好)?$`,
    'u',
  ),
  new RegExp(`^(?:我)(?:选|投|要)(${digits})(?:号)?(?:吧|了)?$|^选(${digits})(?:吧|号)?$`, 'u'),
  /^(?:我)?(?:选|投|要|支持|觉得)?((?:这|下)?(?:周|星期|礼拜)[一二三四五六日天末](?:晚上|下午|上午|中午|晚)?)(?:可以|行|方便|有空|合适|都行|吧|有时间|好|ok)?$/iu,
];

/** An informal poll: which evening, which plan. */
export const poll = (reading: Reading, context: Context): Understood | undefined => {
  if (!context.poll || reading.asks || reading.mention === 'everyone') return undefined;
  const text = substance(reading, context);
  for (const [intent, says] of votes) if (says.test(text)) return { intent, slots: {} };
  for (const form of options) {
    const option = form
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined);
    if (option !== undefined) return { intent: 'poll_option', slots: { option: option.toUpperCase() } };
  }
  return undefined;
};

const formalTopic =
  /接收|吸收|转正|预备党员|入党|发展对象|当选|选举|推选|推荐|候选人|支委|换届|处分|除名|合格|评优|优秀|为书记|当书记|正式党员|讨论通过/u;
const formalVote = new RegExp(
  `^(?:${me}|现在|也|本人|完全|坚决){0,9}(?:(?:不)?(?:同意|赞成|支持|赞同)|反对|弃权|投|选(?!举(?![一-龥]{2,4}(?:为|当|做)))|推选|推荐|评|给.{1,6}(?:评|打|投)|把票投)`,
  'u',
);
const bareVote = new RegExp(
  `^(?:${me}|也|完全|投){0,9}(?:(?:不)?(?:同意|赞成|支持|赞同)|反对|弃权|(?:没|无)(?:有|得)?(?:意见|异议)|赞成票|反对票|弃权票)(?:票)?${particles}$`,
  'u',
);
const votesFor = new RegExp(
  `^(?:${me})(?:的票)?(?:投|选|推选|推荐)(?:给)?.{1,6}(?:一票|票|当.{1,4}|做.{1,4}|为.{1,6})?$`,
  'u',
);

/** A secret ballot is on paper: 「同意接收小刘为预备党员」 in the chat is turned away, never counted. */
export const formalBallot = (reading: Reading, context: Context): Understood | undefined => {
  if (
    reading.asks ||
    reading.mention === 'everyone' ||
    /[吗呢谁]|大家|恭喜|祝贺|什么|怎么|选举法|投票箱/u.test(reading.joined)
  )
    return undefined;
  const text = substance(reading, context);
  const open = context.formalVote;
  const anyOpen = open || context.poll || context.notice || context.checkIns > 0;
  const refuse: Understood = { intent: 'formal_vote_refuse', slots: {} };
  if (open && (bareVote.test(text) || votesFor.test(text))) return refuse;
  return anyOpen &&
    text.length <= 40 &&
    formalVote.test(text) &&
    (formalTopic.test(text) || (open && text.includes('发展'))) &&
    (open || !/推荐(?!.{1,6}(?:候选人|支委))|^(?:我)?选/u.test(text))
    ? refuse
    : undefined;
};
