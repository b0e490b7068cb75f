// The closed word classes of the rules, as pieces of regular expressions. A class is closed on purpose: what is not in
// it makes a sentence unknown, and an unknown sentence is talk between people.

/** 「我」 in the mouths of several provinces; 我们 is not one of them. */
export const me = '(?:我(?!们|家|妈|爸|的)|俺(?!们)|咱(?!们)|额|阮|涯|偶|吾|侬家|阿拉|本人|自己)';

/** After a finished action or as mere colour; 吧 呗 嘛 ask or urge and are not among them. */
export const particle =
  // 嘛 and 嘎 ask, but not after the 咯 or 了 that has already said it.
  '(?:(?<=[咯喽])嘛|(?<=了)嘎|了|啦|咯|喽|啰|嘞|勒|咧|喇|咗|哒|矣|哉|哈|呀|哦|噢|喔|呢|嗷|昂|的|滴|哟|呦|耶|嗯|嘿|哩|撒|噻|啊)';
export const particles = `${particle}{0,4}`;

/** An action is finished: 来啊 invites, 来了 reports. */
export const finished = '(?:了|啦|咯|喽|啰|嘞|勒|咧|喇|咗|哒|矣|哉|鸟)';

/** Whom one speaks to in a Party branch. */
const title = '(?:支部书记|书记|支书|组长|委员|主任|领导|老师|班长|支委)';
const surnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟万段钱汤尹黎易常武乔贺赖龚文庞樊殷施陶翟安倪严牛温季俞章葛洪齐梅欧柯翁左聂焦向柳邢骆涂岳詹柴';
export const surname = `[${surnames}]`;
// Everybody at once is no vocative: 「同志们，签到」 calls the others, and 「小王，到了」 may be about him.
export const vocative = `(?:报告|请问)?(?:(?:党建|支书)?(?:(?:${surname}|老|小|副)?${title}(?:同志)?|小助手|助手|机器人))`;
const hello = `(?:(?:${vocative}|(?:各位|尊敬的|亲爱的)(?:同志们?|领导|老师|书记)?|大家|同志们)?(?:您好|你好|侬好|好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|晚好)|嗨|哈喽|hello|hi|喂{1,3}|哎|诶|欸|嘿|报告|那个|那啥)`;
export const greeting = `(?:${hello}|嗯{1,4}|哦{1,3}|噢|啊|好的|好嘞|好|行|收到|ok)`;
export const thanks =
  '(?:(?:书记|组长|同志们|各位)(?:们)?辛苦了?|(?:多谢|谢谢|感谢|辛苦|麻烦|劳烦|有劳|拜托|费心|谢|唔该|唔该晒|多谢晒)(?:了|啦|哈|你|您|大家|书记|组长|各位|提醒|通知|组织|小助手|助手|同志们?|老师|支书|一下|你了|您了|书记了|晒){0,3}|不好意思|抱歉|对不起|对不住|歹势|拍谢|见谅|请谅解|望谅解|请见谅|打扰了|thanks|thx)';

/** Stands beside what is meant and changes nothing of it. */
export const idle = new RegExp(
  `^(?:${vocative}${particles}|(?:${greeting}${particle}{0,2}){1,3}|${thanks}${particles}|${particle}{1,6})$`,
  'iu',
);

/** Politeness around a message; 好 嗯 收到 are answers and not among it. */
export const courtesy = new RegExp(
  `^(?:${vocative}[啊呀哈]?|(?!好$)${hello}[啊呀哈呢]{0,2}|${thanks}${particles})$`,
  'iu',
);

/** A greeting glued to what follows: 「书记我来了」. */
export const glued = new RegExp(`^(?:${vocative}[啊呀哈]?|(?:早上|上午|下午|晚上|大家|你|您)好)(?=${me})`, 'iu');

export const place =
  '(?:(?:活动|会议|大会|学习|主题党日|支部|党支部|村|社区|单位|街道|党员)?(?:会场|现场|会议室|活动室|礼堂|会堂|大厅|教室|报告厅|多功能厅|阅览室|学习室|集合点|集合地点|集合处|活动中心|活动地点)|支部|党支部|指定地点|党群服务中心|党群中心|服务中心|党校|村部|村委会?|居委会|社区|阵地)(?:[一二三四五六七八九十\\d]+楼|里面|里头|里|内)?';
export const session =
  '(?:支部党员大会|党员大会|支部大会|支委会|支部委员会|党小组会|组织生活会|民主评议|主题党日|党日活动|党日|党课|微党课|学习日|支部夜谈|夜谈|志愿服务|学习会|专题学习|集中学习)(?:活动)?';
export const digits = '[一二三四五六七八九十两百零\\d]{1,4}';
export const group = `(?:第?${digits}(?:党小组|小组|支组|组))`;

/** When it is, as people say it in a group. */
export const when = `(?:(?:今天|今日|今晚|今早|今儿个?|明儿个?|今黑|今仔日|今朝|今夜|明天|明日|明晚|明早|明儿|聽日|听日|后天|大后天|当天|那天|这次|本次|下次|这回|这周|本周|下午|上午|晚上|中午|早上|夜里|现在|目前|临时|(?:这|本|下|下个)?(?:周|星期|礼拜)[一二三四五六日天末]|${digits}月${digits}[日号]?|${digits}[日号](?!楼|线|门|院))(?:下午|上午|晚上|早上|中午|晚)?)`;
export const meeting = `(?:的?(?:这个|这场|这次)?(?:${session}|会议?|活动|大会|学习|培训|党会))`;

/** Numbers of minutes and hours. */
export const span = `(?:大概|大约|约|差不多)?(?:半个?(?:小时|钟头|钟)|${digits}(?:来|多|几)?(?:分钟|分|mins?|刻钟|个?(?:半)?(?:小时|钟头|钟))(?:半)?|几分钟|一刻)(?:左右|上下|的样子)?`;

/** Adverbs that leave a sentence about oneself a sentence about oneself. */
export const adverb =
  '(?:可能|大概|估计|恐怕|应该|要|得|会|就|都|只能|只好|先|需要?|想|申请|特此|特向?|因此|所以|但是?|不过|实在|真的?|确实|还是|也|又|可|因|那|然后|到时候?|到时|必须得?|希望|有可能|很|突然|刚好|正好|现|肯定|真系|系|怕是|已经)';
export const towards =
  '(?:(?:跟|向|和|同|给|与)(?:书记|支书|组织|支部|党支部|党组织|领导|您|大家|组长|各位|组织委员|老师|同志们)(?:们|您)?(?:说一声|说声|说下|说一下|汇报一下|报告一下|汇报|报告|报备一下)?)';

/** Said of a rule, of others or of the past: then nothing here is done by the speaker now. */
export const notNow =
  /如果|要是|假如|假设|的话|的同志|的人|的党员|的请|必须(?!得)|不许|不准|不得(?!不)|不要|别忘|记得|书记说(?!一?声|一?下)|昨天|前天|昨晚|上次|上周|上月|上个月|去年|以前|大家|各位|同志们|谁|有人|请各|通知/u;
export const questionWord =
  /吗|么$|嘛$|没$|没有$|谁|怎么|怎样|咋|哪|什么|啥|几(?=点|号|时|次|个|天|人|项|楼|回|位|名|票|月|成|分)|周几|多少|多久|是不是|能不能|可不可以|行不行|要不要|有没有|可否|能否|是否|如何|为什么|为何|咩$|边度|边个|点样|啷个|吧$|伐$|冇$/u;
