import { activityById } from './attendance.ts';
import type { Branch, Mark, Standing } from './branch.ts';
import { formatDay, formatWhen, localDate } from './calendar.ts';
import type { Author, Entry } from './entry.ts';
import { emptyBranch, evolve } from './evolve.ts';
import { markWords } from './mark-words.ts';
import type { Preset } from './preset.ts';
import { concernText } from './push.ts';
import { keptTitle, pushTitles } from './push-title.ts';
import { partText } from './record-text.ts';
import { reviewLine } from './review.ts';
import { type MemberId, memberIdSchema } from './roster.ts';
import { studyDayText } from './themed-day.ts';
import { timingLines } from './timing.ts';

/** Whose history: one member's, one activity's, or with neither the whole book's. */
export type Subject = { readonly member?: MemberId; readonly activity?: string };

/** One entry as people read it. `text` holds ⟦M3⟧ for names: withNames() shows them. */
export type HistoryLine = {
  readonly seq: number;
  /** When it was said or fell due, in epoch milliseconds. */
  readonly at: number;
  readonly by: Author;
  readonly type: Entry['type'];
  /** The members and the activity it is about. */
  readonly members: readonly MemberId[];
  readonly activity: string | undefined;
  /** It changed what stood before. */
  readonly corrects: boolean;
  /** Taken back later, by 撤销. */
  readonly withdrawn: boolean;
  /** 「书记⟦M1⟧」 */
  readonly author: string;
  /** 「代录⟦M3⟧到会」 */
  readonly what: string;
  /** 「11月21日（周六）19:02 书记⟦M1⟧：代录⟦M3⟧到会。」 */
  readonly text: string;
};

/** What rules, schedules and presets are called to people; without it their ids are shown. */
export type Titles = {
  readonly rule?: (id: string) => string;
  readonly schedule?: (id: string) => string;
  readonly preset?: (id: string) => string;
};

/** The titles of all presets, of their rules and of the schedules, for those who read their ids nowhere else. */
export const titlesOf = (
  presets: readonly Preset[],
  schedules: readonly { readonly id: string; readonly title: string }[],
): Titles => {
  const rules = new Map(presets.flatMap(({ rules: all }) => all.map(({ id, what }) => [id, what] as const)));
  const known = new Map(schedules.map(({ id, title }) => [id, title] as const));
  return {
    rule: (id) => rules.get(id) ?? id,
    schedule: (id) => known.get(id) ?? id,
    preset: (id) => presets.find((one) => one.id === id)?.name ?? id,
  };
};

type Options = { readonly timeZone: string; readonly titles?: Titles };

/**
 * A history that grows with its book: every entry is added once, in order from the book's first, and `lines` are those
 * that concern the subject, oldest first. It names people by id and says leave and absence, so it is for officers, and for
 * a member about themselves: never for the group.
 */
export const createHistory = (
  subject: Subject,
  { timeZone, titles = {} }: Options,
): { readonly add: (entry: Entry) => void; readonly lines: readonly HistoryLine[] } => {
  const lines: HistoryLine[] = [];
  let branch = emptyBranch('', timeZone);
  const takeBack = ({ from, to }: { from: number; to: number }): void => {
    for (const [index, line] of lines.entries()) {
      if (line.withdrawn || line.seq < from || line.seq > to) continue;
      lines[index] = { ...line, withdrawn: true, text: `${line.text.slice(0, -1)}（后来撤销）。` };
    }
  };
  return {
    lines,
    add: (entry) => {
      const before = branch;
      branch = evolve(branch, entry);
      if (entry.type === 'decision-withdrawn') takeBack(entry);
      const activity = activityOf(entry, before);
      const members = membersOf(entry);
      if (!isAbout(subject, members, activity)) return;
      const at = Date.parse(entry.at);
      const author = authorOf(entry, branch);
      const what = sentenceOf(entry, before, branch, subject, titles).replace(/[。…]+$/u, '');
      lines.push({
        seq: entry.seq,
        at,
        by: entry.by,
        type: entry.type,
        members,
        activity,
        corrects: isCorrection(entry, before),
        withdrawn: false,
        author,
        what,
        text: `${formatWhen(at, timeZone)} ${author}：${what}。`,
      });
    },
  };
};

/**
 * The entries of one book that concern the subject, oldest first, one Chinese line each: when, by whom, what, and what it
 * corrected. `entries` is the whole book from its first line.
 */
export const historyOf = (entries: Iterable<Entry>, subject: Subject, options: Options): readonly HistoryLine[] => {
  const { add, lines } = createHistory(subject, options);
  for (const entry of entries) add(entry);
  return lines;
};

const isAbout = (subject: Subject, members: readonly MemberId[], activity: string | undefined): boolean =>
  (subject.activity === undefined || subject.activity === activity) &&
  (subject.member === undefined || members.includes(subject.member));

const isCorrection = (entry: Entry, before: Branch): boolean => {
  if (entry.type === 'attendance-marked') {
    return entry.correction !== undefined || activityById(before, entry.activity)?.marks[entry.member] !== undefined;
  }
  const corrections: readonly Entry['type'][] = [
    'mark-withdrawn',
    'leave-withdrawn',
    'tick-withdrawn',
    'record-struck',
  ];
  return [...corrections, 'decision-withdrawn', 'standing-restored', 'activity-reopened'].includes(entry.type);
};

/** Also what was announced of an activity, and whether that arrived. */
const activityOf = (entry: Entry, before: Branch): string | undefined => {
  if ('activity' in entry) return entry.activity;
  const about =
    entry.type === 'push-queued'
      ? entry.data['activity']
      : entry.type === 'push-given-up'
        ? before.pushes[entry.push]?.data['activity']
        : undefined;
  return typeof about === 'string' ? about : undefined;
};

const membersOf = (entry: Entry): readonly MemberId[] => {
  if (entry.type === 'activity-closed') return entry.absent;
  if (entry.type === 'roster-changed') return [...entry.left, ...entry.members.map(({ id }) => id)];
  return 'member' in entry ? [entry.member] : [];
};

const name = (id: MemberId): string => (id === 'founder' ? '建支部的同志' : `⟦${id}⟧`);
const names = (ids: readonly MemberId[]): string => ids.map(name).join('、');

const authorOf = (entry: Entry, branch: Branch): string => {
  const { by } = entry;
  if (!memberIdSchema.safeParse(by).success) {
    const others: Readonly<Record<string, string>> = {
      operator: '管理员',
      schedule: '按日程',
      stranger: '尚未对应的账号',
      delivery: '支书助手',
    };
    return others[by] ?? by;
  }
  if ('member' in entry && entry.member === by) return `${name(by)}本人`;
  const [post = ''] = (branch.members[by] ?? branch.left[by])?.posts ?? [];
  return `${post}${name(by)}`;
};

const whyGivenUp: Readonly<Record<Extract<Entry, { type: 'push-given-up' }>['reason'], string>> = {
  refused: '对方拒收',
  gone: '群或账号已不在',
  unreachable: '多次没有送达',
  unknown: '是否送达不明，不再重发',
  late: '已过时，不再发送',
  needless: '所说的事已经办完，不需要再发',
};

const preferenceNames: Readonly<Record<Extract<Entry, { type: 'preference-set' }>['preference'], [string, string]>> = {
  withoutBot: ['改由支委代为登记', '恢复自己登记'],
  unnamed: ['群内不出现姓名', '可以在群内出现姓名'],
  privateReminders: ['活动前单独提醒', '不再单独提醒'],
  keepsJoinDate: ['同意保存入党月日', '不同意保存入党月日'],
  erasureAsked: ['申请删除本人资料', '撤回删除资料的申请'],
};

const periodNames = { month: '每月', quarter: '每季度', 'half-year': '每半年', year: '每年' } as const;
type Cadence = Branch['settings']['cadences'][string];
const cadenceText = ({ demanded, period }: Cadence): string =>
  demanded === 0 ? '不要求' : `${period ? periodNames[period] : ''}${demanded}次`;

const itemStateNames = { open: '恢复为未办', planned: '已安排', done: '已完成', skipped: '不办' } as const;

const standingWords = ({ mark, leave, proxy, announcedLate, intention, madeUp }: Standing): string => {
  const words = [
    ...(mark ? [markWords(mark)] : []),
    ...(leave && mark?.is !== 'leave' ? [`请假${leaveStates[leave.state]}`] : []),
    ...(proxy && !mark ? ['代报待确认'] : []),
    ...(announcedLate !== undefined && !mark ? ['说明晚到'] : []),
    ...(intention && !mark ? ['打算参加'] : []),
    ...(madeUp === undefined ? [] : ['已补课']),
  ];
  return words.length === 0 ? '未登记' : words.join('，');
};
const leaveStates = { asked: '待批', approved: '已批准', refused: '未批准' } as const;

/** What the mark was before, where it was another. */
const was = (before: Mark | undefined): string => (before ? `，原为${markWords(before)}` : '');

const sentenceOf = (entry: Entry, before: Branch, after: Branch, subject: Subject, titles: Titles): string => {
  const zone = after.timeZone;
  const isAboutOne = subject.member !== undefined;
  const of = (member: MemberId): string =>
    isAboutOne || entry.by === member ? '' : entry.type === 'attendance-marked' ? name(member) : `${name(member)}的`;
  const known = 'activity' in entry ? (activityById(after, entry.activity) ?? undefined) : undefined;
  const marks = 'activity' in entry ? (activityById(before, entry.activity)?.marks ?? {}) : {};
  // An activity's own history need not say on each line which one it is.
  const at =
    !known || subject.activity !== undefined
      ? ''
      : `${formatDay(localDate(known.start, zone))}${keptTitle(known)}（${known.id}）`;
  const on = at === '' ? '' : `${at}：`;
  switch (entry.type) {
    case 'branch-founded':
      return `建立支部「${entry.name}」`;
    case 'branch-renamed':
      return `支部改名为「${entry.name}」`;
    case 'room-claimed':
      return '登记了一个支部群';
    case 'room-moved':
      return '支部群的群号变更，登记随之转移';
    case 'room-left':
      return '离开了一个支部群';
    case 'room-informed':
      return '已在群里说明保存什么、怎么删除';
    case 'roster-changed': {
      const entered = entry.members.map(({ id }) => id);
      if (isAboutOne) return entry.left.length > 0 && entered.length === 0 ? '登记离开支部' : '名册资料有更新';
      return [
        ...(entered.length > 0 ? [`名册更新 ${entered.length} 人：${names(entered)}`] : []),
        ...(entry.left.length > 0 ? [`登记离开：${names(entry.left)}`] : []),
        ...(entered.length + entry.left.length === 0 ? ['名册没有变化'] : []),
      ].join('；');
    }
    case 'account-bound':
      return `${of(entry.member)}账号已对应到名册${entry.trust === 'name' ? '（按群昵称，未经确认）' : ''}`;
    case 'account-released':
      return `解除${of(entry.member)}账号对应`;
    case 'preference-set': {
      const [on_, off] = preferenceNames[entry.preference];
      return `${of(entry.member)}选择：${entry.on ? on_ : off}`;
    }
    case 'member-erased':
      return '删除一位同志的资料，人数统计保留';
    case 'setting-changed':
      return `群内列出已到同志姓名：${entry.value ? '开' : '关'}`;
    case 'preset-chosen':
      return `选用预设「${titles.preset?.(entry.preset) ?? entry.preset}」`;
    case 'cadence-set': {
      const rule = titles.rule?.(entry.rule) ?? entry.rule;
      return entry.cadence ? `「${rule}」的频次改为${cadenceText(entry.cadence)}` : `「${rule}」的频次恢复为预设`;
    }
    case 'term-end-set':
      return entry.date === null ? '清除届满日期' : `届满日期为${entry.date}`;
    case 'checklist-set':
      return entry.checklist ? `党日规定动作为${entry.checklist.join('、')}` : '清除党日规定动作';
    case 'study-day-set':
      return entry.studyDay ? `学习日为${studyDayText(entry.studyDay)}` : '停用学习日';
    case 'calendar-shared':
      return entry.on ? `启用第${entry.no}个日历订阅地址` : '停用日历订阅';
    case 'timing-set':
      return `更改推送时间：${timingLines(entry.timing).join('').replace(/。$/u, '')}`;
    case 'obligation-ticked':
    case 'tick-withdrawn': {
      const rule = `${entry.group ?? ''}${titles.rule?.(entry.rule) ?? entry.rule}${entry.step === undefined ? '' : `的「${entry.step}」`}`;
      return `${entry.type === 'obligation-ticked' ? '登记已办' : '撤回已办'}：${rule}，${formatDay(entry.on)}`;
    }
    case 'review-counted':
      return `登记${entry.year}年度民主评议党员的计票：${reviewLine(entry) || '没有数字'}`;
    case 'rectification-added':
      return `列入整改清单第 ${entry.no} 项：${entry.text}`;
    case 'rectification-settled':
      return `整改清单第 ${entry.no} 项：${{ open: '恢复为未完成', done: '完成', dropped: '取消' }[entry.state]}`;
    case 'guidance-set':
      return `保存${entry.month}的组织生活清单，共 ${entry.list.items.length} 项`;
    case 'guidance-item-noted': {
      const day = entry.date === undefined ? '' : `，${formatDay(entry.date)}`;
      return `${entry.month}清单第 ${entry.no} 项：${itemStateNames[entry.state]}${entry.reason ? `（${entry.reason}）` : ''}${day}`;
    }
    case 'activity-planned':
      return `安排${entry.kind}（${entry.activity}）：${formatWhen(Date.parse(entry.start), zone)}${entry.place === '' ? '' : `，${entry.place}`}${entry.topic === '' ? '' : `，${entry.topic}`}，范围为${concernText(entry.concern)}${entry.online ? '，可线上' : ''}`;
    case 'activity-moved': {
      const old = activityById(before, entry.activity);
      const from = old ? `（原定${formatWhen(old.start, zone)}）` : '';
      return `${on}改到${formatWhen(Date.parse(entry.start), zone)}${entry.place === undefined ? '' : `，${entry.place}`}${from}`;
    }
    case 'activity-dropped':
      return `${on}取消活动`;
    case 'online-allowed':
      return `${on}${entry.allowed ? '允许线上参加' : '不允许线上参加'}`;
    case 'check-in-opened':
      return `${on}开始签到`;
    case 'attendance-marked': {
      const why = entry.correction === undefined ? '' : `，原因：${entry.correction}`;
      const verb = entry.correction === undefined ? '登记' : '更正';
      return `${on}${verb}${of(entry.member)}为${markWords(entry.mark)}${was(marks[entry.member])}${why}`;
    }
    case 'mark-withdrawn':
      return `${on}取消${of(entry.member)}登记${was(marks[entry.member])}`;
    case 'lateness-announced':
      return `${on}${of(entry.member)}说明：会晚到${entry.minutes > 0 ? `${entry.minutes}分钟` : ''}`;
    case 'intention-stated':
      return `${on}${of(entry.member)}打算：${entry.coming ? '参加' : '不参加'}`;
    case 'leave-asked':
      return `${on}${of(entry.member)}请假（${entry.category}），待批`;
    case 'leave-decided': {
      const category = entry.category === undefined ? '' : `（${entry.category}）`;
      return `${on}${entry.approved ? '批准' : '没有批准'}${of(entry.member)}请假${category}`;
    }
    case 'leave-withdrawn':
      return `${on}取消${of(entry.member)}请假`;
    case 'proxy-reported': {
      const how = entry.online ? '（线上）' : '';
      const self = entry.by === entry.member;
      return `${on}${self ? '签到结束后说明到会' : `代报${isAboutOne ? '本人' : name(entry.member)}到会`}${how}，待确认`;
    }
    case 'proxy-decided':
      return `${on}${entry.accepted ? '确认' : '不认可'}${of(entry.member)}代报`;
    case 'activity-closed': {
      if (isAboutOne && subject.member !== undefined) {
        return `${on}签到结束，记为缺席${entry.unconfirmed.includes(subject.member) ? '（待确认）' : ''}`;
      }
      const absent = entry.absent.length === 0 ? '无人缺席' : `缺席 ${entry.absent.length} 人：${names(entry.absent)}`;
      return `${on}结束签到，应到 ${entry.should.length} 人，${absent}`;
    }
    case 'activity-reopened':
      return `${on}重新开始签到`;
    case 'make-up-recorded':
      return `${on}登记${of(entry.member)}补课，${formatDay(entry.on)}`;
    case 'record-written':
      return `${on}会议记录第 ${entry.no} 条：${partText(entry.part, zone)}`;
    case 'record-struck':
      return `${on}会议记录第 ${entry.no} 条${entry.struck ? '不再算数' : '恢复'}`;
    case 'decision-withdrawn':
      return entry.from === entry.to ? `撤销本人第 ${entry.from} 条` : `撤销本人第 ${entry.from} 至 ${entry.to} 条`;
    case 'standing-restored':
      return `${on}恢复${of(entry.member).replace(/的$/u, '')}原来的登记：${standingWords(entry.standing)}`;
    case 'push-queued':
      return `待发${pushTitles[entry.template]}（${entry.push}）`;
    case 'push-attempted':
      return `正在发送${entry.push}`;
    case 'push-put-off':
      return `${entry.push}没有发出，稍后再发`;
    case 'push-delivered':
      return `已送达${entry.push}`;
    case 'push-given-up':
      return `没有送达${entry.push}：${whyGivenUp[entry.reason]}`;
    case 'push-withdrawn':
      return `撤回${entry.push}`;
    case 'push-recalled':
      return entry.failed ? `${entry.push}没能撤回` : `${entry.push}已从群里撤回`;
    case 'receipt-given':
      return `对推送${entry.push}表示收到`;
    case 'schedule-started':
      return `开始按日程推送「${titles.schedule?.(entry.schedule) ?? entry.schedule}」`;
    case 'schedule-fired':
      return `按日程办理「${titles.schedule?.(entry.schedule) ?? entry.schedule}」`;
    case 'schedule-missed':
      return `错过日程「${titles.schedule?.(entry.schedule) ?? entry.schedule}」，应在${formatWhen(Date.parse(entry.due), zone)}`;
    case 'carried-forward':
      return '由上一年的台账结转';
    default:
      return entry satisfies never;
  }
};
