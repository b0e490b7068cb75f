import { type Confirmed, confirmed, defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { previewText, problemLines } from '../src/bot/guidance-preview.ts';
import { monthNear } from '../src/bot/month-named.ts';
import { formatWhen, instantOf, localDate } from '../src/domain/calendar.ts';
import { type GuidanceFile, type GuidanceList, listFor } from '../src/domain/guidance.ts';
import { setList } from '../src/domain/guidance-own.ts';
import { type GuidanceReading, readGuidanceText } from '../src/domain/guidance-text.ts';
import { dayInMonth } from '../src/domain/recurrence.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** What prepare() makes of a file: lines to be read as if they were pasted, or lists in their own form. */
type Prepared = { readonly text: string } | { readonly file: GuidanceFile };

const how =
  '请在「导入清单」后换行，每行写一项，例如：\n导入清单 12月\n主题：学习全会精神\n1. 支委会：研究本月安排，12月5日前\n2. 党课（选做）：书记讲党课\n也可以发送 json、csv、xlsx、docx 文件，并在说明里写「导入清单」。';

const fromFile = (file: GuidanceFile, month: string | undefined, today: string): GuidanceReading => {
  const [only, ...others] = file.lists;
  const meant = month ?? (only && others.length === 0 && only.month.length === 7 ? only.month : undefined);
  if (meant === undefined && others.length > 0) {
    throw new Refusal('no-month', `文件里有${file.lists.length}个月的清单，请在说明里写明月份，例如：导入清单 12月。`);
  }
  const list = listFor(meant ?? today.slice(0, 7), [file]);
  if (!list) throw new Refusal('no-list', `文件里没有${Number((meant ?? today).slice(5, 7))}月的清单。`);
  return { list, unread: [] };
};

const save = ({ branch, people, now, holidays }: Situation, list: GuidanceList): Outcome => {
  const month = Number(list.month.slice(5));
  const { on, at } = branch.settings.timing.publishing;
  const published = instantOf(dayInMonth(on, list.month, holidays), at, branch.timeZone);
  return {
    facts: setList(branch, people, list, now),
    answer: `已保存${month}月组织生活清单，共${list.items.length}项。${
      published > now ? `${formatWhen(published, branch.timeZone)}自动发布，` : ''
    }现在发布请说「发布清单 ${month}月」。`,
  };
};

const preview = (situation: Situation, reading: GuidanceReading): Outcome => {
  const { branch, people, now } = situation;
  if ('problems' in reading) {
    throw new Refusal('bad-list', ['清单没有导入，请改正后再发一次：', ...problemLines(reading.problems)].join('\n'));
  }
  const { list, unread, monthSaid } = reading;
  setList(branch, people, list, now);
  return {
    answer: previewText(list, { unread, monthSaid, replaces: branch.guidance[list.month] !== undefined }),
    question: [{ words: ['确认'], args: confirmed(list) }],
  };
};

export default defineCommand<string | Confirmed<GuidanceList>>({
  words: ['导入清单'],
  alias: 'import_list',
  help: '导入清单 [月份]',
  does: '换行粘贴组织生活清单，或发送 json、csv、xlsx、docx 文件并写明「导入清单」，核对后回复「确认」保存',
  chapter: '清单与欠账',
  from: 'officer',
  takes: {
    what: '清单',
    endings: ['json', 'csv', 'xlsx', 'xlsm', 'xls', 'et', 'docx', 'doc', 'txt'],
    named: /清单|主题党日|组织生活|guidance/u,
  },
  prepare: async ({ name, bytes }) => {
    const { readGuidanceFile } = await import('../src/documents/guidance-file.ts');
    return readGuidanceFile(name, bytes);
  },
  run(situation, args) {
    if (typeof args !== 'string') return save(situation, args.confirmed);
    const { branch, now, prepared } = situation;
    const today = localDate(now, branch.timeZone);
    const [, first = '', rest = ''] = /^([^\n]*)\n?(.*)$/su.exec(args) ?? [];
    const month = first.trim() === '' ? undefined : monthNear(first, today);
    if (prepared !== undefined) {
      if (first.trim() !== '' && month === undefined) {
        throw new Refusal('no-month', `没有看懂月份「${first.slice(0, 20)}」，请写成 12月 或 2026-12。`);
      }
      const file = prepared as Prepared;
      return preview(
        situation,
        'file' in file ? fromFile(file.file, month, today) : readGuidanceText(file.text, { month, today }),
      );
    }
    const text = month === undefined ? args : rest;
    if (text.trim() === '') return { answer: how };
    return preview(situation, readGuidanceText(text, { month, today }));
  },
});
