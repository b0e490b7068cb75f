import type { Ahead } from '../../bot/preview.ts';
import { addMonths, formatWhen, localDate } from '../../domain/calendar.ts';
import { circled, type GuidanceList, renderItem, renderList } from '../../domain/guidance.ts';
import { type ItemState, skipReasons } from '../../domain/guidance-kept.ts';
import { isPublished } from '../../domain/guidance-own.ts';
import { type ItemStatus, itemStatuses, listInForce, statusText } from '../../domain/guidance-status.ts';
import { withNames } from '../../domain/roster.ts';
import { definePage, type View } from '../page.ts';
import { Field, Nothing, Say, SayForm, Section } from '../parts.tsx';

/** The 组织生活清单 of a month: how far every item is, what the group is sent and when, and how it is replaced. */
export const list = definePage({
  path: 'list',
  title: '清单',
  menu: '清单',
  live: true,
  load: async ({ ahead }, view) => ahead(view),
  render: (view) => {
    const { branch, guidance, now, query } = view;
    const present = localDate(now, branch.timeZone).slice(0, 7);
    const months = [-1, 0, 1].map((step) => addMonths(present, step));
    const month = query['month'] ?? present;
    if (!months.includes(month)) return undefined;
    const shown = listInForce(branch, month, guidance);
    return (
      <>
        <h1>{monthName(month)}组织生活清单</h1>
        <p class="acts">
          {months
            .filter((one) => one !== month)
            .map((one) => (
              <a class="button" href={`list?month=${one}`}>
                {monthName(one)}清单
              </a>
            ))}
        </p>
        <Items view={view} list={shown} month={month} />
        {shown && month >= present && <Publish view={view} month={month} />}
        <Import view={view} list={shown} month={month} />
      </>
    );
  },
});

const monthName = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

const stateNames: Readonly<Record<ItemState, string>> = {
  open: '还没有完成',
  planned: '已安排',
  done: '已完成',
  skipped: '不做',
};

const Items = ({ view, list: shown, month }: { view: View; list: GuidanceList | undefined; month: string }) => {
  const { branch } = view;
  if (!shown) {
    return (
      <Section id="items" title="各项进展">
        <Nothing>{monthName(month)}还没有清单。请在下面导入。</Nothing>
      </Section>
    );
  }
  const statuses = itemStatuses(branch, shown);
  const count = (state: ItemState): number => statuses.filter((one) => one.state === state).length;
  return (
    <Section id="items" title="各项进展">
      {!branch.guidance[month] && (
        <p class="note">
          {monthName(month)}还没有导入上级的清单，下面是通用参考。登记任何一项的进展，就按通用参考登记。
        </p>
      )}
      <p>
        共 {statuses.length} 项，已完成 {count('done')} 项，已安排 {count('planned')} 项，还没有完成 {count('open')}{' '}
        项，不做 {count('skipped')} 项。
      </p>
      <ul class="rows lead">
        {statuses.map((status) => (
          <ItemRow view={view} status={status} month={month} />
        ))}
      </ul>
    </Section>
  );
};

const badges: Readonly<Record<ItemState, string>> = {
  open: 'badge wait',
  planned: 'badge',
  done: 'badge good',
  skipped: 'badge',
};

const ItemRow = ({ view, status, month }: { view: View; status: ItemStatus; month: string }) => {
  const { branch, people, now } = view;
  const { item, state } = status;
  const today = localDate(now, branch.timeZone);
  const which = `${monthName(month)} ${item.no}`;
  const name = `第${item.no}项${item.kind}`;
  const text = statusText(status, branch);
  const note = branch.guidance[month]?.notes[String(item.no)];
  return (
    <li id={`item-${item.no}`}>
      <div class="row-head">
        <h3>
          {circled(item.no)}
          {item.kind}
        </h3>
        <span class={badges[state]}>{stateNames[state]}</span>
      </div>
      <p>{withNames(renderItem(item), people).slice(circled(item.no).length + item.kind.length)}</p>
      {text !== '' && text !== stateNames[state] && <p>{withNames(text, people)}。</p>}
      <details>
        <summary>登记{name}的进展</summary>
        <SayForm id={`done-${item.no}`} says={`清单 完成 ${which}`} button="登记完成">
          <Field label="完成日期（可以不填）">
            <input type="date" name="says" max={today} />
          </Field>
        </SayForm>
        <SayForm id={`planned-${item.no}`} says={`清单 安排 ${which}`} button="登记安排">
          <Field label="安排在哪一天（可以不填）">
            <input type="date" name="says" min={today} />
          </Field>
        </SayForm>
        <SayForm id={`skipped-${item.no}`} says={`清单 跳过 ${which}`} button="登记不做">
          <Field label="不做的原因">
            <select name="says">
              {skipReasons.map((reason) => (
                <option value={reason}>{reason}</option>
              ))}
            </select>
          </Field>
        </SayForm>
        {note && note.state !== 'open' && (
          <div class="acts">
            <Say says={`清单 恢复 ${which}`}>撤回这一项的登记</Say>
          </div>
        )}
      </details>
    </li>
  );
};

const Publish = ({ view, month }: { view: View<readonly Ahead[]>; month: string }) => {
  const { branch, loaded } = view;
  const itself = loaded.find(
    ({ at, to, template }) =>
      template === 'guidance-list' && to.includes(':') && localDate(at, branch.timeZone).startsWith(month),
  );
  return (
    <Section id="publish" title="发布到群里">
      <p>
        {isPublished(branch, month) && '这份清单已经发布过。'}
        {itself ? `${formatWhen(itself.at, branch.timeZone)}自动发布。` : '不会再自动发布。'}
        也可以现在发布，支部群里会收到一条消息。
      </p>
      <div class="acts">
        <Say says={`发布清单 ${month}`}>现在发布{monthName(month)}清单</Say>
      </div>
    </Section>
  );
};

const Import = ({ view, list: shown, month }: { view: View; list: GuidanceList | undefined; month: string }) => {
  const { branch, people } = view;
  const own = branch.guidance[month] !== undefined;
  return (
    <Section id="import" title={own ? '更改清单' : '导入清单'} screenOnly>
      <p class="note">读取以后先列出读懂了什么、哪些内容没有记下，由您确认再保存。替换时，同样的项目保留进展。</p>
      <SayForm id="list-file" says={`导入清单 ${month}`} button="读取文件" withFile>
        <Field label="json、csv、xlsx 或 docx 文件">
          <input type="file" name="file" required accept=".json,.csv,.xlsx,.xlsm,.xls,.et,.docx,.doc,.txt" />
        </Field>
      </SayForm>
      <SayForm id="list-lines" says={`导入清单 ${month}`} button="读取文字">
        <label class="field whole">
          <span>{own ? '在这里修改，每行一项' : '粘贴上级的清单，每行一项'}</span>
          <textarea name="lines" required maxlength={20_000} rows={12}>
            {own && shown ? withNames(renderList(shown), people) : ''}
          </textarea>
        </label>
      </SayForm>
    </Section>
  );
};
