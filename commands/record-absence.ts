import { activityLine, defineCommand } from '../src/bot/command.ts';
import { memberAndRest } from '../src/bot/named.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { absentees, reasonsOf, writeParts } from '../src/domain/record.ts';
import { absenceReasons } from '../src/domain/record-part.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['缺席原因'],
  alias: 'record_absence',
  help: '缺席原因 姓名 类别',
  does: '会议记录：写明一位同志缺席的原因类别；只写类别时用于其余没有写明的同志',
  chapter: '会议记录',
  from: 'leader',
  where: 'private',
  args: activityLine,
  run(situation, args) {
    const { branch } = situation;
    const reasonIn = (words: string) => absenceReasons.find((reason) => reason === words.trim());
    const forAll = reasonIn(args.words);
    const named = forAll === undefined ? memberAndRest(situation, args.words) : undefined;
    const reason = forAll ?? reasonIn(named?.rest ?? '');
    if (reason === undefined) {
      throw new Refusal('unknown-reason', `请写明类别：${absenceReasons.join('、')}，例如：缺席原因 张三 病假。`);
    }
    return forRecord(situation, args, (activity) => {
      const absent = absentees(branch, activity);
      const known = reasonsOf(activity);
      const meant = named ? absent.filter((id) => id === named.member) : absent.filter((id) => !known.has(id));
      if (meant.length === 0) {
        throw new Refusal(
          'not-absent',
          named ? '这位同志在这次会议中没有记为缺席。' : '没有还需要写明原因的缺席同志。',
        );
      }
      return written(
        writeParts(
          activity,
          meant.map((member) => ({ is: 'absence' as const, member, reason })),
        ),
      );
    });
  },
});
