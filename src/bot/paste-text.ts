import type { Activity, Branch, Mark } from '../domain/branch.ts';
import { formatWhen } from '../domain/calendar.ts';
import type { Paste } from '../domain/paste.ts';
import type { Compared, Understood } from '../domain/paste-compare.ts';
import { titleOf } from '../domain/push.ts';
import { type MemberId, nameOf, type People } from '../domain/roster.ts';

const kindText = { relay: '一份接龙', chat: '一段聊天记录', list: '一份名单' } as const;
const longestName = 12;
const namesShown = 20;

const markWords = (mark: Understood | Mark): string => {
  if (mark.is === 'leave') return `请假（${mark.category ?? '其他'}）`;
  if (mark.is === 'absent') return '缺席';
  const how = [mark.online ? '线上' : '', mark.late ? `晚到${mark.late}分钟` : ''].filter((one) => one !== '');
  return how.length === 0 ? '到会' : `到会（${how.join('、')}）`;
};

/** What was understood of a paste, per person, for the officer alone; it names strangers, so it is said and never kept. */
export const pasteText = (
  branch: Branch,
  people: People,
  activity: Activity,
  paste: Paste,
  compared: Compared,
): string[] => {
  const name = (id: MemberId): string => {
    const group = branch.members[id]?.group;
    const isShared = branch.roster.some((other) => other !== id && nameOf(people, other) === nameOf(people, id));
    return isShared && group !== undefined ? `${nameOf(people, id)}（${group}）` : nameOf(people, id);
  };
  const { fresh, differing, same, reported, unknown, outside, otherTimes } = compared;
  const strangers = unknown
    .slice(0, namesShown)
    .map((one) => `${[...one.name].slice(0, longestName).join('')}（第 ${one.line} 行）`);
  return [
    `【粘贴】看到${kindText[paste.kind]}，对应 ${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}。`,
    fresh.length === 0
      ? '没有需要新登记的同志。'
      : `新登记 ${fresh.length} 人：${fresh.map(({ member, mark }) => `${name(member)} ${markWords(mark)}`).join('；')}。`,
    ...(reported.length > 0
      ? [`代报 ${reported.length} 人，登记后还需确认：${reported.map(({ member }) => name(member)).join('、')}。`]
      : []),
    ...(differing.length > 0
      ? [
          `与台账不一致 ${differing.length} 人：${differing
            .map(({ member, mark, known }) => `${name(member)} 台账为${markWords(known)}，粘贴为${markWords(mark)}`)
            .join('；')}。`,
        ]
      : []),
    ...(same > 0 ? [`与台账相同 ${same} 人。`] : []),
    ...(unknown.length > 0
      ? [
          `有 ${unknown.length} 行没有对上名册：${strangers.join('、')}${unknown.length > namesShown ? '等' : ''}。姓名只在这里显示，不保存。`,
        ]
      : []),
    ...(outside.length > 0 ? [`不在这次活动范围内：${outside.map(name).join('、')}。`] : []),
    ...(otherTimes > 0 ? [`另有 ${otherTimes} 条不是这次活动前后说的，没有计入。`] : []),
    ...(paste.unclearLists > 0
      ? [`另有 ${paste.unclearLists} 份接龙看不出是不是签到，没有计入；如果是，请单独粘贴。`]
      : []),
    ...(activity.state === 'planned' && fresh.length + reported.length > 0
      ? ['这次活动还没有开始过签到，登记时会先开始；登记完请说「结束签到」。']
      : []),
  ];
};

/** Says what the officer should do about a text that cannot be used. */
export const notACheckIn = '这份名单看起来不是签到，没有登记。如确实是到会名单，请用「代录 姓名」登记。';
