import type { Context } from './context.ts';
import { dayIn, minutesIn } from './numbers.ts';
import { personAt, personsAt } from './people.ts';
import type { Reading } from './reading.ts';
import type { LeaveReason, Slots, Understood } from './understood.ts';
import {
  adverb,
  digits,
  glued,
  greeting,
  group,
  idle,
  me,
  meeting,
  notNow,
  particle,
  particles,
  questionWord,
  session,
  span,
  towards,
  vocative,
  when,
} from './words.ts';

const kin =
  '(?:孩子|小孩|娃|儿子|女儿|闺女|孙子|孙女|外孙女?|老人|老伴|爱人|老婆|老公|媳妇|丈夫|妻子|父亲|母亲|爸爸?|妈妈?|公公|婆婆|岳父|岳母|爷爷|奶奶|外公|外婆|家人|家属|亲戚|亲人|朋友|宝宝|小朋友|家里老人)';
const ill =
  '病|发烧|感冒|不舒服|不适|住院|手术|血压|血糖|头晕|头疼|头痛|腰疼|腰痛|腿疼|腿痛|牙疼|胃疼|胃痛|肚子|疼得|痛得|骨折|摔|扭|咳|嗓子|过敏|发热|拉肚|打针|打点滴|输液|挂水|吊针|透析|化疗|复查|体检|看医生|看病|医院|就诊|吃药|阳了|中暑|痛风|风湿|哮喘|走不了路|身子|身体|医生|看牙|拔牙|脚疼|眼睛|心脏|崴|行动不便|走路不|腿脚不|盐水|吊水|吊瓶|打吊|发炎|抱恙|月子|保胎';

/** First match wins; illness of the family is a family matter, and a shift in a hospital is a shift. */
const reasons: readonly (readonly [LeaveReason, RegExp])[] = [
  ['business_trip', /出差|因公外出|公差|外派/u],
  [
    'work_shift',
    /值班|值夜|夜班|返夜|夜更|早更|返工|晚班|早班|中班|倒班|轮班|当班|(?<!没法|不能|不去|没|无法)上班|出车|上大夜|值守/u,
  ],
  [
    'family_or_personal',
    new RegExp(
      `${kin}.{0,4}(?:${ill}|结婚|婚礼|生日|家长会|毕业|考试|放学|有事|打疫苗|办事|生孩子|生娃|生产|待产|分娩|[要快]生|没人(?:来|能)?[带看管接照])|(?:照顾|陪|带|送|接|看|照看|伺候|陪护).{0,3}${kin}`,
      'u',
    ),
  ],
  ['family_or_personal', /丧事|奔丧|白事|红白|婚礼|结婚/u],
  ['sick', new RegExp(ill, 'u')],
  [
    'work_conflict',
    /有课|上课|监考|加班|工地|赶工|培训|单位|公司|公事|公假|公务|开会|会议冲突|工作|任务|(?:省|市|区|县|局|镇|厂|校)里|执勤|学校|项目|客户|检查组|外出学习|开庭|冲突|业务|因公|忙|上课/u,
  ],
  [
    'out_of_town',
    /外地|老家|务工|打工|外省|出国|国外|出远门|旅游|回乡|不在本地|不在家|高铁上|火车上|飞机|外出|人在|我在|现在在|在.{2,4}(?:市|省|县)/u,
  ],
  [
    'family_or_personal',
    /家|私事|事假|有(?:点|些|急|要|别的|其他)?事|因事|过寿|做寿|祝寿|满月|乔迁|结婚|婚礼|喜酒|吃酒|红白|白事|丧|奔丧|搬|接送|带娃|接娃|带孙|接孙|走不开|唔得闲|有约|办事|办点事|家长会|婚假|产假|陪产|扫墓|装修|走亲|没空/u,
  ],
];
export const reasonIn = (text: string): LeaveReason =>
  reasons.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';

const leaveWord = `(?:(?:请|清)(?:个|一个|一次|一下|下|上|一天|半天|[一二两三四五半\\d]{1,2}(?:天|个?小时))?的?(?:长|短|公差|病|事|公|丧|婚|产|探亲|护理|陪产)?假|告(?:个|一|半)?(?:天)?(?:病|事)?假|qing ?jia|qj|(?:情|青|轻|晴)假(?!期|日|话|意|的)|请[价驾架嫁](?![格位钱子照]))`;
const cannot =
  '(?:(?:来|去|到|参加|出席|过来|过去|赶|赶过来|回|赶回|参会|到会|出门)(?<!到(?=不到))不(?:了|成|到|起|得|过来|回来|回去|上)(?!及)|(?:过|赶|回)不(?:来|去|上)|(?:不能|无法|没法|没办法|冇办法|冇法|不方便|不便)(?:按时|准时|前来|到场|现场)?(?:来|去|参加|到会|出席|参会|到场|前来|到|参与|过来|过去)|(?:嚟|来|返|去|到|参加)(?:唔|袂|勿)(?:到|得|了|成)(?:嚟|来)?|唔(?:嚟|来|去)得|唔(?:嚟|来|去|参加)|(?:袂|勿会|没法度|无法度)(?:当|使)?(?:去|来)|不(?:来|去|过来|过去|参加|到会|出席)了|缺席|走不(?:开|了|脱|成)|(?:脱|抽|分)不(?:开|了)身|抽不出(?:时间|空|身)来?)';
const opening = `(?:${when}|[一两二三]天|不好意思|抱歉|对不起|(?:这个|本|整个|下个?)月|${me}|${towards}|${adverb}|${vocative}[啊呀哈]?(?=${me})|${greeting}(?=${me})|${group}|${meeting}|的|帮我|替我|给我|麻烦|因为|由于|就|申$|(?<=${me}(?:要|想|得)?)提前)`;
const closed = new RegExp(`^${opening}{0,9}$`, 'iu');
const afterCannot = new RegExp(
  `^(?:今[晚天日]|现场|会场|的|${meeting}|${session}|${when}|${particle}|喽|先请假|请假|一下|[一半两]天){0,9}$`,
  'u',
);
const afterLeave = new RegExp(
  `^(?:${particle}|一下|一次|[一二两三四五半\\d]{1,2}(?:天|次|个?小时|晚|场)|望(?:批准|准假|同意)|请(?:批准|准假|同意)|请假|可否|${when}|${meeting}|，){0,9}(?:$|(?:去|回|到|陪|看|带|照顾|因|在|办|参加|接|送|出|有|外出|单位|家|孩子))`,
  'u',
);
const withWord = new RegExp(`^(.*?)${leaveWord}(.*)$`, 'iu');
const withoutWord = new RegExp(`^(.*?)${cannot}(.*)$`, 'u');
const meetingName = new RegExp(meeting, 'u');
const sessionName = new RegExp(session, 'u');
const awayHint = /假|不|唔|勿|袂|能|法|缺|值|夜|院|差|qj/iu;
// Known without any word of leave, and only while the activity is near.
const elsewhere = new RegExp(
  `^${opening}{0,9}(?:在|还在|正在|要|得|去)?(?:外地|医院)?(?:值班|值夜班|上夜班|住院|出差)(?:中|呢|了|在外|在外地)?$`,
  'iu',
);
// 「这周都不在」: a stretch of time, and away in it.
const awayFor = new RegExp(
  `^${opening}{0,9}(?:(?:这|本|整|下)(?:个|一)?(?:周|星期|礼拜|月)|(?:这|近)(?:几|两|些)天|这段(?:时间|日子)|最近)${opening}{0,4}(?:一直|全|都|要|会){0,3}(?:不在(?:家|本地|城里|单位)?|在外[地面]?|出差|外出|出远门|回老家)${particles}$`,
  'iu',
);
// 「请假条」「请假流程」 are things, 「跟公司请假」 is leave from something else, 「没请假」 is none; 「公司不让请假」 complains, and
// 「有事的可以请假」, 「有事请提前请假」 and 「让家长请假」 tell others what to do.
const notMine =
  /不(?:让|给|许|准|肯)(?:我|人)?(?:请|告)|在(?:公司|单位|学校|厂里)请(?:了|个|过)?假(?:了|去)|[^我俺]的(?:可以|要|应该?|须|需|得|都|就)(?:提前|先|及时)?[请告]|请(?:提前|及时|自行|主动|务必|先)(?:请|告)|(?:让|叫|要求|建议|劝)(?:家长|孩子|学生|同学|员工|工人|职工|同事)请|(?:跟|向|和|同)(?:公司|单位|老板|学校|领导公司|经理)|给(?:孩子|娃|学生)|帮孩子|没空请|没时间请|忘了?请|没请|没有请|不用请|不请|别请|未请|请过|他|她|它|你|人家|别人|咱们|师傅|快递|外卖/u;
const negated = /不请假|别请假|没请假|假的/u;

/** Whether one clause says that the speaker will not come; what stands before has to be about the speaker or a reason. */
const saysAway = (clause: string, pattern: RegExp, after: RegExp, context: Context): boolean => {
  const found = pattern.exec(clause);
  if (!found || notMine.test(clause) || questionWord.test(clause.replace(/望批准吧?|了吧$/u, ''))) return false;
  const [, before = '', behind = ''] = found;
  if (!after.test(behind) && reasonIn(behind) === 'other') return false;
  if (pattern === withWord && /^(?:[条单表流程制度模板手续审批规定报要需必的人名专多少得])/u.test(behind)) return false;
  return aboutMe(before, context);
};

/** 「今晚我」, 「单位加班」, 「张建国」 said by 张建国; not 「快递」, 「水管工」, 「小李」. */
const aboutMe = (before: string, context: Context): boolean => {
  const own = personAt(before.replace(glued, ''), context);
  const rest = own?.person.isSpeaker ? own.rest : before;
  if (own && !own.person.isSpeaker && own.person.relation === 'peer') return false;
  return closed.test(rest) || (reasonIn(rest) !== 'other' && !own);
};

const firstPerson = new RegExp(me, 'u');

/** 「吴美玲堵车，晚到十分钟」: who was named at the start of a clause is who comes late, unless the speaker says 我. */
const aboutAnother = ({ clauses, joined }: Reading, context: Context): boolean =>
  !firstPerson.test(joined) &&
  clauses.some((clause) => {
    const found = idle.test(clause) ? undefined : personAt(clause, context)?.person;
    return found !== undefined && !found.isSpeaker && found.relation === 'peer';
  });

const permission = /^(?:这样|您看|请问)?(?:可以|行|好|成|方便|能批)(?:吗|么|不|嘛|不行|不可以)$/u;
const leaveSaid = new RegExp(leaveWord, 'iu');

/** 「家里有事请假，可以吗」 asks for leave politely: without what asks for permission it is a request like any other. */
export const politely = (reading: Reading): Reading => {
  const { clauses } = reading;
  const last = clauses.at(-1);
  const before = clauses.slice(0, -1);
  if (last === undefined || !permission.test(last) || !leaveSaid.test(before.join(''))) return reading;
  return { ...reading, clauses: before, joined: before.join(''), asks: false };
};

/** 请假 in its many forms; without the word only what cannot be anything else, and only while something is open or near. */
export const leave = (reading: Reading, context: Context): Understood | undefined => {
  if ((context.checkIns === 0 && !context.notice && !context.rsvp) || reading.asks) return undefined;
  if (
    negated.test(reading.joined) ||
    notNow.test(reading.joined.replace(/各位(?:同志|好)|大家好|(?:跟|向|和)大家/u, ''))
  )
    return undefined;
  if (reading.mention === 'everyone') return undefined;
  const away = reading.clauses.some(
    (clause) =>
      saysAway(clause, withWord, afterLeave, context) ||
      ((context.checkIns > 0 || context.notice) && saysAway(clause, withoutWord, afterCannot, context)) ||
      (context.checkIns > 0 && reading.clauses.length === 1 && elsewhere.test(clause)) ||
      awayFor.test(clause),
  );
  if (!away || aboutAnother(reading, context)) return undefined;
  if (reading.clauses.some((clause) => /^(?:签到|到|到了|报到|我到了)$/u.test(clause)))
    return { intent: 'clarify', slots: {} };
  const about = sessionName.exec(reading.joined)?.[0];
  const slots: Slots = {
    self: true,
    reason_type: reasonIn(
      reading.clauses
        .filter((clause) => !idle.test(clause))
        .join(',')
        .replace(/(?:的|次)会(?!议)/u, '')
        .replace(meetingName, ''),
    ),
    ...dayIn(reading.text),
    ...(about === undefined ? {} : { session_ref: about }),
  };
  return { intent: 'leave_request', slots };
};

const cannotEnd = new RegExp(`${cannot}${particles}$`, 'u');
const forSomebody = new RegExp(
  `^(?:${me}|请|麻烦|${adverb}){0,3}(?:帮|代|替|给|为)(.+?)(?:也|先|再|来|跟书记|向书记)?(?:请|告|报|说)?(?:个|一下|下|一?天)?(?:病|事)?假(?:一下|一天|了|哈|吧)?$`,
  'u',
);
const asked = new RegExp(
  `^(?:让|托|叫|委托|请|要)我(?:来)?(?:帮|替|代|给)?(?:他|她|其)?(?:跟书记|向书记|向支部|跟大家)?${leaveWord}${particles}$`,
  'u',
);
const awayToo = new RegExp(
  `^(?:${when}|也|${adverb}|说|是|今天){0,9}(?:${cannot}(?:${particles})|${leaveWord}(?!了|过|条)(?:一天|一次|半天)?)$`,
  'u',
);
const forThem = new RegExp(
  `^(?:${me}|请|麻烦|${when}|${meeting}|的){0,4}(?:帮|替|代|给)(?:他|她|其)(?:跟书记|向书记)?${leaveWord}${particles}$`,
  'u',
);
const awayWord = new RegExp(`${cannot}|${leaveWord}`, 'u');

/** 陈桂兰让我代她请假, 老周今天也来不了: about somebody else of the branch; 「张三请假了」 only tells. */
export const proxyLeave = (reading: Reading, context: Context): Understood | undefined => {
  if ((context.checkIns === 0 && !context.notice) || reading.asks || notNow.test(reading.joined)) return undefined;
  if (!awayHint.test(reading.joined)) return undefined;
  if (/没请|不请|谁|请过|假条/u.test(reading.joined)) return undefined;
  for (const clause of reading.clauses) {
    const whom = forSomebody.exec(clause)?.[1];
    const { persons, rest } = personsAt(whom ?? clause, context);
    const others = persons.filter(({ isSpeaker }) => !isSpeaker);
    if (others.length === 0) continue;
    const target = others.map(({ name }) => name).join('、');
    const proxy: Understood = {
      intent: 'proxy_leave',
      slots: { target, relation: others[0]?.relation ?? 'peer' },
    };
    if (whom !== undefined && (rest === '' || /^(?:请|跟|向)/u.test(rest))) return proxy;
    if (asked.test(rest) || awayToo.test(rest)) return proxy;
    if (reading.clauses.some((other) => other !== clause && forThem.test(other))) return proxy;
    // 「李秀英出差了，来不了」: the reason stands between.
    const later = reading.clauses.slice(reading.clauses.indexOf(clause) + 1);
    if (
      others.every(({ relation }) => relation === 'peer') &&
      reasonIn(rest) !== 'other' &&
      later.some((next) => awayWord.test(next) && awayToo.test(next))
    )
      return proxy;
    if (whom === undefined && reasonIn(rest) !== 'other' && cannotEnd.test(rest)) return proxy;
  }
  return undefined;
};

const lead = `(?:${when}|${me}|不好意思|抱歉|对不起|${vocative}[啊呀哈]?(?=${me})|${towards}|${adverb}|路上|堵车|塞车|开会|有事|有点|临时|大概|估计|预计|正|争取|尽量|能){0,9}`;
const lateEnd = `(?:到|来|过来|过去|进来|入场|参加|赶到|先到|再到|到场|到会|会场|到会场)?(?:${span})?(?:左右)?(?:${particles})`;
const late = [
  // 晚到十分钟, 晚点到, 迟啲到, 晚半小时到; 「晚上到」 has 上.
  `${lead}(?:(?:会|要|稍|略|微){0,9}(?:晚到|迟到|晚来|来晚|迟来|晏到|稍晚|稍迟)(?:一?点儿?|一?些|一?会儿?|一下|啲|几分钟)?|(?:会|要|稍|略){0,9}(?:晚|迟|晏|推迟|延迟)(?:一?点儿?|一?些|一?会儿?|啲|几分钟|个?${span})(?=到|来|过|先到|进|$|才|再|赶))(?:才|再|先){0,9}${lateEnd}`,
  `${lead}(?:还有|仲有|还要|再有|再过|还得|最多|大约|约)?${span}(?:之?后|以后|内|就|才|可以|能|钟){0,9}(?:到|到达|赶到|来|过来|到场|到会)(?:会场|现场)?${particles}`,
  `${lead}(?:马上就?|即刻就?|立刻就?|立马就?|这就|很快就?|就快|快|随后就?|稍后就?|尽快|一会儿?就?|待会儿?就?|等下就?|等一下就?|即将|就|将要)(?:要|能)?(?:到|过来|赶到|赶来|来|到场|过去|嚟|到会场)${particles}`,
  `${lead}(?:人|还|正|已经?|现){0,9}(?:在(?:来的路上|去的路上|赶来的路上|路上|途中|半路上?|停车|找车位|找停车位)|停车中|堵在路上|堵在(?:高速|高架|桥|半路)上?|路上堵着|被堵)(?:了|呢|堵着|堵住了?)?`,
  `${lead}(?:往|朝|向)(?:会场|这边|那边|支部|活动室|会议室|现场|单位)?赶(?:过?来|过?去)?(?:了|呢)?|${lead}(?:正|还)?在(?:往|朝|向)(?:会场|这边|那边|支部|活动室|会议室|现场|单位)?赶(?:过?来|过?去)?(?:了|呢)?|${lead}(?:正在|在|还在|正)(?:赶过?来|赶过?去|赶)(?:了|呢|的路上)?`,
  `${lead}(?:预计|大概|估计|可能|要){0,9}(?:${digits}点(?:半|一刻|${digits}分?)?)(?:左右)?(?:才|才能|才可以|左右)(?:到|来|赶到)${particles}`,
  `${lead}.{0,6}(?:完[一-龥]{0,4}|下班|下课|散会|放学)(?:之?后|以后)?(?:就|马上|立即|即刻|立刻|再|才)(?:到|来|过来|过去|去|赶过来|赶过去|赶来|赶到)${particles}`,
  // 「我接完娃过来」: without 就 only of oneself, and only on the way here.
  `${me}(?:先|去|得|要)?.{1,4}完[一-龥]{0,4}(?:过来|赶过来|赶来)${particles}`,
].map((form) => new RegExp(`^(?:${form})$`, 'iu'));
const lateHint = /晚|迟|晏|到|来|路上|赶|途中|停车|车位|半路|堵/u;

/** 晚到10分钟, 堵车，晚点到, 送完孩子就来: an announcement, never a mark; the minutes are null when none were said. */
export const lateNotice = (reading: Reading, context: Context): Understood | undefined => {
  if ((context.checkIns === 0 && !context.notice) || reading.asks || reading.mention === 'everyone') return undefined;
  if (!lateHint.test(reading.joined) || notNow.test(reading.joined)) return undefined;
  const forms = context.checkIns > 0 ? late : late.slice(0, 1);
  const said = reading.clauses.some((clause) => {
    const own = personAt(clause, context);
    const rest = (own?.person.isSpeaker ? own.rest : clause).replace(glued, '');
    return (
      /[到来去赶路堵迟晚车]/u.test(rest) && forms.some((form) => form.test(rest)) && !/^(?:就|在|快)?来$/u.test(rest)
    );
  });
  return said && !aboutAnother(reading, context)
    ? { intent: 'late_notice', slots: { self: true, eta_min: minutesIn(reading.text) } }
    : undefined;
};

const early = new RegExp(
  `^(?:${when}|${digits}点(?:半|一刻|${digits}分)?|${me}|${vocative}[啊呀哈]?(?=${me})|${adverb}|不好意思|抱歉|对不起|必须|打算|(?:家里|单位|临时)?有(?:点|些|急|要)?事|单位(?:叫|来电话)?|孩子放学){0,9}(?:先走|早退|先撤|先离开|先离场|先退场|先退会|先退|先回去?|先下线|提前(?:走|离开|离场|退场|撤|退|下线|离会)|早走|早点走|先行离开|先告辞|走先)(?:一步|一下|一会儿?|一点|${span}|会场|会|${particle}){0,9}$`,
  'u',
);

/** 我先走了: told only while the activity runs; elsewhere people say it to each other. */
export const earlyLeave = (reading: Reading, context: Context): Understood | undefined => {
  if (context.checkIns === 0 || reading.asks || notNow.test(reading.joined) || reading.mention === 'everyone')
    return undefined;
  if (!/走|退|撤|离|回|下线|告辞/u.test(reading.joined)) return undefined;
  return reading.clauses.some((clause) => early.test(clause)) &&
    !/[吗你他她]/u.test(reading.joined) &&
    !aboutAnother(reading, context)
    ? { intent: 'early_leave_notice', slots: { self: true } }
    : undefined;
};
