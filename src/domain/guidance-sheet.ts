import { dayOf, type GuidanceList } from './guidance.ts';
import { type People, withNames } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';

/** A month's list as a form to print or to keep: every item with its papers, whole. It names no branch: one list may be for many. */
export const guidanceSheet = (list: GuidanceList, people: People): Sheet => {
  const { month, issuer, theme, window, audience, invite, items, suggestion } = list;
  const named = (text: string): string => withNames(text, people);
  const required = items.filter((item) => item.required).length;
  return {
    name: sheetName(month, '组织生活清单'),
    orientation: 'landscape',
    form: '组织生活清单',
    title: `${month.slice(0, 4)}年${Number(month.slice(5))}月组织生活清单`,
    lines: [
      `制发：${named(issuer)}　　共 ${items.length} 项，必做 ${required} 项`,
      ...(theme === undefined ? [] : [`主题：${named(theme)}`]),
      ...(window === undefined ? [] : [`时间：${dayOf(window.from)}至${dayOf(window.to)}`]),
      ...(audience.length === 0 ? [] : [`参加：${audience.map(named).join('、')}`]),
      ...(invite.length === 0 ? [] : [`邀请：${invite.map(named).join('、')}`]),
    ],
    columns: [
      { title: '序号', width: 12 },
      { title: '类别', width: 22 },
      { title: '种类', width: 28 },
      { title: '内容', width: 77, align: 'left' },
      { title: '材料', width: 50, align: 'left' },
      { title: '要求', width: 20 },
      { title: '参加人员', width: 26 },
      { title: '完成时间', width: 22 },
    ],
    points: 10,
    rowHeight: 10,
    rows: items.map((item) => [
      String(item.no),
      item.block,
      item.kind,
      named(item.topic),
      item.materials.map(({ title, url }) => [`《${named(title)}》`, url].filter(Boolean).join('\n')).join('\n'),
      [item.required ? '必做' : '选做', ...(item.mode === '集中' ? [] : [item.mode])].join('\n'),
      named(item.who),
      item.due === undefined ? '' : `${dayOf(item.due)}前`,
    ]),
    totals: [],
    labelled: 1,
    footer: [],
    notes: [
      ...(items.some(({ skipIfDone }) => skipIfDone)
        ? [`第${items.flatMap(({ skipIfDone, no }) => (skipIfDone ? [no] : [])).join('、')}项已做的不必重复。`]
        : []),
      ...(suggestion ? ['本清单为通用参考，请以上级党组织的通知和本支部的安排为准。'] : []),
    ],
  };
};
