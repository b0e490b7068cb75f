import type { Context, RosterName } from './context.ts';
import { simplify } from './simplify.ts';
import { group, surname } from './words.ts';

type Names = { readonly list: readonly string[]; readonly pattern: RegExp };
/** Per roster and per aliases, which change apart from each other. */
const folded = new WeakMap<readonly RosterName[], { aliases: Context['aliases']; names: Names }>();

export const fold = (name: string): string => simplify(name.normalize('NFKC')).replaceAll(/\s/gu, '');
const quoted = (name: string): string => name.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);

/**
 * 老张, 王叔, 郑阿婆: a person, though not by a name the roster knows; 老板 小雪 师傅 are not persons of the branch. Before a
 * title 向 is «to» and no surname: 「向书记请假」 asks for the speaker. 老毛病 is an illness, and nobody called 毛.
 */
const nickname = `(?:(?:老|小|阿)(?!毛病)${surname}(?![一-龥]{0,2}(?:路|街|店|区))|(?!向(?:老师|主任|书记|组长|委员|处长|科长|局长|院长|校长))${surname}(?:[阿大老]?(?:叔叔?|伯伯?|爷爷?|奶奶?|婆婆?|公公?|姨|婶|嫂|哥|姐|爷|妈|娘|爹|师傅|老师|主任|书记|组长|委员|工|老|处长|科长|局长|院长|校长)))`;

/** The names of a roster and what else people are called as one pattern, longest first; made once for each roster. */
const namesOf = ({ roster, aliases }: Context): Names => {
  const known = folded.get(roster);
  if (known?.aliases === aliases) return known.names;
  const list = roster.map(({ name }) => fold(name)).filter((name) => name.length >= 2);
  const alternatives = [...list, ...Object.keys(aliases).map(fold)].toSorted((a, b) => b.length - a.length).map(quoted);
  const pattern = new RegExp(
    `^(?:党员|预备党员|老党员)?(${[...alternatives, nickname].join('|')})(?:同志|老师|书记|支书|主任|委员|组长|大[爷妈姐哥]|阿姨|叔叔|伯伯|爷爷|奶奶|老人家)?`,
    'u',
  );
  const names = { list, pattern };
  folded.set(roster, { aliases, names });
  return names;
};

export type Person = {
  /** Simplified, as the roster spells it or as it was said. */
  readonly name: string;
  readonly onRoster: boolean;
  readonly isSpeaker: boolean;
  readonly relation: 'peer' | 'child' | 'spouse' | 'parent';
};

const kin: readonly (readonly [RegExp, string, Person['relation']])[] = [
  [/^(?:我|俺|咱)?(?:的)?(?:爸爸|父亲|老爸|爸|爹|老父亲)/u, '(father)', 'child'],
  [/^(?:我|俺|咱)?(?:的)?(?:妈妈|母亲|老妈|妈|娘|老母亲)/u, '(mother)', 'child'],
  [/^(?:我|俺|咱)?(?:的)?(?:老伴|爱人|老公|老婆|丈夫|妻子|媳妇|先生)/u, '(spouse)', 'spouse'],
  [/^(?:我|俺|咱)(?:的)?(?:爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|公婆)/u, '(elder)', 'child'],
];
const mayBeKin = /^[我俺咱的爸父老爹妈母娘爱丈妻媳先旁身隔边]/u;
const beside = /^(?:我|俺)?(?:旁边|身边|隔壁|边上)(?:坐)?(?:的)?(?:是|这位|那位)?/u;

/** The person a clause begins with, and what is left of it. */
export const personAt = (clause: string, context: Context): { person: Person; rest: string } | undefined => {
  let text = mayBeKin.test(clause) ? clause.replace(beside, '') : clause;
  let relation: Person['relation'] = 'peer';
  let kinName: string | undefined;
  for (const [pattern, name, kind] of mayBeKin.test(text) ? kin : []) {
    const found = pattern.exec(text);
    if (!found) continue;
    relation = kind;
    kinName = name;
    text = text.slice(found[0].length);
    break;
  }
  const { list, pattern } = namesOf(context);
  const found = pattern.exec(text);
  const said = found?.[1];
  if (said !== undefined) {
    const meant = fold(context.aliases[said] ?? said);
    const isSpeaker = context.speaker.name !== undefined && fold(context.speaker.name) === meant;
    const person = { name: said, onRoster: list.includes(meant), isSpeaker, relation };
    return { person, rest: text.slice(found?.[0].length ?? 0) };
  }
  if (kinName === undefined) return undefined;
  return { person: { name: kinName, onRoster: false, isSpeaker: false, relation }, rest: text };
};

/** Several persons: 「王叔和陈姨都到了」. */
export const personsAt = (clause: string, context: Context): { persons: Person[]; rest: string } => {
  const persons: Person[] = [];
  let rest = clause;
  for (;;) {
    const next = personAt(persons.length === 0 ? rest : rest.replace(/^[和跟与、及同还有]{1,2}/u, ''), context);
    if (!next) return { persons, rest };
    persons.push(next.person);
    rest = next.rest;
  }
};

const groupStart = new RegExp(`^${group}`, 'u');

/** 「二组」 or 「第一党小组」 before what is said. */
export const groupAt = (clause: string, context: Context): { group: string; rest: string } | undefined => {
  const byForm = groupStart.exec(clause)?.[0];
  const name = byForm ?? context.roster.find(({ group: of }) => of !== undefined && clause.startsWith(of))?.group;
  return name === undefined ? undefined : { group: name, rest: clause.slice(name.length) };
};
