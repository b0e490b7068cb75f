import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';

/** 学习日: on the day the branch chose with 设置, one message on what is studied; nobody is asked to answer. */
export default defineSchedule({
  id: 'study-day',
  title: '学习日',
  due: recurring(({ settings }) => settings.studyDay?.rule),
  // The next morning it is no longer that day.
  catchUpHours: 6,
  run({ branch }) {
    const what = branch.settings.studyDay?.text ?? '';
    const text = `【学习日】今天是本支部学习日。${what === '' ? '' : `学习内容：${what.replace(/。$/u, '')}。`}不需要回复。`;
    return pushQueue(branch)('notice', { text }, roomsOf(branch));
  },
});
