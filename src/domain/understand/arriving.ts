import type { Context } from './context.ts';
import { numberOf } from './numbers.ts';
import { groupAt, type Person, personAt, personsAt } from './people.ts';
import type { Reading } from './reading.ts';
import type { Slots, Understood } from './understood.ts';
import { adverb, digits, finished, glued, idle, me, particle, particles, place, session, surname } from './words.ts';

// A check-in is the one reading that must never be wrong, so every clause has to be known: a core, who, where, thanks.
// Whatever else is said makes it talk: 「我到家了」 has 家, 「签到二维码在哪」 has 二维码, 「到了叫我」 has 叫我.

// Slips of the thumb and of voice-to-text that mean nothing else, and those that are words of their own (钱到, 前到).
const slip = '签道|鉴到|签倒|鉴道|签导|签刀|千道|签dao|qiandao|qian ?dao';
const slipAlone = new RegExp(`^(?:千到|亲到|前到|钱到|迁到|牵到|浅到|欠到|铅到|谦到|qd|${slip})$`, 'iu');
const sign = `(?:(?:线下|现场|打卡)?签(?:一?个|一下|下|一|了|咗|过)?到(?:一下|先|完成|完毕|打卡|\\+1)?|签(?:${finished})|(?<=已经?)签|${slip})`;
const report = '(?:报(?:一?个)?到|报道)';
// How far along: all of these leave the fact as it is. 就 要 想 快 would not, 准时到 alone is a promise.
const done = `(?:已经?(?:准时|按时)?|刚刚?|前来|也|早就|早已|(?<=${me})(?:有|人|先来|先(?=[到来]${finished})))`;
// 到 and 在 may stand alone: they answer a roll call.
const present =
  '(?:到(?:位|场|会|齐)?|就位|出席|在(?:现)?场|在位|在这(?:里|儿|边)?(?=呢|了|的)|喺度|在|搁这(?:里|儿|边)?(?=呢|了|的))';
// These invite or order unless they are finished: 来啊, 请就座, 到会议室开会.
const come = `(?:(?:来|嚟|嚟到|返到嚟|过来|赶来|赶到|进来|来到|到达|抵达|就位|就座|入座|入场|进场|落座|坐好|坐下)|(?:来|过来|赶来|嚟|来参加)(?:${place})?(?:开会|上党课|听党课|听课|参会|活动|会议|参加(?:活动|会议|学习|${session})|${session}|学习|报到)|(?:到|到达|来到|抵达|赶到|进|进入)${place}(?:坐好|就座|坐下)?)`;
const there = `(?:在|人在|(?:到|进)(?:了|咗))${place}(?:坐好|坐着|就座|坐下|等候|等着?)?|(?:到达|抵达)(?:${place})?|到${place}门口(?=${finished})`;
const arrival = `(?:${me}?${done}{0,3}(?:${sign}|${report}|${present}|${there}|${come}(?=${finished}))|人(?:已经?)?到|(?:${me}|人)?(?:已经?|刚刚?)${come}|人已经?${come}|${me}来(?:${sign}|${report}))`;
const core = new RegExp(
  `^(?:${arrival}${particles}){1,4}(?:同志|(?<=${particle})(?:书记|组长|支书|同志们|领导|委员)|(?:谢谢|多谢|感谢)(?:书记|大家|您|你)?)?$`,
  'iu',
);
const repeated = /^(?:到{2,5}|在在)$/u;
// Urging, not reporting: 「签到啊」, 「签到咯」 may be a call to others, 「在哦」 never is.
const urging = /(?:签到|报到|打卡)(?:啊|呀|哦|喔|噢|喽)$|^来签到/u;
const punch = new RegExp(`^${me}?${done}{0,2}打卡${particles}$`, 'u');

const colour = new RegExp(
  `^(?:不好意思|抱歉|对不住)?(?:${me}?(?:就|都)?(?:人)?(?:已经?)?(?:在|坐在?|坐)?(?:了)?(?:大?门口|楼下大厅|后排|前排|后面|前面|中间|角落|最后(?:一|面)?排?|第?${digits}排|里面|外面|(?:${digits}楼)?${place}|${digits}楼)(?:坐着|坐好)?${particles}` +
    `|(?:请|麻烦|劳烦|烦请)?(?:书记|组长|小助手)?(?:帮(?:我|忙)|给我|替我)(?:登记|记|签|记录|记上|报)(?:一?下|一?个)?(?:名|到|一下)?${particles}|(?:请|麻烦|劳烦|烦请|辛苦)(?:书记|组长|小?助手|机器人)?(?:登记|记|记录|记上)(?:一?下)?` +
    `|我?(?:刚刚?)?停好车(?:了)?|${me}?刚刚?(?:进门|进来|下车|上楼|坐下|落座|赶到)(?:了)?|线下|现场|[系是]我|(?:刚)?停?好?车(?:停好)?(?:刚)?(?:上楼|进门|进来)?了|停好车(?:上楼|进来|过来)了` +
    `|(?:路上|有点|刚才){0,9}(?:堵车|塞车|堵)(?:了)?|(?:不好意思|抱歉)?(?:我)?(?:来晚|来迟|迟到|晚到|晚)了(?:一会儿?|几分钟|一?点)?(?:不好意思|抱歉|见谅)?` +
    `|(?:差一?点儿?|险些)(?:就)?(?:迟到|没赶上)了?|${me}(?:来|嚟)[啊呀]|(?:刚才|刚刚|刚)在(?:停车|找(?:停)?车位|路上)|手机(?:快|要|就要)?(?:没电|坏|卡|慢|(?:刚|才)?充(?:上|了)?电)了?|字(?:打得)?慢|(?:刚|才)(?:看到|看见)(?:消息|信息|通知)?|(?:刚才?|刚刚|一直)?没(?:看见?|看到|注意|顾上看)(?:手机|群里?|消息|信息|通知))$`,
  'u',
);
const iAm = new RegExp(`^(?:我是|俺是|我叫|本人|这里是|我系)(.+?)(?:啊|呀|哈|哦)?$`, 'u');
const sessionStart = new RegExp(`^${session}`, 'u');
const sessionNumber = new RegExp(`^(.*(?:签|报)到)(?:第|活动)?(${digits})(?:号|个|场)?$`, 'u');

const subject = new RegExp(`^${me}`, 'u');
const nick = new RegExp(`^[老小阿]${surname}$`, 'u');
const coreHint = /[到道签簽倒导刀报来嚟在搁喺席座位场场坐进达卡抵]|qd|qiandao/iu;

/** Between a name and what is said of it. */
const besidesName = /^(?:他|她|人)?(?:也|都)?/u;
// Who calls everybody calls them to something, 「同志们，签到」, unless the next word is 我: 「同志们，我来了」.
const everybody = /^(?:各位(?:同志|领导|老师)?|同志们|大家)$/u;

type Found = { cores: number; persons: Person[]; iAm: boolean; subject: boolean; calls: boolean; slots: Slots };

/** Adds what one clause says to what is found; false when it says something that is not known. */
const hear = (clause: string, context: Context, found: Found): boolean => {
  if (found.cores > 0 && /^\d{1,2}$/u.test(clause)) {
    found.slots = { ...found.slots, session_no: Number(clause) };
    return true;
  }
  if (everybody.test(clause)) {
    found.calls = true;
    return true;
  }
  if (isCore(clause, found) || idle.test(clause) || colour.test(clause)) return true;
  const self = iAm.exec(clause)?.[1];
  if (self !== undefined) {
    const one = personAt(self, context);
    if (!one) return false;
    found.iAm = true;
    found.persons.push(one.person);
    return one.rest === '' || idle.test(one.rest) || isCore(one.rest, found);
  }
  const numbered = sessionNumber.exec(clause);
  const number = numbered ? numberOf(numbered[2] ?? '') : undefined;
  let rest = number === undefined ? clause : (numbered?.[1] ?? '');
  if (number !== undefined) found.slots = { ...found.slots, session_no: number };
  const named = groupAt(rest, context);
  if (named) {
    found.slots = { ...found.slots, group: named.group };
    rest = named.rest.replace(/^的/u, '');
  }
  const about = sessionStart.exec(rest)?.[0];
  if (about !== undefined) {
    found.slots = { ...found.slots, session_ref: about };
    rest = rest.slice(about.length).replace(/^的/u, '');
  }
  const { persons, rest: after } = personsAt(rest, context);
  found.persons.push(...persons);
  rest = after.replace(glued, '');
  // 「党课到了」 and 「一组到了」 speak of the class and of the group.
  if (rest !== '' && persons.length === 0 && (named || about !== undefined) && !/^(?:我|签|报|打卡)/u.test(rest))
    return false;
  if (persons.length > 0) rest = rest.replace(besidesName, '');
  if (rest === '' || (persons.length > 0 && /^[啊呀]$/u.test(rest))) return true;
  return rest !== clause && isCore(rest, found);
};

const isCore = (text: string, found: Found): boolean => {
  if (!coreHint.test(text) || urging.test(text)) return false;
  if (!core.test(text) && !repeated.test(text) && !punch.test(text) && !slipAlone.test(text)) return false;
  found.cores += 1;
  // 「小王，我到了」 calls 小王; 「小王，到了」 is about him.
  if (subject.test(text)) found.subject = true;
  return true;
};

/** Whoever says 签到 for somebody: named, and not the speaker. */
const reported = (persons: readonly Person[], slots: Slots): Understood => ({
  intent: 'proxy_check_in',
  slots: {
    ...slots,
    target: persons.map(({ name }) => name).join('、'),
    relation: persons[0]?.relation ?? 'peer',
  },
});

/** 签到, 到, 我来了, 张建国 到; a name that is not the speaker's makes it a report about somebody else. */
export const checkIn = (reading: Reading, context: Context): Understood | undefined => {
  if (context.checkIns === 0 || reading.asks) return undefined;
  if (reading.mention === 'everyone' || reading.mention === 'person') return undefined;
  if (!coreHint.test(reading.joined)) return undefined;
  const { slots, found } = findCheckIn(reading, context);
  if (!found) return undefined;
  const [person, ...others] = found.persons;
  const mine: Slots = { self: true, ...slots, ...found.slots };
  // Two check-ins and a word that could mean either: the bot asks.
  const unsure = context.checkIns > 1 && found.slots.session_no === undefined && found.slots.session_ref === undefined;
  if (unsure && reading.joined.length <= 1) return { intent: 'clarify', slots: {} };
  if (!person || (found.subject && !found.iAm && !person.isSpeaker)) return { intent: 'check_in', slots: mine };
  if (others.length === 0 && person.isSpeaker) {
    const key =
      person.onRoster &&
      context.roster.some(({ name }) => name.length === person.name.length) &&
      !/^[老小阿]/u.test(person.name)
        ? 'name'
        : 'alias';
    return { intent: 'check_in', slots: { ...mine, [key]: person.name } };
  }
  if (found.persons.some(({ name, onRoster }) => !onRoster && guest.test(name))) return undefined;
  // A nickname the roster cannot place may be the speaker's own.
  const own = context.speaker.name?.[0];
  const maybeOwn = !person.onRoster && nick.test(person.name) && own !== undefined && person.name[1] === own;
  if (context.speaker.name === undefined || maybeOwn) return { intent: 'clarify', slots: {} };
  return reported(
    found.persons.filter(({ isSpeaker }) => !isSpeaker),
    { ...slots, ...found.slots },
  );
};

const findCheckIn = (reading: Reading, context: Context): { slots: Slots; found: Found | undefined } => {
  const slots: Slots = {};
  const whole: Found = { cores: 0, persons: [], iAm: false, subject: false, calls: false, slots: {} };
  // 「签 到」 and 「qian dao」: spaces inside a word.
  if (
    reading.clauses.length > 1 &&
    reading.joined.length <= 8 &&
    /^(?:签到|千到|报到|qiandao)$/iu.test(reading.joined)
  ) {
    return { slots, found: { ...whole, cores: 1 } };
  }
  for (const clause of reading.clauses) if (!hear(clause, context, whole)) return { slots, found: undefined };
  return { slots, found: whole.cores > 0 && (whole.subject || whole.iAm || !whole.calls) ? whole : undefined };
};

const remote = '(?:线上|视讯|在线|网上|网络|远程|云端|视频|云|线上会议)';
const meetingApp =
  '(?:腾讯会议|云会议|钉钉会议|钉钉|视频会议|飞书会议|企业微信会议|线上会议|网络会议|会议号|直播间|线上)';
const online = new RegExp(
  `^(?:${me}?(?:是|在|用|通过|以|${done}){0,3}${remote}(?:方式)?(?:已经?|来)?(?:签到|参加|参会|到会|报到|到|在线|听会|听课|学习|收看|观看|打卡){0,2}(?:会议|活动|${session})?${particles}` +
    `|${me}?${done}{0,2}(?:在|进|进入|加入|接入|连上|上|登录)(?:了)?(?:到)?${meetingApp}室?(?:里|中|上)?(?:听着?|参加|等)?${particles}` +
    `|${me}?${meetingApp}(?:已经?|我)?(?:进|接入|加入|进入|连上|上线|上)${particles}|${me}?${done}{0,2}(?:进来|连上|接入|上线|进会(?:议)?|进入)${particles})$`,
  'u',
);
const appAlone = new RegExp(`^${meetingApp}$`, 'u');
const remoteWord = new RegExp(`${remote}|${meetingApp}`, 'u');

/** Present on a screen: 线上签到, 已进入腾讯会议. Asked for or planned it is not yet so. */
export const checkInOnline = (reading: Reading, context: Context): Understood | undefined => {
  if (context.checkIns === 0 || reading.asks || !remoteWord.test(reading.joined)) return undefined;
  if (reading.mention === 'everyone' || reading.mention === 'person') return undefined;
  let seen = /^(?:签到|到|报到)(?:线上|在线|网上|远程)$/u.test(reading.joined);
  if (seen) return { intent: 'check_in_online', slots: { self: true } };
  const found: Found = { cores: 0, persons: [], iAm: false, subject: false, calls: false, slots: {} };
  for (const clause of reading.clauses) {
    const { persons, rest } = personsAt(clause, context);
    found.persons.push(...persons);
    const said = (rest === '' ? '' : rest).replace(glued, '');
    if (said === '') continue;
    if (online.test(said) && !/^(?:在线|线上|网上|视频)$/u.test(said)) seen = true;
    else if (/^人在.{1,5}$/u.test(said) || appAlone.test(said) || idle.test(said) || hear(said, context, found))
      continue;
    else return undefined;
  }
  if (!seen || found.calls || found.persons.some(({ isSpeaker }) => !isSpeaker)) return undefined;
  return { intent: 'check_in_online', slots: { self: true } };
};

const inStead = new RegExp(`^(?:${me}|请|麻烦|劳烦|书记|${adverb}){0,3}(?:帮忙给|帮|代|替|给|同|为|代表)(.+)$`, 'u');
const pleaseEnter =
  /^(?:请|麻烦|劳烦|书记|组长)?(?:帮忙|帮我|麻烦|请)(?:登记|签|记|录)(?:一?下|一?个|上)?(.+?)(?:到了|已到|到)?$/u;
const signing = new RegExp(
  `^(?:也|来|一起|先|代){0,9}(?:签(?:一?下|一?个|上)?到?|报(?:一?个|一?下)?到|登记|记录?|记上|打卡|点(?:个)?到)(?:一下|下)?${particles}$`,
  'u',
);
// 「王主任到了」 announces a guest; a secretary or teacher of the branch is on the roster.
const guest = /(?:书记|主任|处长|科长|局长|院长|校长|老师|师傅|组长|委员)$/u;
const withMe =
  /^(?:就|也|都)?(?:跟|和|同|与|在)我(?:们)?(?:坐|在|旁边|边上|身边)?(?:一起|一块儿?|一道|一排|一桌)?(?:坐|坐着)?(?:呢|了)?$/u;
// 「陈桂兰跟我一块儿到的」: together, and it has happened; 「和我一起来」 is a plan, and 「一起来的」 may be one.
const cameWithMe =
  /^(?:是|也|都)?(?:跟|和|同|与)我(?:们)?(?:一起|一块儿?|一道|一同)(?:已经?|都|也)?(?:到(?:了|的|啦|咗|会场了|现场了)|来了)$/u;
const helping = /(?:帮|替|代|给)(?:忙|她|他|其|老人家)?(?:登记|签|记|报)(?:一?[个下])?(?:到|名)?(?:一?下)?/u;
const allHere = new RegExp(
  `^(?:我们)?(?:应到)?(?:一共|共)?(?:${digits}[个名位]?人?)?(?:党员)?(?:全部|全体|全员|都|全|实到)?(?:${digits}人)?(?:已经?)?(?:全部|都)?(?:到齐|全到|到场|到会|在场|到位|实到|到)(?:${digits}人)?${particles}$`,
  'u',
);

const restHere = `(?:(?:(?:其他|其余|别)的?(?:人|同志|党员)?)?(?:都|全部?|均)(?:已经?)?(?:到(?:齐|场|会|位)?|来(?:齐)?|在)|(?:其他|其余)的?(?:人|同志|党员)?到(?:齐|场|会|位)?)${particles}`;
const missing = '(?:没到|未到|没来|缺席|请假|不在)';
const allBut = [
  new RegExp(
    `^(?:的?(?:人|同志|党员))?除(?:了|开|去)?(.+?)(?:一人|1人|同志)?(?:${missing})?(?:以外|之外|外)?(?:${missing})?${restHere}$`,
    'u',
  ),
  new RegExp(`^${restHere}除(?:了|开|去)?(.+?)(?:以外|之外|外)?(?:${missing})?$`, 'u'),
  new RegExp(`^(?:就|只|还)?差(.+?)(?:一人|1人)?(?:${missing})?(?:了)?${restHere}$`, 'u'),
  new RegExp(`^(?:就差|只差|还差|就|只有|只)?(.+?)(?:一人|1人)?${missing}(?:了)?${restHere}$`, 'u'),
];

/** Who is excepted of a 党小组 that is there; `(somebody)` where no name says who. */
const exceptIn = (text: string, context: Context): string | undefined => {
  for (const form of allBut) {
    const said = form.exec(text)?.[1];
    if (said === undefined) continue;
    const { persons, rest } = personsAt(said, context);
    if (persons.length > 0 && /^(?:同志|[一二两三\d]人)?$/u.test(rest))
      return persons.map(({ name }) => name).join('、');
    if (/^[一二两三四五\d]{1,2}(?:个|位|名)?(?:人|同志)?$/u.test(said)) return '(somebody)';
  }
  return undefined;
};

const headCount = new RegExp(`(?:实到)?(${digits})(?:个|名|位)?人?`, 'u');

/** 帮陈桂兰签到, 王德福也到了, 二组 8人 到齐: said for others, and not counted until an officer who was there says so. */
export const proxyCheckIn = (reading: Reading, context: Context): Understood | undefined => {
  if (context.checkIns === 0 || reading.asks || /谁|能|可以|不许|别帮|怎么|不要/u.test(reading.joined))
    return undefined;
  const whole = groupAt(reading.joined.replace(/^(?:我们|咱们?|报告)/u, ''), context);
  if (whole && /齐|全|都|实到|\d人|[一二三四五六七八九十]人/u.test(whole.rest) && allHere.test(whole.rest)) {
    const qty = numberOf(headCount.exec(whole.rest.replace(/^应到\d+人/u, ''))?.[1] ?? '');
    const slots: Slots = { target: '(group)', relation: 'group_leader', group: whole.group };
    return { intent: 'proxy_check_in', slots: qty === undefined ? slots : { ...slots, qty } };
  }
  const except = whole && exceptIn(whole.rest, context);
  if (whole && except !== undefined) {
    return {
      intent: 'proxy_check_in',
      slots: { target: '(group)', relation: 'group_leader', group: whole.group, except },
    };
  }
  const [first = '', second = ''] = reading.clauses.filter((clause) => !idle.test(clause) || /^[代替]/u.test(clause));
  if (/^(?:代签|代报|代签到|代报到)$/u.test(first)) {
    const { persons, rest } = personsAt(second, context);
    return persons.length > 0 && rest === '' ? reported(persons, {}) : undefined;
  }
  for (const clause of reading.clauses) {
    const whom = pleaseEnter.exec(clause)?.[1] ?? inStead.exec(clause)?.[1];
    const { persons, rest } = personsAt(whom ?? clause, context);
    const others = persons.filter(({ isSpeaker }) => !isSpeaker);
    if (others.length === 0) continue;
    if (whom !== undefined && signing.test(rest)) return reported(others, {});
    if (pleaseEnter.test(clause) && rest === '') return reported(others, {});
    // 「李秀英在现场」 with whatever explains it after; 「到家了」 and 「没到」 are no such core.
    const found: Found = { cores: 0, persons: [], iAm: false, subject: false, calls: false, slots: {} };
    if (others.some(({ name, onRoster }) => !onRoster && guest.test(name))) continue;
    if (whom === undefined && clause === first && rest !== '' && isCore(rest.replace(besidesName, ''), found))
      return reported(others, {});
    if (whom === undefined && cameWithMe.test(rest)) return reported(others, {});
    if (helping.test(reading.joined)) return reported(others, {});
    // 「周志明跟我坐一块呢，也到了」: who is beside the speaker, then that they are there.
    const later = reading.clauses.slice(reading.clauses.indexOf(clause) + 1);
    if (whom === undefined && withMe.test(rest) && later.some((next) => isCore(next.replace(/^(?:也|都)/u, ''), found)))
      return reported(others, {});
  }
  return undefined;
};
