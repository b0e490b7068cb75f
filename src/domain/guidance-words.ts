import type { GuidanceItem } from './guidance.ts';

export type ItemKind = GuidanceItem['kind'];
export type Block = GuidanceItem['block'];

/** What a heading says of the items below it. */
export type Section = {
  readonly block?: Block;
  readonly kind?: ItemKind;
  readonly required?: boolean;
  readonly mode?: GuidanceItem['mode'];
  readonly isIgnored?: true;
};

const study: Section = { block: '学习', kind: '学习' };
const alone: Section = { block: '学习', kind: '自学', required: false, mode: '自学' };
const meeting: Section = { block: '会议' };
const service: Section = { block: '服务', kind: '志愿服务' };
const preparation: Section = { block: '准备', kind: '其他' };
const action: Section = { block: '规定动作', required: true };
const choice: Section = { block: '自选', required: false };
const day: Section = { block: '规定动作', kind: '主题党日' };
const past: Section = { isIgnored: true };

const sections: Readonly<Record<string, Section>> = {
  规定动作: action,
  规定: action,
  必做: { required: true },
  动: { block: '规定动作' },
  固定动作: action,
  自选动作: choice,
  自选: choice,
  选做: { required: false },
  学: study,
  学习: study,
  理论学习: study,
  政治学习: study,
  重点学习: study,
  学习教育: study,
  集中学习: { ...study, mode: '集中' },
  必学: { ...study, required: true },
  选学: { ...study, required: false },
  自学: alone,
  个人自学: alone,
  日常学习: alone,
  会: meeting,
  会议: meeting,
  三会一课: meeting,
  组织生活: meeting,
  服: service,
  服务: service,
  志愿服务: service,
  服务群众: service,
  为民服务: service,
  备: preparation,
  准备: preparation,
  党日: day,
  主题党日: day,
  主题党日活动: day,
  上月完成情况: past,
  上月落实情况: past,
  上月情况: past,
  上期完成情况: past,
  上月工作完成情况: past,
};

/** The section a heading opens; undefined for words that are no heading. 「自选动作（任选一项）」 and 「学习内容：」 are. */
export const sectionNamed = (heading: string): Section | undefined => {
  const [, words = '', aside = ''] =
    /^[【[〔]?\s*([^（(【】：:]{1,14}?)\s*(?:[（(]([^（）()]{0,20})[）)])?\s*[】\]〕]?\s*[:：]?$/u.exec(
      heading.trim(),
    ) ?? [];
  const own = (name: string): Section | undefined => (Object.hasOwn(sections, name) ? sections[name] : undefined);
  const found = own(words) ?? own(words.replace(/(?:内容|安排|项目|清单|部分|类|工作|任务)$/u, ''));
  if (!found) return undefined;
  const required = requiredBy(aside);
  return {
    ...found,
    ...(required === undefined ? {} : { required }),
    ...(/自学/u.test(aside) ? { mode: '自学' as const } : {}),
  };
};

/** What a title above numbered lines lets one guess of them: 「一、学习贯彻全会精神」. */
export const sectionOf = (title: string): Section => {
  if (/准备|筹备/u.test(title)) return preparation;
  if (/服务|志愿/u.test(title)) return service;
  if (/会议|三会一课/u.test(title)) return meeting;
  if (/主题党日/u.test(title)) return day;
  if (/自学/u.test(title)) return alone;
  if (/自选|选做/u.test(title)) return choice;
  return /学习|理论|教育/u.test(title) ? study : {};
};

/** Whether words make an item one that must be done; undefined where they say nothing of it. */
export const requiredBy = (words: string): boolean | undefined => {
  if (/选做|选学|自选|任选|可选|自愿|结合实际/u.test(words)) return false;
  return /必做|必学|必选|规定动作/u.test(words) ? true : undefined;
};

const named: readonly (readonly [RegExp, ItemKind])[] = [
  [/组织生活会|民主评议/u, '组织生活会'],
  [/党员大会|支部大会/u, '支部党员大会'],
  [/支委会|支部委员会(?:会议)?/u, '支委会'],
  [/党小组会/u, '党小组会'],
  [/党课/u, '党课'],
  [/主题党日/u, '主题党日'],
  [/党费/u, '交纳党费'],
  [/誓词|宣誓/u, '重温誓词'],
  [/政治生日/u, '政治生日'],
  [/走访|慰问|看望|上门|入户|送.{0,6}到家/u, '走访'],
];
const weaker: readonly (readonly [RegExp, ItemKind])[] = [
  [/志愿|义务劳动|学雷锋/u, '志愿服务'],
  [/自学/u, '自学'],
  [/学习|研读|传达|观看|收看|研讨|宣讲|警示教育|学党章|党章/u, '学习'],
];

const first = (text: string, kinds: readonly (readonly [RegExp, ItemKind])[]): ItemKind | undefined =>
  kinds
    .map(([pattern, kind]) => ({ at: text.search(pattern), kind }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0]?.kind;

/** The kind of meeting or act that words name outright, and where 学习 is only what is done there. */
export const strongKind = (text: string): ItemKind | undefined => first(text, named);

/**
 * The kind of activity an item asks for. Titles of papers (《》) say nothing of it, who studies a paper on meetings holds
 * none, and who prepares a meeting does not hold it.
 */
export const kindOf = (text: string, section: Section): ItemKind => {
  const words = text.replaceAll(/《[^《》]*》/gu, '《》');
  const studies = /^(?:集中|认真|深入|及时|专题|个人)*(?:自学|学习|研读|传达|观看|收看|学)/u.test(words);
  const holds = /召开|举行|上好?.{0,6}党课|重温|宣誓|[交缴]纳|收缴|走访|慰问/u.test(words);
  if (section.block === '准备' || (!holds && /^[^，。：]{0,14}(?:准备|筹备)/u.test(words))) return '其他';
  // Putting right what a meeting found is no meeting.
  if (!holds && words.includes('整改')) return '其他';
  const strong = studies && !holds ? undefined : strongKind(words);
  const weak = first(words, weaker);
  if (strong) return strong;
  if (section.kind === '自学' || (weak === '学习' && section.mode === '自学')) return '自学';
  return weak ?? section.kind ?? (words.includes('《》') ? '学习' : '其他');
};

const blocks: Readonly<Partial<Record<ItemKind, Block>>> = {
  支部党员大会: '会议',
  支委会: '会议',
  党小组会: '会议',
  组织生活会: '会议',
  党课: '学习',
  学习: '学习',
  自学: '学习',
  志愿服务: '服务',
  走访: '服务',
};

/** Where an item belongs that stands under no heading. */
export const blockOf = (kind: ItemKind, required: boolean): Block => blocks[kind] ?? (required ? '规定动作' : '自选');

const everybody: Readonly<Partial<Record<ItemKind, string>>> = {
  支委会: '支委',
  党小组会: '各党小组',
  政治生日: '本月入党的党员',
};

/** Whom an item concerns where nobody is named. */
export const whoOf = (kind: ItemKind): string => everybody[kind] ?? '全体党员';
