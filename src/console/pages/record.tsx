import { activityById } from '../../domain/attendance.ts';
import type { Activity } from '../../domain/branch.ts';
import { formatDay, formatWhen, localDate, localTime } from '../../domain/calendar.ts';
import type { Entry } from '../../domain/entry.ts';
import { titleOf } from '../../domain/push.ts';
import { absentees, missingIn, reasonsOf, standingParts } from '../../domain/record.ts';
import { absenceReasons, type RecordPart } from '../../domain/record-part.ts';
import { type MemberId, nameOf, withNames } from '../../domain/roster.ts';
import { everybody } from '../activity-line.ts';
import { definePage, type View } from '../page.ts';
import { Download, Field, Nothing, SayButton, SayForm, SayList, Section } from '../parts.tsx';

type Words = ReadonlyMap<number, RecordPart>;
type Props = { readonly view: View<Words>; readonly activity: Activity };

/** The record of one meeting: what stands in it, what it still needs, and a form for every part. */
export const record = definePage<Words>({
  path: 'record/:activity',
  title: '会议记录',
  under: 'activities',
  live: true,
  // A branch in memory knows that a part stands, and not its words: those are in the book.
  load: async (library, { branch, params }) =>
    wordsOf((await library.book(branch.id)).entries, params['activity'] ?? ''),
  render: (view) => {
    const one = activityById(view.branch, view.params['activity'] ?? '');
    if (one?.state !== 'dropped') return one && <Whole view={view} activity={one} />;
    return (
      <>
        <h1>会议记录</h1>
        <Nothing>这次活动已经取消，不需要会议记录。</Nothing>
      </>
    );
  },
});

const wordsOf = (entries: readonly Entry[], activity: string): Words =>
  new Map(
    entries.flatMap((entry) =>
      entry.type === 'record-written' && entry.activity === activity ? [[entry.no, entry.part]] : [],
    ),
  );

const Whole = ({ view, activity: one }: Props) => {
  const { branch, people } = view;
  const missing = missingIn(branch, one);
  return (
    <>
      <h1>会议记录</h1>
      <p class="lead">
        <a href={`activity/${one.id}`}>{titleOf(one, people)}</a>，{formatWhen(one.start, branch.timeZone)}
      </p>
      <p class="lead" id="missing">
        {missing.length === 0 ? (
          <span class="badge good">记录已经完整。</span>
        ) : (
          <>
            <span class="badge wait">还缺</span> {missing.join('、')}。
          </>
        )}
      </p>
      <div class="acts">
        <Download says={`会议记录 ${one.id}`}>下载 Word</Download>
        <Download says={`会议记录 ${one.id} pdf`}>下载 PDF</Download>
      </div>
      <Standing view={view} activity={one} />
      <Section id="write" title="写入" screenOnly>
        <p class="note">
          写错了可以在上面删去再写；党员姓名会按编号保存。请不要写入身份证号、电话和健康情况，也不写谁赞成、谁反对。
        </p>
        <People view={view} activity={one} />
        <Matters activity={one} />
        <Vote activity={one} />
        <Absences view={view} activity={one} />
        <Ending view={view} activity={one} />
      </Section>
    </>
  );
};

const names: Readonly<Record<RecordPart['is'], string>> = {
  chair: '主持人',
  recorder: '记录人',
  guests: '列席',
  item: '议题',
  note: '记录',
  decision: '决议',
  vote: '表决',
  absence: '缺席原因',
  adjourned: '散会',
};

const Standing = ({ view, activity: one }: Props) => {
  const parts = standingParts(one);
  return (
    <Section id="standing" title="已经写入">
      {parts.length === 0 ? (
        <Nothing>还没有写入内容。</Nothing>
      ) : (
        <SayList>
          <ol class="rows slim">
            {parts.map(({ no, part }) => (
              <li id={`part-${no}`}>
                <div>
                  <h3>
                    {no}. {part.is === 'item' && part.first ? '第一议题' : names[part.is]}
                  </h3>
                  <p class="words">{textOf(view, view.loaded.get(no))}</p>
                </div>
                <div class="acts">
                  <SayButton says={`删记录 ${one.id} ${no}`} label={`删去第 ${no} 条`}>
                    删去
                  </SayButton>
                </div>
              </li>
            ))}
          </ol>
        </SayList>
      )}
    </Section>
  );
};

const textOf = ({ branch, people }: View, part: RecordPart | undefined): string => {
  // Written in the book of the year before.
  if (!part) return '内容在上一年度的台账里。';
  switch (part.is) {
    case 'chair':
    case 'recorder':
      return nameOf(people, part.member);
    case 'absence':
      return `${nameOf(people, part.member)}：${part.reason}`;
    case 'vote': {
      const written = part.written > 0 ? `，其中书面意见 ${part.written}` : '';
      return `${withNames(part.text, people)}：赞成 ${part.for}，反对 ${part.against}，弃权 ${part.abstain}${written}`;
    }
    case 'adjourned': {
      const at = Date.parse(part.at);
      return `${formatDay(localDate(at, branch.timeZone))}${localTime(at, branch.timeZone)}`;
    }
    default:
      return withNames(part.text, people);
  }
};

const Choice = ({ view, ids }: { view: View<Words>; ids: readonly MemberId[] }) => (
  <select name="says" required>
    <option value="">请选择</option>
    {ids.map((id) => (
      <option value={`⟦${id}⟧`}>{nameOf(view.people, id)}</option>
    ))}
  </select>
);

const People = ({ view, activity: one }: Props) => {
  const ids = everybody(view.branch, one);
  return (
    <>
      <details>
        <summary>主持人、记录人、列席</summary>
        <SayForm id="chair" says={`主持 ${one.id}`} button="写入主持人">
          <Field label="主持人">
            <Choice view={view} ids={ids} />
          </Field>
        </SayForm>
        <SayForm id="recorder" says={`记录人 ${one.id}`} button="写入记录人">
          <Field label="记录人">
            <Choice view={view} ids={ids} />
          </Field>
        </SayForm>
        <SayForm id="guests" says={`列席 ${one.id}`} button="写入列席">
          <Field label="列席人员">
            <input type="text" name="says" required maxlength={200} autocomplete="off" />
          </Field>
        </SayForm>
      </details>
    </>
  );
};

const matters = [
  ['第一议题', '第一议题'],
  ['议题', '议题'],
  ['记录', '汇报和议定的内容'],
  ['决议', '决议（写明谁办、何时办完）'],
] as const;

const Matters = ({ activity: one }: { activity: Activity }) => (
  <>
    {matters.map(([word, label]) => (
      <details>
        <summary>{label}</summary>
        <SayForm
          id={`write-${matters.findIndex(([known]) => known === word)}`}
          says={`${word} ${one.id}`}
          button="写入"
        >
          <label class="field whole">
            <span>{label}</span>
            <textarea name="lines" required maxlength={3800}></textarea>
          </label>
        </SayForm>
      </details>
    ))}
  </>
);

const Vote = ({ activity: one }: { activity: Activity }) => (
  <details>
    <summary>会上已经表决的结果（只登记票数，不在这里投票）</summary>
    <SayForm id="vote" says={`表决 ${one.id}`} button="写入表决结果">
      <Field label="表决的议题">
        <input type="text" name="says" required maxlength={200} autocomplete="off" />
      </Field>
      {['赞成', '反对', '弃权', '书面'].map((word) => (
        <Field label={word === '书面' ? '其中书面意见' : word}>
          <input type="hidden" name="says" value={word} />
          <input type="number" name="says" required min={0} max={9999} value="0" inputmode="numeric" />
        </Field>
      ))}
    </SayForm>
  </details>
);

const Absences = ({ view, activity: one }: Props) => {
  const known = reasonsOf(one);
  const open = absentees(view.branch, one).filter((id) => !known.has(id));
  return open.length === 0 ? (
    <></>
  ) : (
    <details>
      <summary>缺席原因（还有 {open.length} 位）</summary>
      <SayForm id="absence" says={`缺席原因 ${one.id}`} button="写入缺席原因">
        <Field label="同志">
          <Choice view={view} ids={open} />
        </Field>
        <Field label="类别">
          <select name="says">
            {absenceReasons.map((reason) => (
              <option value={reason}>{reason}</option>
            ))}
          </select>
        </Field>
      </SayForm>
    </details>
  );
};

const Ending = ({ view: { branch, now }, activity: one }: Props) =>
  one.start > now ? (
    <></>
  ) : (
    <details>
      <summary>散会时间</summary>
      <SayForm id="adjourned" says={`散会 ${one.id}`} button="写入散会时间">
        <Field label="散会时间">
          <input type="time" name="says" required value={localTime(one.start + 90 * 60_000, branch.timeZone)} />
        </Field>
      </SayForm>
    </details>
  );
