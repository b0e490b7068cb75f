import { activitiesIn, concerns } from '../domain/attendance.ts';
import { addDays, addMonths, localDate, parseDay, weekday } from '../domain/calendar.ts';
import { isFormalMatter } from '../domain/formal-matter.ts';
import { categoryOfReason } from '../domain/leave.ts';
import { standingParts } from '../domain/record.ts';
import { idsCalled, mayAct, nameOf, wordsFor } from '../domain/roster.ts';
import type { Context } from '../domain/understand/context.ts';
import { fold } from '../domain/understand/people.ts';
import { understand } from '../domain/understand/understand.ts';
import type { Slots, Understood } from '../domain/understand/understood.ts';
import type { Incoming } from '../ports.ts';
import type { ActivityLine, Command, Speaker } from './command.ts';
import { passOnLeave } from './pass-on-leave.ts';
import type { Held } from './recorder.ts';
import { type GroupReport, reportGroup } from './report-group.ts';

/** What free speech asks for: a command with its arguments, a sentence, or that the officers look at the room. */
export type Meant =
  | { readonly command: Command; readonly word: string; readonly args: unknown }
  /** `once`: among people it is said a single time about this, however often they come back to it. */
  | { readonly say: string; readonly once?: string }
  | { readonly sensitive: true };

const noticeKeptMs = 3 * 24 * 3_600_000;

type Called = Pick<Context, 'roster' | 'aliases'>;
const called = new WeakMap<object, Called>();
/** The same values as long as the people and the roster stay: the rules keep what they make of them. */
const calledIn = ({ branch, people }: Held): Called => {
  const known = called.get(people);
  if (known && known.roster.length === branch.roster.length) return known;
  const roster = branch.roster.map((id) => ({ name: nameOf(people, id), group: branch.members[id]?.group }));
  const aliases: Record<string, string> = {};
  for (const id of branch.roster) {
    for (const alias of wordsFor(people, id).slice(1)) {
      const ids = idsCalled(people, alias).filter((one) => one in branch.members);
      // Of two people called so neither is meant: who is named by it is asked about.
      aliases[fold(alias)] = ids.length === 1 ? nameOf(people, id) : alias;
    }
  }
  const made = { roster, aliases };
  called.set(people, made);
  return made;
};

const roleIn = ({ role }: Speaker): Context['speaker']['role'] =>
  role === 'secretary' || role === 'officer' || role === 'leader' ? role : 'member';

/** The check-ins open for this member of activities in which a ballot is taken, by their kind, topic or agenda. */
const formalItems = ({ branch }: Held, me: string | undefined): string[] =>
  Object.values(branch.activities)
    .filter(
      (activity) =>
        activity.state === 'open' &&
        (isFormalMatter(`${activity.kind}${activity.topic}`) ||
          standingParts(activity).some(({ part }) => part.is === 'item' && part.formal === true)) &&
        me !== undefined &&
        concerns(branch, activity, me),
    )
    .map(({ id }) => id);

const contextOf = (held: Held, incoming: Incoming, speaker: Speaker, addressed: boolean, now: number): Context => {
  const { branch, people } = held;
  const me = speaker.member;
  const mine = Object.values(branch.activities).filter(
    (activity) => me !== undefined && concerns(branch, activity, me),
  );
  // In private the same push is meant as in the group.
  const isHere = (shown: object): boolean => incoming.direct || incoming.room in shown;
  const isRecent = Object.values(branch.pushes).some(
    ({ shown, queuedAt }) => isHere(shown) && queuedAt > now - noticeKeptMs,
  );
  return {
    checkIns: mine.filter(({ state }) => state === 'open').length,
    notice: isRecent || mine.some(({ state }) => state === 'planned'),
    rsvp: false,
    claim: false,
    poll: false,
    study: false,
    formalVote: formalItems(held, me).length > 0,
    recorded: false,
    addressed,
    speaker: { name: me === undefined ? undefined : nameOf(people, me), role: roleIn(speaker) },
    ...calledIn(held),
  };
};

/** The first and the last day that somebody's words about leave speak of; undefined where they name none. */
const daysMeant = ({ when, until, span }: Slots, today: string): readonly [string, string] | undefined => {
  const day = when?.replace(/^今(?:晚|早|日)$/u, '今天').replace(/^(?:明(?:晚|早|日)|听日)$/u, '明天');
  const from = day === undefined ? undefined : parseDay(day, today);
  if (until !== undefined) {
    const to = until === '月底' ? lastDayOf(today.slice(0, 7)) : parseDay(until, from ?? today);
    return to === undefined ? undefined : [from ?? today, to];
  }
  if (from !== undefined) return [from, from];
  const monday = addDays(today, 1 - weekday(today));
  const nextMonth = addMonths(today.slice(0, 7), 1);
  switch (span) {
    case 'this-week':
      return [today, addDays(monday, 6)];
    case 'next-week':
      return [addDays(monday, 7), addDays(monday, 13)];
    case 'this-month':
      return [today, lastDayOf(today.slice(0, 7))];
    case 'next-month':
      return [`${nextMonth}-01`, lastDayOf(nextMonth)];
    case 'these-days':
      return [today, addDays(today, 6)];
    default:
      return undefined;
  }
};
const lastDayOf = (month: string): string => addDays(`${addMonths(month, 1)}-01`, -1);

const onlySecretary = '这件事目前由书记登记，请直接联系书记。';
const formalVote = '正式表决请在会上进行，群内不计票。';
const whoIsMeant = '请写上这位同志的姓名，例如「代报 张三」；请假的请本人说，或请支委登记。';
const howToCorrect =
  '更正请说「更正 姓名 状态 原因」，原因写记错、漏记、核实或其他；收回自己的上一条登记请说「撤销」；怎样登记的请说「经过 姓名」。';
const answers: Readonly<Record<string, string>> = {
  question_how: '到会时在群里说「签到」即可；不方便打字的同志请支委代录。',
  question_leave_policy: '在群里或私聊我说「请假」即可，由书记确认，不需要写明事由。',
};

/**
 * What a message that is no command means, if it is for the bot at all. Attendance is heard from whoever it concerns;
 * questions, and what only the secretary registers, are answered when the bot is addressed.
 */
export const meaningOf = (
  {
    held,
    incoming,
    speaker,
    addressed,
    now,
  }: { held: Held; incoming: Incoming; speaker: Speaker; addressed: boolean; now: number },
  commands: readonly Command[],
): Meant | undefined => {
  const context = contextOf(held, incoming, speaker, addressed, now);
  const understood =
    understand(incoming.text, context) ??
    // Claims, polls and study are nobody's to open yet; said to the bot they are answered all the same.
    (addressed
      ? understand(incoming.text, { ...context, rsvp: true, claim: true, poll: true, study: true })
      : undefined);
  if (!understood) return undefined;
  const { intent, slots } = understood;
  const run = (alias: string, word: string, args: unknown = ''): Meant | undefined => {
    const command = commands.find((one) => one.alias === alias);
    return command && { command, word, args };
  };
  const line = (words: string, activity?: string): ActivityLine => ({ activity, words });
  const whenAddressed = (meant: Meant | undefined): Meant | undefined => (addressed ? meant : undefined);
  const leave = (): Meant | undefined =>
    leaveOf(held, speaker, slots, { text: incoming.text, direct: incoming.direct, addressed }, now, run);

  switch (intent) {
    case 'check_in':
      return run('checkin', '签到', line(slots.session_ref ?? ''));
    case 'check_in_online':
      return run('online', '线上签到', line(slots.session_ref ?? ''));
    case 'proxy_check_in':
      if (slots.target === '(group)') {
        const report: GroupReport = {
          activity: undefined,
          words: slots.except ?? '',
          group: slots.group ?? '',
          count: slots.qty,
        };
        return { command: reportGroup, word: '本组到会', args: report };
      }
      // 「帮我爸签到」: the roster knows names, not kin.
      if (slots.target?.startsWith('(')) return { say: whoIsMeant };
      return run('report', '代报', line((slots.target ?? '').replaceAll('、', ' ')));
    case 'leave_request':
      return leave();
    case 'proxy_leave':
      if (slots.target?.startsWith('(')) return { say: whoIsMeant };
      return { command: passOnLeave, word: '转告请假', args: slots.target ?? '' };
    case 'late_notice':
      return run('late', '迟到', line(String(slots.eta_min ?? '')));
    case 'cancel_check_in':
      return run('cancel', '取消签到', line(''));
    case 'cancel_leave':
      return run('cancel', '取消请假', line(''));
    case 'ack':
      return run('ack', '收到');
    case 'mute_me':
      return run('optout', '不要点我名');
    case 'consent_withdraw':
      return run('optout', '不用机器人');
    case 'data_view':
      return run('me', '我的');
    case 'data_delete':
      return run('erase', '删除我的资料');
    case 'sensitive_warning':
      return { sensitive: true };
    case 'question_when':
    case 'question_where':
      return whenAddressed(run('upcoming', '近期'));
    case 'question_list':
      return whenAddressed(run('list', '清单'));
    case 'question_status':
      return whenAddressed(mayAct(speaker.role, 'officer') ? run('attendance', '考勤', line('')) : run('me', '我的'));
    case 'correct_record':
      return whenAddressed(mayAct(speaker.role, 'officer') ? { say: howToCorrect } : run('me', '我的'));
    case 'formal_vote_refuse': {
      const [item] = formalItems(held, speaker.member);
      const once = item === undefined ? {} : { once: `formal|${item}` };
      return addressed || item !== undefined ? { say: formalVote, ...once } : undefined;
    }
    case 'rsvp_yes':
      return whenAddressed(run('coming', '我会到', line('')));
    case 'rsvp_no':
      return whenAddressed(leave());
    case 'rsvp_maybe':
      return whenAddressed({ say: '好的，定下来以后说「我会到」或「请假」即可，不说也可以。' });
    case 'question_how':
    case 'question_leave_policy':
      return whenAddressed({ say: answers[intent] ?? onlySecretary });
    case 'cmd_open_checkin':
    case 'cmd_close_checkin':
    case 'cmd_summary':
      return commandOf(understood, speaker, run);
    case 'cmd_recall':
      return run('recall', '撤回', '');
    case 'cmd_export':
      return whenAddressed(sheetOf(incoming.text, run));
    // What could mean two things is asked for again by the answer to what was not understood.
    case 'clarify':
      return undefined;
    default:
      return whenAddressed({ say: onlySecretary });
  }
};

type Run = (alias: string, word: string, args?: unknown) => Meant | undefined;

/**
 * Leave without the word itself (「来不了了」) is asked about once; with it, it is asked for. A day on which nothing is
 * planned is asked about too, because another may be meant; but not in a room, which need not read what else is planned.
 */
const leaveOf = (
  held: Held,
  speaker: Speaker,
  slots: Slots,
  { text, direct, addressed }: { text: string; direct: boolean; addressed: boolean },
  now: number,
  run: Run,
): Meant | undefined => {
  const { branch } = held;
  const words = [categoryOfReason[slots.reason_type ?? 'other'], slots.session_ref ?? ''].join(' ').trim();
  const isPlain = /假/u.test(text.normalize('NFKC'));
  const today = localDate(now, branch.timeZone);
  // 「来不了了」 without a day or a name is said of what is about to begin; it is asked about all the same.
  const named = daysMeant(slots, today);
  const days = named ?? (isPlain || slots.session_ref !== undefined ? undefined : [today, today]);
  const meant =
    days &&
    // What was closed on a day that is named is meant as well: it is passed on.
    activitiesIn(branch, 'planned', 'open', ...(named ? ['closed' as const] : [])).filter(({ start }) => {
      const day = localDate(start, branch.timeZone);
      return day >= days[0] && day <= days[1];
    });
  const among = meant?.filter((activity) => speaker.member !== undefined && concerns(branch, activity, speaker.member));
  const isStretch = slots.span !== undefined || slots.until !== undefined;
  if (among?.length === 0 && (isStretch || (named && !direct))) {
    const which = isStretch ? '这段时间' : '那天';
    return isPlain || addressed
      ? { say: `${which}没有安排您参加的活动，不需要请假。有哪些活动可以${direct ? '' : '私聊我'}说「近期」。` }
      : undefined;
  }
  const isUnsure = !isPlain || among?.length === 0;
  return run('leave', '请假', {
    activity: undefined,
    words,
    ...(among && among.length > 0 ? { among: among.map(({ id }) => id) } : {}),
    ...(isUnsure ? { unsure: true } : {}),
  });
};

const commandOf = ({ intent }: Understood, speaker: Speaker, run: Run): Meant | undefined => {
  if (!mayAct(speaker.role, 'leader')) return undefined;
  const none: ActivityLine = { activity: undefined, words: '' };
  if (intent === 'cmd_open_checkin') return run('open', '开始签到', none);
  return intent === 'cmd_close_checkin' ? run('close', '结束签到', none) : run('attendance', '考勤', none);
};

/** 「导出10月台账pdf」: which form, of which month or quarter, in which format. */
const sheetOf = (text: string, run: Run): Meant | undefined => {
  const words = text.normalize('NFKC');
  const month = /\d{1,2}月|[一二三四五六七八九十]{1,2}月|(?:本|上个?|这个?)(?:月|季度)/u.exec(words)?.[0] ?? '';
  const format = /pdf|word|docx|excel|xlsx|csv|图片/iu.exec(words)?.[0] ?? '';
  const period = `${month} ${format}`.trim();
  if (words.includes('月报')) return run('monthly', '月报', period);
  if (words.includes('手册')) {
    return run('handbook', '手册', `${/去年|上(?:一)?年/u.test(words) ? '去年' : ''} ${format}`.trim());
  }
  if (/会议记录|^\S*记录/u.test(words))
    return run('meeting_record', '会议记录', { activity: undefined, words: format });
  if (words.includes('签到')) return run('signin_sheet', '签到表', { activity: undefined, words: format });
  if (words.includes('请假')) return run('leave_sheet', '请假表', period);
  if (/台账|考勤|出勤/u.test(words)) return run('ledger', '台账', { activity: undefined, words: period });
  return { say: '目前可以导出签到表、会议记录、请假表、考勤台账、月报和工作手册，例如：台账 12月。' };
};
