import type { Activity } from '../domain/branch.ts';
import { pushQueue, queueToOfficers, secretaries, whenPolite } from '../domain/push.ts';
import { marksFromRelay, type Told } from '../domain/relay-marks.ts';
import type { Merge } from '../domain/relay-merge.ts';
import { mayAct } from '../domain/roster.ts';
import { nameBookOf } from '../domain/written.ts';
import { defineCommand, type Outcome, type Situation } from './command.ts';
import { waitsForOfficer } from './texts.ts';

/** Read off a list posted in a room, before anything is decided. */
export type Posted = { readonly activity: string; readonly merge: Merge; readonly unknown: readonly number[] };

const rowsLine = (numbers: readonly number[]): string =>
  `群里的接龙有 ${numbers.length} 行没有对上名册：第 ${numbers.join('、')} 行。请核对，需要时请说「代录 姓名」。`;

/** What a list posted in a room does; nobody says it, so 帮助 does not list it. */
export const relayCommand = defineCommand({
  words: ['接龙'],
  alias: 'relay',
  help: '接龙',
  does: '读取群里的接龙',
  chapter: '签到与请假',
  from: 'named',
  where: 'room',
  run(situation): Outcome {
    const { branch, people, speaker, at, now, prepared } = situation;
    const { activity: id, merge, unknown } = prepared as Posted;
    const activity = branch.activities[id];
    const poster = speaker.member;
    if (!activity || poster === undefined) return {};
    const book = nameBookOf(branch, people);
    const rows = merge.changes.flatMap(({ row, was }): Told[] => {
      const member = row.name === undefined ? undefined : book.find(row.name, row.text);
      return member === undefined ? [] : [{ member, row, edited: was !== undefined }];
    });
    const marks = marksFromRelay(
      branch,
      activity,
      rows,
      { member: poster, isOfficer: mayAct(speaker.role, 'officer') },
      at,
    );
    const asked = marks.flatMap((fact) => (fact.type === 'leave-asked' ? [fact] : []));
    const queue = pushQueue(branch);
    const leaves = asked.flatMap(({ member, category }) =>
      queue(
        'leave-asked',
        { activity: id, member, category },
        secretaries(branch),
        whenPolite(branch, now, branch.activities[id]),
      ),
    );
    const gone = merge.gone
      .flatMap((name) => book.find(name) ?? [])
      .filter((member) => activity.marks[member]?.is === 'present');
    const lines = [
      ...(unknown.length > 0 ? [rowsLine(unknown)] : []),
      ...(gone.length > 0
        ? [
            `群里的接龙比之前少了${gone.map((member) => `⟦${member}⟧`).join('、')}，登记没有改动。如确实没有到，请说「代录 姓名 缺席」。`,
          ]
        : []),
    ];
    const facts = [...marks, ...leaves];
    const toOfficers = lines.length === 0 ? [] : queueToOfficers(branch, lines.join('\n'), now, facts);
    return { facts: [...facts, ...toOfficers], ...answerTo(situation, activity, marks) };
  },
});

/** The usual acknowledgement of what is the poster's own, or an officer's, and nothing else in the group. */
const answerTo = ({ speaker }: Situation, activity: Activity, marks: Outcome['facts'] & {}): Outcome => {
  const isOwn = (fact: (typeof marks)[number]): boolean => 'member' in fact && fact.member === speaker.member;
  if (marks.some((fact) => fact.type === 'proxy-reported' && isOwn(fact))) {
    const { answer, privately } = waitsForOfficer;
    return activity.state === 'closed' ? { answer, privately } : {};
  }
  const recorded = marks.filter(({ type }) => type === 'attendance-marked');
  const own = recorded.some(isOwn);
  const asked = marks.some((fact) => fact.type === 'leave-asked' && isOwn(fact));
  if (recorded.length === 0 && !asked) return {};
  return {
    answer: 'acknowledge',
    toast: own
      ? '签到成功。'
      : asked
        ? '已登记请假，待书记确认；如有误请说「销假」。'
        : `已按接龙登记 ${recorded.length} 人。`,
    activity: activity.id,
    ...(own && speaker.member !== undefined ? { receiptFor: speaker.member } : {}),
  };
};

/** Talk binds nobody and needs no name: only the officers hear that a list might have been one. */
export const unclearCommand = defineCommand({
  words: ['接龙'],
  alias: 'relay_unclear',
  help: '接龙',
  does: '读取群里的接龙',
  chapter: '签到与请假',
  from: 'anyone',
  where: 'room',
  run: ({ branch, now }) => ({
    facts: queueToOfficers(
      branch,
      '群里有一份接龙，看不出是不是签到、是哪一次活动，没有登记。如果是签到，请把它复制后私聊发给我。',
      now,
      [],
    ),
  }),
});
