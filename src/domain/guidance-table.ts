import type { GuidanceItem } from './guidance.ts';
import { dueOf, spanIn } from './guidance-days.ts';
import { distinct, type ItemRead, materialsIn, readItem, type Said } from './guidance-line.ts';
import { requiredBy, type Section, sectionNamed, strongKind } from './guidance-words.ts';

type Column = 'no' | 'content' | 'section' | 'form' | 'due' | 'who' | 'remark' | 'required' | 'materials';
export type Columns = { readonly at: Readonly<Partial<Record<Column, number>>>; readonly unknown: readonly string[] };

const names: readonly (readonly [Column, RegExp])[] = [
  ['no', /^(?:序号?|编号|项次)$/u],
  ['required', /^(?:是否必做|必做选做|性质|必选做)$/u],
  ['materials', /^(?:学习)?(?:材料|资料|篇目|书目)$/u],
  ['due', /^(?:(?:完成|截止|活动|学习|开展|计划|安排)?(?:时间|时限|期限|日期)|时间安排|时间节点)$/u],
  ['who', /^(?:责任人|责任单位|责任主体|负责人|组织者|参[加会学与](?:人员|对象|范围)|参学人员|对象|范围|人员)$/u],
  ['form', /^(?:(?:组织|活动|学习|开展)?(?:形式|方式|种类|类型))$/u],
  ['section', /^(?:类别|分类|板块|项目类别|类)$/u],
  ['remark', /^(?:备注|说明|要求|有关要求|具体要求|工作要求|其他)$/u],
  ['content', /^(?:(?:主要|具体|活动|学习|工作|会议|组织生活)?(?:内容|事项|项目|任务|主题)|议题|名称)$/u],
];

const key = (cell: string): string => cell.replaceAll(/[\s（）()：:／/]/gu, '');

/** The columns of a header row; undefined for a row that is none. */
export const columnsIn = (cells: readonly string[]): Columns | undefined => {
  const at: Partial<Record<Column, number>> = {};
  const unknown: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = names.find(([, pattern]) => pattern.test(key(cell)))?.[0];
    if (column !== undefined && at[column] === undefined) at[column] = index;
    // Of 主题 and 内容 the one that says what is to be done counts.
    else if (column === 'content' && /内容|事项/u.test(cell)) at.content = index;
    else if (cell !== '') unknown.push(cell);
  }
  return at.content !== undefined && Object.keys(at).length > 1 ? { at, unknown } : undefined;
};

const anyTime =
  /^(?:每[月周天日]|全月|当月|本月|全年|按月|长期|持续|常态化?|月内|本月内|适时)[\p{Script=Han}]{0,4}$|^[-—/无]*$/u;

const formSaid = (form: string, content: string): Said => {
  const kind =
    strongKind(form) ??
    (strongKind(content)
      ? undefined
      : /志愿/u.test(form)
        ? '志愿服务'
        : /^(?:集中)?学习/u.test(form)
          ? '学习'
          : undefined);
  const mode = /自学/u.test(form) ? '自学' : /线上|网上|在线/u.test(form) ? '线上' : undefined;
  return { ...(kind ? { kind } : {}), ...(mode ? { mode } : {}) };
};

const titlesIn = (cell: string): GuidanceItem['materials'] => {
  const quoted = materialsIn(cell);
  if (quoted.length > 0 || /^[-—/无]*$/u.test(cell)) return quoted;
  return cell
    .split(/[、；;]/u)
    .map((title) => ({ title: title.trim() }))
    .filter(({ title }) => title !== '');
};

/** One row below a header; undefined where it holds nothing to do. `above` is the 类别 of a merged cell. */
export const readRow = (
  cells: readonly string[],
  { at }: Columns,
  section: Section,
  month: string,
): ItemRead | undefined => {
  const cell = (column: Column): string => (at[column] === undefined ? '' : (cells[at[column]] ?? ''));
  const content = cell('content');
  if (content === '') return undefined;
  const notes: string[] = [];
  const time = cell('due');
  const due = anyTime.test(time) ? undefined : (dueOf(time, month) ?? dueOf(`${time}日`, month));
  if (time !== '' && !anyTime.test(time) && due?.value === undefined) notes.push(`没有看懂时间「${time}」`);
  const remark = cell('remark');
  const remarkRead = remark === '' ? undefined : readItem(`某事（${remark}）`, section, month);
  const remarkSays = remarkRead?.item.topic === '某事';
  const remarkRequired = requiredBy(remark);
  if (remark !== '' && !remarkSays && remarkRequired === undefined && materialsIn(remark).length === 0) {
    notes.push(`备注「${remark}」没有记下`);
  }
  const required = requiredBy(cell('required')) ?? (/^[是√✓必]$/u.test(cell('required')) ? true : remarkRequired);
  const who = cell('who');
  const said: Said = {
    ...formSaid(cell('form'), content),
    ...(remarkSays && remarkRead?.item.mode !== '集中' && remarkRead ? { mode: remarkRead.item.mode } : {}),
    ...(required === undefined ? {} : { required }),
    ...(due?.value === undefined
      ? remarkSays && remarkRead?.item.due
        ? { due: remarkRead.item.due }
        : {}
      : { due: spanIn(time, month)?.value?.to ?? due.value }),
    ...(who === '' || /^[-—/无]+$/u.test(who) ? {} : { who }),
    materials: distinct([...titlesIn(cell('materials')), ...materialsIn(remark)]),
  };
  const named = cell('section');
  const read = readItem(content, { ...section, ...(named === '' ? {} : (sectionNamed(named) ?? {})) }, month, said);
  return { item: read.item, notes: [...notes, ...read.notes] };
};

/** Where the 类别 stands, for rows that leave it empty below a merged cell. */
export const sectionCell = (cells: readonly string[], { at }: Columns): string =>
  at.section === undefined ? '' : (cells[at.section] ?? '');
