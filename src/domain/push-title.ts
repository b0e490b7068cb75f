import type { Activity, Branch, Push, Template } from './branch.ts';

/** The title as the ledger may keep it, in a text that is rendered later; 党小组 that meet at the same time are told apart. */
export const keptTitle = ({ kind, topic, concern }: Pick<Activity, 'kind' | 'topic' | 'concern'>): string => {
  const whose = concern.scope === 'group' ? concern.group : '';
  return `${whose}${kind}${topic === '' ? '' : `「${topic}」`}`;
};

/** What each is called to people. */
export const pushTitles: Readonly<Record<Template, string>> = {
  privacy: '隐私说明',
  'activity-announced': '活动通知',
  'activity-moved': '改期通知',
  'activity-dropped': '取消通知',
  'activity-reminder': '活动提醒',
  'check-in': '签到消息',
  'activity-closed': '活动小结',
  'guidance-list': '组织生活清单',
  notice: '通知',
  'officer-line': '私聊消息',
  'leave-asked': '请假待批的消息',
};

const longestExcerpt = 20;

/** The first characters of a text with ids for names; a member's id in it counts as one and is never cut. */
export const excerpt = (text: string): string => {
  const [line = ''] = text.replace(/^【[^】]*】/u, '').split('\n');
  const all = line.match(/⟦M\d+⟧|./gu) ?? [];
  return `${all.slice(0, longestExcerpt).join('')}${all.length > longestExcerpt ? '……' : ''}`;
};

/** What a push is, in a few words that the ledger may keep: 「通知「停水」」, 「活动提醒（党课）」. */
export const keptPushTitle = (branch: Branch, { template, data }: Push): string => {
  const title = pushTitles[template];
  if (template === 'notice') return `${title}「${excerpt(String(data['text'] ?? ''))}」`;
  if (template === 'guidance-list') return `${Number(String(data['month']).slice(5))}月${title}`;
  const activity = branch.activities[String(data['activity'] ?? '')];
  return activity ? `${title}（${keptTitle(activity)}）` : title;
};
