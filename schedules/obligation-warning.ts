import { defineSchedule } from '../src/bot/schedule.ts';
import { nextWarning, renderWarning } from '../src/domain/due-list.ts';
import { queueToOfficers } from '../src/domain/push.ts';

/** What a period still lacks, told to the secretary alone: 15 and 7 days before its end, and once after it. */
export default defineSchedule({
  id: 'obligation-warning',
  title: '应做事项提醒',
  due: (branch, { presets }, after) => nextWarning(branch, presets, after),
  // Later than three days the next warning, or 欠账, says it better.
  catchUpHours: 72,
  run({ due, branch, presets }) {
    const text = renderWarning({ branch, presets, now: due });
    return text === undefined ? [] : queueToOfficers(branch, text, due, []);
  },
});
