import { defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { monthNear } from '../src/bot/month-named.ts';
import { addMonths, localDate, parseDay } from '../src/domain/calendar.ts';
import type { Fact } from '../src/domain/entry.ts';
import { listFor } from '../src/domain/guidance.ts';
import type { ItemState, SkipReason } from '../src/domain/guidance-kept.ts';
import { setList } from '../src/domain/guidance-own.ts';
import { type ItemWord, itemStatuses, noteItem, statusText } from '../src/domain/guidance-status.ts';
import { Refusal } from '../src/domain/refusal.ts';

const verbs: Readonly<Record<string, ItemState>> = { 完成: 'done', 安排: 'planned', 跳过: 'skipped', 恢复: 'open' };
const usage = '请写明是第几项，例如：清单 完成 3，清单 安排 3 12月5日，清单 跳过 3。';

/** 「3」, 「第3项」, 「1、3」 and what follows; a number that belongs to a date is none. */
const numbersAndRest = (words: string): { numbers: number[]; rest: string } => {
  const numbers: number[] = [];
  let rest = words;
  for (;;) {
    const found = /^(?:第\s*)?(\d{1,2})(?:\s*项)?(?![\d月日号年./:-])[\s、,，和]*/u.exec(rest);
    if (!found) return { numbers: [...new Set(numbers)], rest };
    numbers.push(Number(found[1]));
    rest = rest.slice(found[0].length);
  }
};

const reasonNamed = (words: string): SkipReason | undefined => {
  if (words === '') return undefined;
  if (/做过|已做|学过|已学|重复/u.test(words)) return '已做过';
  if (/上级|调整|取消/u.test(words)) return '上级调整';
  if (/并|一起/u.test(words)) return '并入其他活动';
  return /不适用|不涉及|没有/u.test(words) ? '不适用' : '其他';
};

const wordSaid = ({ branch, now }: Situation, state: ItemState, rest: string): ItemWord => {
  if (state === 'open') return { state };
  if (state === 'skipped') {
    const reason = reasonNamed(rest);
    return { state, ...(reason === undefined ? {} : { reason }) };
  }
  if (rest === '') return { state };
  const today = localDate(now, branch.timeZone);
  const date = parseDay(rest, today) ?? parseDay(rest.split(/\s/u)[0] ?? '', today);
  if (date === undefined) throw new Refusal('no-day', `没有看懂日期「${rest.slice(0, 20)}」，请写成 12月5日。`);
  if (state === 'done' && date > today) throw new Refusal('not-yet', '这一天还没有到，请说「清单 安排 序号 日期」。');
  if (state === 'planned' && date < today) throw new Refusal('past', '这一天已经过去，请说「清单 完成 序号 日期」。');
  return { state, date };
};

/** The month meant; unnamed the present one, or the last while only that has a list of the branch's own. */
const monthMeant = ({ branch, now }: Situation, named: string | undefined): string => {
  const today = localDate(now, branch.timeZone);
  const present = today.slice(0, 7);
  if (named !== undefined) return monthNear(named, today) ?? present;
  const last = addMonths(present, -1);
  return !branch.guidance[present] && branch.guidance[last] ? last : present;
};

const note = (situation: Situation, month: string, numbers: readonly number[], word: ItemWord): Outcome => {
  const { branch, people, now, guidance } = situation;
  const own = branch.guidance[month]?.list;
  const list = own ?? listFor(month, guidance);
  const name = `${Number(month.slice(5))}月清单`;
  if (!list) throw new Refusal('no-list', `还没有${name}，请先说「导入清单」。`);
  const unknown = numbers.find((no) => no > list.items.length || no < 1);
  if (unknown !== undefined) throw new Refusal('no-item', `${name}共${list.items.length}项，没有第${unknown}项。`);
  // What nobody imported becomes the branch's own by the first word on it.
  const adopted: Fact[] = own ? [] : setList(branch, people, list, now);
  const noted =
    adopted.length === 0 ? branch : { ...branch, guidance: { ...branch.guidance, [month]: { list, notes: {} } } };
  const facts = numbers.map((no) => noteItem(noted, list, no, word));
  const after = facts.reduce(
    (known, fact) => ({ ...known, [fact.no]: { ...fact, at: now } }),
    noted.guidance[month]?.notes ?? {},
  );
  const statuses = itemStatuses({ ...noted, guidance: { ...noted.guidance, [month]: { list, notes: after } } }, list);
  const lines = numbers.map((no) => {
    const status = statuses[no - 1];
    const text = status ? statusText(status, branch) : '';
    return `${name}第${no}项${status?.item.kind ?? ''}：${text === '' ? '还没有完成' : text}。`;
  });
  return {
    facts: [...adopted, ...facts],
    answer: [...lines, ...(own ? [] : [`${name}没有导入，已按通用参考清单登记。`])].join('\n'),
  };
};

export default defineCommand({
  words: ['清单 完成', '清单 安排', '清单 跳过', '清单 恢复', '清单完成', '清单安排', '清单跳过', '清单恢复'],
  alias: 'item',
  help: '清单 完成 序号 / 清单 安排 序号 日期 / 清单 跳过 序号',
  does: '登记清单各项的进展，可以写上日期；说「清单 恢复 序号」撤回',
  chapter: '清单与欠账',
  from: 'officer',
  run(situation, line) {
    const plain = line.normalize('NFKC').trim();
    const verb =
      /完成|安排|跳过|恢复/u.exec(situation.word)?.[0] ?? /^(完成|安排|跳过|恢复)(?=\s|\d)/u.exec(plain)?.[0];
    const words = situation.word.startsWith('清单') ? plain : plain.slice(verb?.length ?? 0).trim();
    const [, named, behind] =
      /^(上个?月|本月|下个?月|(?:\d{4}[年-])?\d{1,2}月(?:份)?)(?:\s*的?清单)?[\s的]+((?:第\s*)?\d.*)$/su.exec(words) ??
      [];
    const { numbers, rest } = numbersAndRest(behind ?? words);
    const state = verb === undefined ? undefined : verbs[verb];
    if (state === undefined || numbers.length === 0) {
      // 「清单 完成了吗」 is asked of people.
      if (words !== '' && !situation.addressed) return {};
      throw new Refusal('no-item', usage);
    }
    return note(situation, monthMeant(situation, named), numbers, wordSaid(situation, state, rest.trim()));
  },
});
