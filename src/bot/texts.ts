import type { Activity } from '../domain/branch.ts';
import type { MemberId } from '../domain/roster.ts';

/** One member's mark in words, for that member or an officer only. */
export const markText = (activity: Activity, id: MemberId): string => {
  const mark = activity.marks[id];
  const madeUp = activity.madeUp[id] ? '，已补课' : '';
  if (!mark) return '未登记';
  switch (mark.is) {
    case 'present': {
      const how = [mark.online ? '线上' : '', mark.late ? `晚到${mark.late}分钟` : '', mark.recordedBy ? '代录' : ''];
      const said = how.filter((one) => one !== '').join('、');
      return said === '' ? '到会' : `到会（${said}）`;
    }
    case 'leave':
      return `请假（${mark.category ?? '其他'}）${madeUp}`;
    case 'absent':
      return `缺席${mark.unconfirmed ? '（待确认）' : ''}${madeUp}`;
    default:
      return mark.is satisfies never;
  }
};

const afterClosing = '签到已经结束，已转支委确认，确认后计入。';
/** What a 签到 after the closing is told: it is reported and not yet counted. */
export const waitsForOfficer = { answer: afterClosing, privately: true, instead: afterClosing } as const;
