import type { Activity, Mark } from './branch.ts';
import type { MemberId } from './roster.ts';

/** A mark in words, for the member or an officer only; 「未登记」 where there is none. */
export const markWords = (mark: Mark | undefined): string => {
  if (!mark) return '未登记';
  switch (mark.is) {
    case 'present': {
      const how = [mark.online ? '线上' : '', mark.late ? `晚到${mark.late}分钟` : '', mark.recordedBy ? '代录' : ''];
      const said = how.filter((one) => one !== '').join('、');
      return said === '' ? '到会' : `到会（${said}）`;
    }
    case 'leave':
      return `请假（${mark.category ?? '其他'}）`;
    case 'absent':
      return `缺席${mark.unconfirmed ? '（待确认）' : ''}`;
    default:
      return mark.is satisfies never;
  }
};

/** One member's mark in an activity, with what was made up since, for that member or an officer only. */
export const markText = (activity: Activity, id: MemberId): string => {
  const mark = activity.marks[id];
  const madeUp = activity.madeUp[id] && mark && mark.is !== 'present' ? '，已补课' : '';
  return `${markWords(mark)}${madeUp}`;
};

/** What one member said about an activity that is not over, for that member alone; empty where nothing was said. */
export const saidText = (activity: Activity, id: MemberId): string => {
  const leave = activity.leaves[id];
  if (activity.marks[id]) return markWords(activity.marks[id]);
  if (leave) return leave.state === 'asked' ? `请假（${leave.category}），待书记确认` : '请假没有获得同意';
  if (activity.proxies[id]) return '已有同志代报，待支委确认';
  if (activity.announcedLate[id] !== undefined) return '已说明晚到';
  return activity.intentions[id] ? '打算参加' : '';
};
