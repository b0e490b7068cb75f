import { isInDoubt, rate, tally, tallyByGroup } from './attendance.ts';
import type { Activity, Branch, Concern, Destination, Push, Template } from './branch.ts';
import { formatWhen } from './calendar.ts';
import type { Fact } from './entry.ts';
import { keptTitle } from './push-title.ts';
import { outsideQuietHours } from './quiet-hours.ts';
import { firstItem } from './record.ts';
import { accountsOf, isNickname, type MemberId, nameOf, type People, withNames } from './roster.ts';

/** A button under a message: pressing it is the same as saying `says` to the bot. */
export type Choice = { readonly label: string; readonly says: string };
export type Rendered = { readonly text: string; readonly choices: readonly (readonly Choice[])[] };

export type Queue = (
  template: Template,
  data: Push['data'],
  to: readonly Destination[],
  options?: { notBefore?: number },
) => Fact[];

/** Queues pushes with ids that follow each other within one decision; nobody to tell gives no fact. */
export const pushQueue = (branch: Branch): Queue => {
  let number = branch.last.push;
  return (template, data, to, { notBefore } = {}) => {
    if (to.length === 0) return [];
    number += 1;
    return [
      {
        type: 'push-queued',
        push: `P${number}`,
        template,
        data,
        to: [...to],
        ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore).toISOString() }),
      },
    ];
  };
};

export const roomsOf = (branch: Branch): string[] => Object.keys(branch.rooms);

/** Who hears what only the secretary should: the secretary, else the deputy, else any officer; the founder before a roster. */
export const secretaries = (branch: Branch): MemberId[] => {
  for (const post of ['书记', '副书记', '组织委员', '纪检委员', '宣传委员'] as const) {
    const holders = branch.roster.filter((id) => branch.members[id]?.posts.includes(post));
    if (holders.length > 0) return holders;
  }
  return ['founder'];
};

export const titleOf = (activity: Activity, people: People): string => withNames(keptTitle(activity), people);

export const concernText = (concern: Concern): string => {
  switch (concern.scope) {
    case 'branch':
      return '全体党员';
    case 'committee':
      return '支委会成员';
    case 'group':
      return concern.group;
  }
};

/** Held back over quiet hours, which end later for what an evening's activity is about; else at once. */
export const whenPolite = (branch: Branch, now: number, about?: Activity): { notBefore?: number } => {
  const notBefore = outsideQuietHours(now, branch, about ? { activities: [about] } : {});
  return notBefore > now ? { notBefore } : {};
};

/**
 * One line in private to who answers for the branch, held back over quiet hours. `after` are the facts decided before
 * it in the same decision, so that the push ids follow each other.
 */
export const queueToOfficers = (
  branch: Branch,
  text: string,
  now: number,
  after: readonly Fact[],
  { says = [], about }: { says?: readonly string[]; about?: Activity } = {},
): Fact[] => {
  const queued = after.filter(({ type }) => type === 'push-queued').length;
  const from = { ...branch, last: { ...branch.last, push: branch.last.push + queued } };
  return pushQueue(from)(
    'officer-line',
    { text, ...(says.length > 0 ? { says: [...says] } : {}) },
    secretaries(branch),
    whenPolite(branch, now, about),
  );
};

/** Where and when, one fact a line. */
export const activityLines = (branch: Branch, activity: Activity, people: People): string[] => [
  `时间：${formatWhen(activity.start, branch.timeZone)}`,
  ...(activity.place === '' ? [] : [`地点：${withNames(activity.place, people)}`]),
  ...(activity.concern.scope === 'committee' ? [`范围：${concernText(activity.concern)}`] : []),
];

/** What comes before everything else: 第一议题 as the first item, and on a themed day what the branch does on each of them. */
const agendaLines = ({ settings }: Branch, activity: Activity, people: People): string[] => [
  ...[firstItem(activity)?.text ?? []].flat().map((text) => `第一议题：${withNames(text, people)}`),
  ...(activity.kind === '主题党日' && settings.checklist
    ? [`规定动作：${settings.checklist.map((thing) => withNames(thing, people)).join('、')}`]
    : []),
];

/** What the group may see: 应到, 已到, 线上 and per 党小组; never leave, and never who has not come. */
export const countsLine = (branch: Branch, activity: Activity): string => {
  const { should, present, online } = tally(branch, activity);
  const groups = activity.concern.scope === 'branch' ? tallyByGroup(branch, activity) : [];
  const perGroup = groups.length > 1 ? groups.map((g) => `${g.group} ${g.present}/${g.should}`).join('，') : '';
  const counts = `应到 ${should}，已到 ${present}${online > 0 ? `（线上 ${online}）` : ''}。`;
  return perGroup === '' ? counts : `${counts}${perGroup}。`;
};

const presentNames = (branch: Branch, activity: Activity, people: People): string[] => {
  if (!branch.settings.namesInGroup) return [];
  const names = branch.roster
    .filter((id) => activity.marks[id]?.is === 'present' && !branch.preferences[id]?.unnamed)
    .map((id) => nameOf(people, id));
  return names.length === 0 ? [] : [`已到：${names.join('、')}。`];
};

const checkInMessage = (branch: Branch, activity: Activity, people: People): Rendered => {
  const head = `【签到】${titleOf(activity, people)}`;
  if (activity.state === 'dropped') return { text: `${head}\n本次活动已取消。`, choices: [] };
  const counts = countsLine(branch, activity);
  const names = presentNames(branch, activity, people);
  if (activity.state === 'closed') {
    // Counts of what may not have been held would be read as nobody having come.
    if (isInDoubt(activity)) return { text: `${head}\n签到已结束。`, choices: [] };
    const { should, present } = tally(branch, activity);
    return {
      text: [head, `签到已结束。${counts}到会率 ${rate(present, should)}。`, ...names].join('\n'),
      choices: [],
    };
  }
  const id = activity.id;
  return {
    text: [
      head,
      ...activityLines(branch, activity, people),
      '签到已开始，到会的同志说「签到」即可；不方便打字的同志由支委代录。',
      counts,
      ...names,
    ].join('\n'),
    choices: [
      [
        { label: '签到', says: `/checkin ${id}` },
        { label: '迟到', says: `/late ${id}` },
      ],
      [...(activity.online ? [{ label: '线上', says: `/online ${id}` }] : []), { label: '请假', says: `/leave ${id}` }],
    ],
  };
};

/** With the 党小组 after a name that two members have, as an officer must say it to mean one of them. */
const withFullNames = (text: string, branch: Branch, people: People): string => {
  const isShared = (id: MemberId): boolean =>
    branch.roster.some((other) => other !== id && nameOf(people, other) === nameOf(people, id));
  return withNames(
    text.replaceAll(/⟦(M\d+)⟧/gu, (whole, id: string) => {
      const group = branch.members[id]?.group;
      return group !== undefined && isShared(id) ? `${whole} ${group}` : whole;
    }),
    people,
  );
};

/** To who decides; nothing once it is decided, withdrawn, or the member came after all. */
const leaveMessage = (branch: Branch, activity: Activity, people: People, { data }: Push): Rendered | undefined => {
  const member = String(data['member']);
  const leave = activity.leaves[member];
  if (leave?.state !== 'asked' || activity.marks[member]?.is === 'present') return undefined;
  const name = withFullNames(`⟦${member}⟧`, branch, people);
  const when = formatWhen(activity.start, branch.timeZone);
  const decisions = [`准假 ${name}`, `不准假 ${name}`];
  return {
    text: `${name}请假（${leave.category}）：${when} ${titleOf(activity, people)}。请说「${decisions[0]}」或「${decisions[1]}」。`,
    choices: [decisions.map((says) => ({ label: says, says }))],
  };
};

const answerChoices = (activity: Activity): Choice[][] =>
  activity.state === 'planned' || activity.state === 'open'
    ? [
        [
          { label: '请假', says: `/leave ${activity.id}` },
          { label: '我会到', says: `/coming ${activity.id}` },
        ],
      ]
    : [];

export const privacyText = [
  '【说明】我是本支部的支书助手，只登记签到、请假和活动安排。',
  '保存的内容：姓名（含大家的称呼）、党员状态、党小组、职务、聊天账号、到会情况和请假类别，供本支部书记和支委使用，按年度成册，由支部保管。支委写入的会议记录一并保存，其中的党员姓名只存编号。',
  '不保存聊天内容、请假事由、电话、身份证号、住址和健康情况。',
  '说「我的」可以查看本人记录；说「不用机器人」可以改由支委登记；说「不要点我名」后不在群内出现姓名；说「删除我的资料」可以申请删除，经书记确认后删除本人信息，只保留人数。',
].join('\n');

/** A push as the people at its destination read it now; undefined when what it speaks of no longer exists. */
export const renderPush = (branch: Branch, people: People, push: Push): Rendered | undefined => {
  const activity = branch.activities[String(push.data['activity'] ?? '')];
  const plain = (text: string): Rendered => ({ text: withNames(text, people), choices: [] });
  switch (push.template) {
    case 'privacy':
      return plain(privacyText);
    case 'notice':
    case 'guidance-list':
      return plain(String(push.data['text'] ?? ''));
    case 'officer-line': {
      const says = push.data['says'];
      const choices = Array.isArray(says)
        ? [
            says.map((line) => ({
              label: withFullNames(line, branch, people),
              says: withFullNames(line, branch, people),
            })),
          ]
        : [];
      return { text: withFullNames(String(push.data['text'] ?? ''), branch, people), choices };
    }
    case 'leave-asked':
      return activity && leaveMessage(branch, activity, people, push);
    case 'check-in':
      return activity && checkInMessage(branch, activity, people);
    case 'activity-announced':
      return (
        activity && {
          text: [
            `【活动通知】${titleOf(activity, people)}`,
            ...activityLines(branch, activity, people),
            ...agendaLines(branch, activity, people),
            '不能到会的同志请说「请假」，也可以私聊我；其他同志不需要回复。',
          ].join('\n'),
          choices: answerChoices(activity),
        }
      );
    case 'activity-moved':
      return (
        activity && {
          text: [
            `【活动改期】${titleOf(activity, people)}`,
            `原定：${String(push.data['was'] ?? '')}`,
            ...activityLines(branch, activity, people),
            ...agendaLines(branch, activity, people),
            '不能到会的同志请说「请假」；其他同志不需要回复。',
          ].join('\n'),
          choices: answerChoices(activity),
        }
      );
    case 'activity-dropped':
      return (
        activity &&
        plain(
          `【活动取消】原定 ${formatWhen(activity.start, branch.timeZone)} 的${titleOf(activity, people)}已取消，不需要回复。`,
        )
      );
    case 'activity-reminder':
      return (
        activity && {
          text: [
            `【活动提醒】${titleOf(activity, people)}`,
            ...activityLines(branch, activity, people),
            ...agendaLines(branch, activity, people),
            '不能到会的同志请说「请假」；已经请假的同志不需要再说。',
          ].join('\n'),
          choices: answerChoices(activity),
        }
      );
    case 'activity-closed':
      return (
        activity &&
        plain(
          `【小结】${titleOf(activity, people)}签到已结束。${countsLine(branch, activity)}到会率 ${rate(
            tally(branch, activity).present,
            tally(branch, activity).should,
          )}。名单已交书记，不在群内公布。`,
        )
      );
    default:
      return push.template satisfies never;
  }
};

/** Templates whose message follows the ledger: edited in place while it can be. */
export const isLive = (push: Push): boolean => push.template === 'check-in';

/** After an attempt whose outcome is unknown: a reminder twice is worse than once missed, an official notice is not. */
export const resendsAfterUnknown = (push: Push): boolean => push.template !== 'activity-reminder';

/** The line above what is sent again because nobody knows whether it arrived. */
export const againLine = '【补发】上一次发送没有得到确认，已经看到的同志请忽略这一条。';

/** What is owed in a room within the same minute goes as one message; what is edited later, or said once for good, stands alone. */
export const mayBeJoined = (push: Push): boolean => !isLive(push) && push.template !== 'privacy';

/** When it was to go, in epoch milliseconds. */
export const dueOf = (push: Push): number => Math.max(push.queuedAt, push.notBefore ?? 0);

/** The push and those that went with it as one message, in the order of their numbers. */
export const shownTogether = (branch: Branch, push: Push): Push[] => {
  const refs = new Set(Object.values(push.shown));
  return Object.values(branch.pushes)
    .filter(({ id, shown }) => id === push.id || Object.values(shown).some((ref) => refs.has(ref)))
    .toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
};

/**
 * The accounts at which a member can be written to, first known first. WeChat shuts out who writes to people unasked, so a
 * reminder is never sent there in private.
 */
export const reachableAt = (people: People, member: MemberId, template: Template): string[] =>
  accountsOf(people, member).filter(
    (account) =>
      people.accounts[account]?.trust === 'confirmed' &&
      !isNickname(account) &&
      !(template === 'activity-reminder' && account.startsWith('wechat:')),
  );
