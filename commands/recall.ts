import type { Confirmed } from '../src/bot/command.ts';
import { confirmed, defineCommand, isConfirmed, type Outcome, type Situation } from '../src/bot/command.ts';
import type { Push, Template } from '../src/domain/branch.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { dueOf, shownTogether } from '../src/domain/push.ts';
import { keptPushTitle } from '../src/domain/push-title.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { withNames } from '../src/domain/roster.ts';

/** What says something once; 签到 follows the ledger instead, and 隐私 must have been said. */
const takenBack: ReadonlySet<Template> = new Set([
  'notice',
  'guidance-list',
  'activity-announced',
  'activity-moved',
  'activity-dropped',
  'activity-reminder',
  'activity-closed',
]);

/** Where it stands or will; a platform that gives no ref for it cannot take it back either. */
const roomsOf = (push: Push, { recallForMs }: Situation): string[] =>
  push.to.filter((to) => to.includes(':') && (to in push.shown || to in push.owed || recallForMs(to) === undefined));

const latest = (situation: Situation): Push | undefined =>
  Object.values(situation.branch.pushes)
    .filter((push) => takenBack.has(push.template) && !push.withdrawn && roomsOf(push, situation).length > 0)
    .toSorted((a, b) => dueOf(b) - dueOf(a) || Number(b.id.slice(1)) - Number(a.id.slice(1)))[0];

const titleOf = ({ branch, people }: Situation, pushes: readonly Push[]): string =>
  pushes.map((push) => withNames(keptPushTitle(branch, push), people)).join('、');

/** Where it has not been sent yet it need not be taken back; elsewhere the platform must allow it. */
const takeBack = (situation: Situation, push: Push): Outcome => {
  const { branch, now, recallForMs } = situation;
  const pushes = shownTogether(branch, push);
  if (!pushes.every(({ template }) => takenBack.has(template))) {
    throw new Refusal('not-recallable', '这一类消息不能撤回；可以撤回的是通知、清单和活动的通知、提醒、小结。');
  }
  if (push.withdrawn) throw new Refusal('already-withdrawn', '这条推送已经撤回，不需要再说。');
  const rooms = roomsOf(push, situation);
  const allowed = rooms.map((room) => ({
    room,
    forMs: push.owed[room] === 'waiting' ? Number.POSITIVE_INFINITY : recallForMs(room),
  }));
  const able = allowed.filter(({ forMs }) => forMs !== undefined && dueOf(push) > now - forMs).map(({ room }) => room);
  const title = titleOf(situation, pushes);
  if (able.length === 0) {
    throw allowed.every(({ forMs }) => forMs === undefined)
      ? new Refusal('no-recall', `这个群里的消息不能由我撤回，请在群里手动处理，或另发通知说明：${title}。`)
      : new Refusal('too-old', `已经超过平台允许撤回的时间，请在群里手动删除，或另发通知说明：${title}。`);
  }
  const left = rooms.length - able.length;
  const isOfActivity = pushes.some(({ data, template }) => template === 'activity-announced' && data['activity']);
  return {
    facts: pushes.map(({ id }) => ({ type: 'push-withdrawn', push: id, rooms: able })),
    answer: [
      `正在从${able.length}个群撤回${title}。`,
      ...(left > 0 ? [`另有${left}个群不能撤回，请在群里手动处理或另行说明。`] : []),
      ...(isOfActivity ? ['活动本身仍然有效，需要取消请说「取消活动」。'] : []),
    ].join(''),
  };
};

export default defineCommand<string | Confirmed>({
  words: ['撤回'],
  alias: 'recall',
  help: '撤回',
  does: '撤回最近一条推送，回复「确认」以后才撤回；引用一条推送说「撤回」则直接撤回那一条',
  chapter: '会前安排',
  from: 'officer',
  onlyAddressed: true,
  run(situation, args) {
    const { branch, quotes } = situation;
    const named = isConfirmed(args) ? args.confirmed : quotes;
    const push = named === undefined ? latest(situation) : branch.pushes[named];
    if (!isConfirmed(args) && args !== '' && !/^(?:一?下|上一?条|刚才的?|这条)?(?:通知|清单|消息|推送)?$/u.test(args)) {
      throw new Refusal('which', '撤回一条推送，请引用那条消息说「撤回」；只说「撤回」是指最近一条。');
    }
    if (!push) throw new Refusal('nothing', '近期没有可以撤回的推送。');
    if (named !== undefined) return takeBack(situation, push);
    // Whoever does not point at it is told first which one is meant.
    takeBack(situation, push);
    const title = titleOf(situation, shownTogether(branch, push));
    return {
      answer: `将撤回${formatWhen(dueOf(push), branch.timeZone)}的${title}，请回复「确认」。`,
      question: [{ words: ['确认'], args: confirmed(push.id) }],
    };
  },
});
