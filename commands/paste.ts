import {
  type ActivityLine,
  defineCommand,
  forActivity,
  memberOf,
  type Option,
  type Outcome,
  type Situation,
} from '../src/bot/command.ts';
import { notACheckIn, pasteText } from '../src/bot/paste-text.ts';
import type { Activity } from '../src/domain/branch.ts';
import { type Paste, pasteKey, readPaste } from '../src/domain/paste.ts';
import { comparePaste } from '../src/domain/paste-compare.ts';
import { pasteableFor, pasteFacts } from '../src/domain/paste-facts.ts';
import { Refusal } from '../src/domain/refusal.ts';

type Args = {
  readonly text: string;
  readonly activity?: string | undefined;
  /** The preview that is being confirmed. */
  readonly shown?: string;
  /** What was pasted wins over the ledger. */
  readonly overwrites?: boolean;
};

const argsOf = (line: string): Args => {
  const [, activity, text = ''] = /^(?:(A[1-9]\d*)(?=\s|$))?\s*(.*)$/su.exec(line) ?? [];
  return { text, activity };
};

const none = (): Refusal => new Refusal('no-activity', '没有可以登记的活动，请先说「发起」安排活动，开始以后再粘贴。');

const readOrRefuse = ({ branch, people, now, commands }: Situation, text: string): Paste => {
  if (text === '') throw new Refusal('no-text', '请把接龙、聊天记录或名单复制后，写在「粘贴」的下一行发给我。');
  const paste = readPaste(text, { branch, people, now, words: commands });
  if (paste?.purpose === 'other') throw new Refusal('not-a-check-in', notACheckIn);
  if (paste && (paste.statements.length > 0 || paste.unclearLists > 0)) return paste;
  throw new Refusal('nothing-read', '没有看出其中有哪位同志的签到或请假，请核对粘贴的内容，或用「代录 姓名」登记。');
};

/** Shows what was understood; the same preview confirmed is written, anything else is shown once more. */
const showOrWrite = (
  situation: Situation,
  activity: Activity,
  paste: Paste,
  { text, shown, overwrites = false }: Args,
): Outcome => {
  const { branch, people, handled } = situation;
  const officer = memberOf(situation);
  const compared = comparePaste(branch, activity, paste);
  const lines = pasteText(branch, people, activity, paste, compared);
  const decided = (over: boolean) => {
    const key = pasteKey(activity, paste, over);
    return { key, facts: handled(key) ? [] : pasteFacts(branch, activity, officer, compared, { overwrites: over }) };
  };
  const preview = lines.join('\n');
  const { key, facts } = decided(overwrites);
  if (shown === preview && facts.length > 0) {
    const count = facts.filter(({ type }) => type !== 'check-in-opened').length;
    return { facts, causedBy: key, answer: `已按粘贴登记 ${count} 人。` };
  }
  const options: Option[] = [
    ...(decided(false).facts.length > 0
      ? [{ words: ['确认'], args: { text, activity: activity.id, shown: preview } }]
      : []),
    ...(compared.differing.length > 0 && decided(true).facts.length > 0
      ? [{ words: ['按粘贴更正'], args: { text, activity: activity.id, shown: preview, overwrites: true } }]
      : []),
  ];
  const ask = options.map(({ words: [word = ''] }) =>
    word === '确认'
      ? `登记请回复「确认」${compared.differing.length > 0 ? '，不一致的保留台账原样' : ''}。`
      : '不一致的也以粘贴为准，请回复「按粘贴更正」。',
  );
  const isKnown = handled(pasteKey(activity, paste, false)) || handled(pasteKey(activity, paste, true));
  const last =
    ask.length > 0 ? ask : [isKnown ? '这段内容已经登记过，台账没有改动。' : '没有需要登记的内容，台账没有改动。'];
  return { answer: [...lines, ...last].join('\n'), ...(options.length > 0 ? { question: options } : {}) };
};

export default defineCommand<string | Args>({
  words: ['粘贴'],
  alias: 'paste',
  help: '粘贴 接龙、聊天记录或名单',
  does: '按复制来的接龙、聊天记录或名单登记；先列出看到的内容，回复「确认」以后才登记，不保存原文',
  chapter: '会上考勤',
  from: 'officer',
  where: 'private',
  run(situation, said) {
    const given = typeof said === 'string' ? argsOf(said) : said;
    const paste = readOrRefuse(situation, given.text);
    const candidates = pasteableFor(situation.branch, paste, situation.now);
    let meant: Activity | undefined;
    const asked = forActivity(
      situation,
      candidates,
      { activity: given.activity, words: paste.title },
      none,
      (activity) => {
        meant = activity;
        return {};
      },
    );
    if (meant) {
      if (!pasteableFor(situation.branch, { dates: [] }, situation.now, { all: true }).includes(meant)) throw none();
      return showOrWrite(situation, meant, paste, given);
    }
    // Which activity was asked; the answer carries the text along.
    const question = asked.question?.map((option) => ({
      ...option,
      args: { ...given, activity: (option.args as ActivityLine).activity },
    }));
    return { ...asked, ...(question ? { question } : {}) };
  },
});
