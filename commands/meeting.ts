import { defineCommand } from '../src/bot/command.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { planActivity, readPlan } from '../src/domain/plan.ts';
import { concernText } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['发起'],
  alias: 'meeting',
  help: '发起 种类 日期 时间 地点 主题',
  does: '安排一次活动并通知；允许线上参加时加上「可线上」，有第一议题时在最后写「第一议题 内容」',
  chapter: '会前安排',
  from: 'leader',
  run(situation, line) {
    const { branch, people, speaker, at } = situation;
    const member = speaker.member === undefined ? undefined : branch.members[speaker.member];
    if (branch.roster.length === 0) throw new Refusal('no-roster', '还没有名册，请先发送名册，再安排活动。');
    const plan = readPlan(line, branch, member, at);
    if (speaker.role === 'leader' && !(plan.concern.scope === 'group' && plan.concern.group === member?.group)) {
      throw new Refusal('own-group-only', '党小组长只能安排本党小组的活动。');
    }
    const facts = planActivity(branch, people, plan);
    return {
      facts,
      answer: `已安排${plan.kind}：${formatWhen(plan.start, branch.timeZone)}，${plan.place}，${concernText(plan.concern)}${plan.online ? '，可线上参加' : ''}。通知正在发出；开始前30分钟自动开始签到。`,
    };
  },
});
