import { readFile } from 'node:fs/promises';
import type { Founding } from './bot/founding.ts';
import type { Recorder } from './bot/recorder.ts';
import { readRosterFile } from './documents/roster-file.ts';
import { closeActivity } from './domain/attendance.ts';
import { addDays, instantOf, localDate } from './domain/calendar.ts';
import type { Fact } from './domain/entry.ts';
import { type MemberId, nameOf } from './domain/roster.ts';
import { importRoster } from './domain/roster-import.ts';
import { readRosterTable } from './domain/roster-table.ts';
import { dataFolder } from './places.ts';
import type { Clock } from './ports.ts';

export const demoName = '示范支部';
export const demoRoom = 'local:group';
/** The member who never types: in the room, and recorded by an officer. */
const neverTypes: MemberId = 'M19';

export const demoAccountOf = (id: MemberId): string => `local:${id.toLowerCase()}`;

const plan = (
  activity: string,
  start: number,
  kind: '主题党日' | '支部党员大会' | '党小组会',
  topic: string,
  group?: string,
): Fact => ({
  type: 'activity-planned',
  activity,
  kind,
  concern: group === undefined ? { scope: 'branch' } : { scope: 'group', group },
  start: new Date(start).toISOString(),
  place: '党群服务中心二楼',
  topic,
  online: kind === '主题党日',
});

/** Makes the demo branch once, relative to today: one activity closed, one coming, one nobody has registered. */
export const seedDemo = async (founding: Founding, recorder: Recorder, clock: Clock, zone: string): Promise<void> => {
  if (founding.branchNamed(demoName) !== undefined) return;
  const today = localDate(clock.now(), zone);
  const at = (days: number, time: string): number => instantOf(addDays(today, days), time, zone);
  const founded = at(-30, '09:00');
  const held = await founding.prepare(demoName, demoRoom, founded);
  const file = new URL('demo/roster.csv', dataFolder);
  const reading = readRosterTable(await readRosterFile('roster.csv', await readFile(file)));
  if ('problems' in reading) throw new Error(`${file.pathname} is not a roster: ${reading.problems[0]?.what}`);
  const roster = importRoster(held.branch, held.people, reading.rows, { bindAccounts: false });
  if ('problems' in roster) throw new Error(`${file.pathname} is not a roster: ${roster.problems[0]?.what}`);
  const write = (facts: readonly Fact[], when: number, by: MemberId | 'operator'): Promise<void> =>
    recorder.record(held.id, { facts, at: when, by });
  await recorder.record(held.id, {
    facts: [...roster.facts, { type: 'room-informed', room: demoRoom }],
    people: [
      ...roster.people,
      ...roster.added
        .filter((id) => id !== neverTypes)
        .map((id) => ({ bind: demoAccountOf(id), to: id, trust: 'confirmed' as const })),
    ],
    at: founded,
    by: 'operator',
  });

  await write([plan('A1', at(-6, '19:30'), '主题党日', '学习党的二十届四中全会精神')], at(-10, '10:00'), 'M1');
  await write([{ type: 'check-in-opened', activity: 'A1' }], at(-6, '19:00'), 'M1');
  await write([{ type: 'leave-asked', activity: 'A1', member: 'M9', category: '公差' }], at(-7, '12:00'), 'M9');
  await write([{ type: 'leave-decided', activity: 'A1', member: 'M9', approved: true }], at(-7, '13:00'), 'M1');
  await write([{ type: 'leave-asked', activity: 'A1', member: 'M14', category: '病假' }], at(-6, '18:00'), 'M14');
  for (const id of held.branch.roster) {
    if (['M9', 'M14', 'M17'].includes(id)) continue;
    const mark =
      id === neverTypes
        ? { is: 'present' as const, recordedBy: 'M2' }
        : { is: 'present' as const, ...(id === 'M12' ? { online: true as const } : {}) };
    await write(
      [{ type: 'attendance-marked', activity: 'A1', member: id, mark }],
      at(-6, '19:25'),
      id === neverTypes ? 'M2' : id,
    );
  }
  const open = held.branch.activities['A1'];
  if (open) await write(closeActivity(held.branch, open), at(-6, '21:00'), 'M1');
  const group = held.branch.members['M1']?.group;
  await write([plan('A2', at(-1, '19:30'), '党小组会', '交流学习体会', group)], at(-4, '09:00'), 'M1');
  await write([plan('A3', at(3, '19:30'), '支部党员大会', '通报前三季度工作')], at(-1, '09:00'), 'M1');
};

/** Everybody of the demo branch who can be chosen in the page. */
export const demoPersonas = (recorder: Recorder, branch: string) => async () => {
  const held = await recorder.load(branch);
  return held.branch.roster
    .filter((id) => id !== neverTypes)
    .map((id) => {
      const member = held.branch.members[id];
      const title = [member?.posts.join('、') ?? '', member?.group ?? '', member?.status === '预备' ? '预备党员' : '']
        .filter((one) => one !== '')
        .join('，');
      return { account: demoAccountOf(id), name: nameOf(held.people, id), title };
    });
};
