import { markedPresentBeside, shouldAttend, tally } from './attendance.ts';
import type { Activity, Kind } from './branch.ts';
import { formatDay, localDate, localTime } from './calendar.ts';
import { type Block, numbered, type Paper } from './paper.ts';
import { quorum } from './quorum.ts';
import { absentees, missingIn, numberInYear, reasonsOf } from './record.ts';
import type { RecordPart } from './record-part.ts';
import { Refusal } from './refusal.ts';
import { nameOf, type People, withNames } from './roster.ts';
import { formTitle, sheetName } from './sheet.ts';
import { commonChecklist } from './themed-day.ts';
import { verdictOf } from './vote.ts';
import type { Yearbook } from './yearbook.ts';

/** Meetings whose first item of agenda is 第一议题. */
const withFirstItem: readonly Kind[] = ['支部党员大会', '支委会', '党小组会'];

const blank = '＿＿＿＿＿＿＿＿';

type Of<T extends RecordPart['is']> = Extract<RecordPart, { is: T }>;

/** 「2026年第3次支部党员大会」 */
export const meetingName = ({ branch }: Yearbook, activity: Activity): string => {
  const year = localDate(activity.start, branch.timeZone).slice(0, 4);
  const group = activity.concern.scope === 'group' ? activity.concern.group : '';
  return `${year}年第${numberInYear(branch, activity)}次${group}${activity.kind}`;
};

const longDay = (date: string): string => `${date.slice(0, 4)}年${formatDay(date)}`;

const lasting = (minutes: number): string =>
  minutes < 60 ? `${minutes}分钟` : `${Math.floor(minutes / 60)}小时${minutes % 60 === 0 ? '' : `${minutes % 60}分钟`}`;

/**
 * The record of one meeting below its title: head, agenda, minutes, votes, decisions and who signs. Headings begin at
 * `level`, without numbers (see `numbered`). What is not known yet is left open to be written by hand.
 */
export const recordBlocks = (
  yearbook: Yearbook,
  people: People,
  activity: Activity,
  { level = 1 }: { readonly level?: 1 | 2 | 3 } = {},
): Block[] => {
  const { branch } = yearbook;
  const written = yearbook.recordOf(activity.id).map(({ part }) => part);
  const all = <T extends RecordPart['is']>(is: T): Of<T>[] => written.filter((part): part is Of<T> => part.is === is);
  const named = (text: string): string => withNames(text, people);
  const officeOf = (is: 'chair' | 'recorder'): string => {
    const part = all(is).at(-1);
    return part === undefined ? '' : `${part.post === undefined ? '' : `${part.post} `}${nameOf(people, part.member)}`;
  };
  const isClosed = activity.state === 'closed';
  const { should, present, online, leave, absent } = tally(branch, activity);
  const inRoom = quorum(branch, activity);
  const reasons = reasonsOf(activity);
  const onLeave = shouldAttend(branch, activity).filter((id) => activity.marks[id]?.is === 'leave');
  const beside = markedPresentBeside(branch, activity);
  const guests = all('guests').map(({ text }) => named(text));
  const date = localDate(activity.start, branch.timeZone);
  const ended = all('adjourned').at(-1);
  const end = ended === undefined ? undefined : Date.parse(ended.at);
  const minutes = end === undefined ? 0 : Math.round((end - activity.start) / 60_000);
  const endDay = end === undefined ? date : localDate(end, branch.timeZone);
  const endText =
    end === undefined ? blank : `${endDay === date ? '' : formatDay(endDay)}${localTime(end, branch.timeZone)}`;
  const counted = (count: number, details: readonly string[]): string =>
    `${count} 人${details.length === 0 ? '' : `：${details.join('、')}`}`;
  const votes = all('vote');

  const heading = (text: string): Block => ({ is: 'heading', level, text });
  const body = (text: string): Block => ({ is: 'paragraph', text });
  const section = (title: string, blocks: readonly Block[]): Block[] =>
    blocks.length === 0 ? [] : [heading(title), ...blocks];

  const items = all('item').filter(({ first }) => !first);
  const firstItem = all('item').findLast(({ first }) => first);
  const isMeeting = withFirstItem.includes(activity.kind);
  const agenda = [
    ...(isMeeting || firstItem ? [`第一议题：${firstItem ? named(firstItem.text) : blank}`] : []),
    ...items.map(({ text }) => named(text)),
    ...(items.length === 0 && activity.topic !== '' ? [named(activity.topic)] : []),
  ];
  const missing = missingIn(branch, activity);

  return [
    {
      is: 'fields',
      rows: [
        [['会议名称', meetingName(yearbook, activity)]],
        [
          [
            '时间',
            `${longDay(date)}${localTime(activity.start, branch.timeZone)}至${endText}${minutes > 0 ? `（${lasting(minutes)}）` : ''}`,
          ],
        ],
        [['地点', named(activity.place)]],
        [
          ['主持人', officeOf('chair')],
          ['记录人', officeOf('recorder')],
        ],
        [
          ['应到', `${should} 人`],
          ['实到', isClosed ? `${present} 人${online > 0 ? `（其中线上 ${online} 人）` : ''}` : ''],
        ],
        [
          [
            '请假',
            isClosed
              ? counted(
                  leave,
                  onLeave.map((id) => `${nameOf(people, id)}（${activity.marks[id]?.category ?? '其他'}）`),
                )
              : '',
          ],
        ],
        [
          [
            '缺席',
            isClosed
              ? counted(
                  absent,
                  absentees(branch, activity).map((id) => `${nameOf(people, id)}（${reasons.get(id) ?? '原因待补'}）`),
                )
              : '',
          ],
        ],
        [['列席', [...beside.map((id) => `${nameOf(people, id)}（不计入应到）`), ...guests].join('；') || '无']],
        ...(votes.length > 0
          ? [[['表决权', `有表决权应到会 ${inRoom.base} 人，现场 ${inRoom.present} 人（线上不计）`] as const]]
          : []),
      ],
    },
    ...section(
      '议题',
      agenda.map((text, index) => body(level === 3 ? `（${index + 1}）${text}` : `${index + 1}. ${text}`)),
    ),
    ...(activity.kind === '主题党日'
      ? section('规定动作', [
          body((branch.settings.checklist ?? commonChecklist).map((thing) => `□ ${named(thing)}`).join('　')),
        ])
      : []),
    ...section(
      '会议内容',
      all('note').map(({ text }) => body(named(text))),
    ),
    ...section(
      '表决情况',
      votes.length === 0
        ? []
        : [
            {
              is: 'table',
              columns: [
                { title: '事项', width: 44, align: 'left' },
                { title: '赞成', width: 14 },
                { title: '反对', width: 14 },
                { title: '弃权', width: 14 },
                { title: '结果', width: 70, align: 'left' },
              ],
              rows: votes.map((vote) => [
                `${named(vote.text)}${vote.written > 0 ? `（含书面意见 ${vote.written} 份）` : ''}`,
                String(vote.for),
                String(vote.against),
                String(vote.abstain),
                verdictOf(vote, inRoom, activity.concern).join(''),
              ]),
            },
          ],
    ),
    ...section(
      '决议',
      all('decision').map(({ text }) => body(named(text))),
    ),
    { is: 'signatures', lines: [`主持人签字：${blank}　　记录人签字：${blank}`, '　　　　年　　月　　日'] },
    ...(missing.length > 0
      ? [{ is: 'paragraph' as const, as: 'note' as const, text: `这份记录还不完整，尚缺：${missing.join('、')}。` }]
      : []),
  ];
};

/** 会议记录 of one activity. Refuses with dropped, and with not-held what has not begun and has no record yet. */
export const meetingRecord = (yearbook: Yearbook, people: People, activity: Activity): Paper => {
  const { branch } = yearbook;
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消，没有会议记录。');
  if (activity.state === 'planned' && yearbook.recordOf(activity.id).length === 0) {
    throw new Refusal('not-held', '这次活动还没有开始，也没有写入过会议记录。');
  }
  const missing = missingIn(branch, activity);
  return {
    name: sheetName(localDate(activity.start, branch.timeZone), branch.name, activity.kind, '会议记录', activity.id),
    title: formTitle(branch, activity, '记录'),
    layout: 'official',
    ...(missing.length > 0 ? { remark: `记录还不完整，尚缺：${missing.join('、')}。` } : {}),
    blocks: numbered(recordBlocks(yearbook, people, activity)),
  };
};
