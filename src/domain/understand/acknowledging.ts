import { anythingOpen, type Context } from './context.ts';
import { groupAt, personsAt } from './people.ts';
import type { Reading } from './reading.ts';
import type { Understood } from './understood.ts';
import { me, particles, thanks, vocative } from './words.ts';

const words =
  '(?:(?:好的?)?(?:收到){1,3}|收悉|已?收|(?:好的?|好嘞|好滴|好哒|好咧|好啊|好呀|好咯){1,3}|嗯{1,4}[呢呐哪]?|嗯好|行|行的|中|要得|得|没问题|冇问题|可以的|没毛病|妥|妥妥的|(?:已|都)?(?:知道|明白|了解|瞭解|晓得|知悉|知晓|清楚|懂|看到|看见|记住|记下|阅|读|悉|知)|已阅|已读|已看|已知|遵命|照办|安排|得令|ok(?:的|k)?|okay|okk+|已(?:传达|转达|转发)(?:到位|到人)?|roger|get(?:到)?|手到|收道|收倒|收到(?:通知|信息|消息)|歹势收到|好势|知影|知也)';
const tail = '(?:了|啦|咯|喽|嘞|勒|咧|喇|咗|哒|矣|哉|哈|呀|哦|噢|喔|呢|的|滴|哟|啊|到)';
// 行 得 知 读 alone are too short to bear any tail: 得了, 行了 mean «enough».
const short = /^(?:行|得|中|知|读|悉|懂|看见)(?:了|到)$|^(?:看到|知道)$|^[读悉知懂收]$/u;
const core = new RegExp(
  `^(?:(?:${me}|都|已经?|也|哦|全体|全员){0,9}${words}${tail}{0,2}){1,3}(?:领导|老师|书记|组长|各位)?$`,
  'iu',
);
const promise = new RegExp(
  `^(?:马上(?:办|落实|转发|通知|去办)|坚决(?:执行|落实|服从)|保证完成(?:任务)?|(?:已经?|马上)(?:转发|通知|传达|转达|转告)(?:给|到)?(?:人|位|组员|大家|家人|老伴)?|(?:已经?|马上)转(?:给)?(?:组员|大家|家人|家里人?|老伴)|争取参加|尽量参加|我?尽量|${me}?会准备)${particles}$|^(?:${me})?(?:会|一定|保证|到时候?|届时|将|按要求|肯定){0,9}(?:准时|按时|按期|准点)?(?:参加|到会|到场|出席|到|参会|落实|完成|执行|照做|办理|学习|提交|来)(?:的|会议|活动)?${particles}$|^${me}?(?:会|一定|保证|肯定){1,2}(?:准时|按时|按期|准点)${particles}$`,
  'u',
);
const polite = new RegExp(
  `^(?:${vocative}${particles}|${vocative}(?:您|你)?(?:好|早)|${thanks}${particles}|(?:您好|你好|大家好|早上好|晚上好|下午好|上午好|早))$`,
  'iu',
);

const toneAlone = /^[哈啊呀哦噢呢哟嘞]{1,3}$/u;
const onlyNow = /^我?(?:才|刚刚?)(?:看到|看见)(?:消息|信息|通知)?了?$/u;
const called = new RegExp(`^${vocative}(?=${words})`, 'iu');
const thanked = new RegExp(`^(.+?)${thanks}$`, 'u');
const hint =
  /[收好嗯行中得妥知道明白了瞭解懂看阅读悉遵照安排准按一定马坚保争尽会令势影也冇问题毛病手传转]|ok|roger|get/iu;

/** 收到, 好的, 👍: seen, and nothing more; never attendance, whatever is promised with it. */
export const acknowledgement = (reading: Reading, context: Context): Understood | undefined => {
  if (!anythingOpen(context) || reading.asks || reading.mention === 'everyone') return undefined;
  const yes: Understood = { intent: 'ack', slots: {} };
  if (reading.nods) return yes;
  if (!hint.test(reading.joined)) return undefined;
  let cores = 0;
  for (const clause of reading.clauses) {
    if (polite.test(clause) || toneAlone.test(clause) || (onlyNow.test(clause) && reading.clauses.length > 1)) continue;
    const named = groupAt(clause, context);
    const { persons, rest } = personsAt(named?.rest ?? clause, context);
    const said = rest.replace(called, '');
    if (said === '' && (persons.length > 0 || named)) continue;
    const answer = thanked.exec(said)?.[1] ?? said;
    if (core.test(answer) && !short.test(answer)) cores += 1;
    else if (!(promise.test(said) && (reading.clauses.length > 1 || /准时|按时|一定|准点/u.test(said))))
      return undefined;
    else if (reading.clauses.length === 1) cores += 1;
  }
  return cores > 0 ? yes : undefined;
};
