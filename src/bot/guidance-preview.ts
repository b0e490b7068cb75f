import { type GuidanceList, renderList } from '../domain/guidance.ts';
import type { Problem } from '../domain/roster-row.ts';

const shown = 10;

/** At most ten problems, by line. */
export const problemLines = (problems: readonly Problem[]): string[] => [
  ...problems.slice(0, shown).map(({ what }) => what),
  ...(problems.length > shown ? [`另有 ${problems.length - shown} 处。`] : []),
];

/** What was understood of a list, what was not, and what 确认 does. */
export const previewText = (
  list: GuidanceList,
  { unread, monthSaid, replaces }: { unread: readonly Problem[]; monthSaid: string | undefined; replaces: boolean },
): string => {
  const month = `${Number(list.month.slice(5))}月`;
  const [, ...lines] = renderList(list).split('\n').slice(0, -1);
  const required = list.items.filter((item) => item.required).length;
  return [
    `【清单预览】${month}，读出${list.items.length}项，必做${required}项，还没有保存：`,
    ...lines,
    ...(unread.length > 0 ? [`没有记下的内容（${unread.length}处）：`, ...problemLines(unread)] : []),
    ...(monthSaid === undefined || monthSaid === list.month
      ? []
      : [`标题写的是${Number(monthSaid.slice(5))}月，将按${month}保存。`]),
    `核对无误请回复「确认」${replaces ? `，替换现有的${month}清单，同样的项目保留进展` : '保存'}；需要更改，请改好后再发一次。`,
  ].join('\n');
};
