import { kinds } from '../domain/branch.ts';
import { groupsOf } from '../domain/plan.ts';
import type { View } from './page.ts';
import { Field, SayForm } from './parts.tsx';

/** 发起 with its fields; `kind`, `group` and `date` may be chosen already. */
export const PlanForm = ({
  view: { branch },
  kind,
  group,
  date,
}: {
  view: View;
  kind?: string | undefined;
  group?: string | undefined;
  date?: string | undefined;
}) => (
  <SayForm id="plan" says="发起" button="发起并通知">
    <Field label="种类">
      <select name="says" required>
        {kinds.map((one) => (
          <option value={one} selected={one === kind}>
            {one}
          </option>
        ))}
      </select>
    </Field>
    <Field label="范围（党小组会请选党小组）">
      <select name="says">
        <option value="">按种类（支委会为支委，其余为全体）</option>
        {groupsOf(branch).map((one) => (
          <option value={one} selected={one === group}>
            {one}
          </option>
        ))}
      </select>
    </Field>
    <Field label="日期">
      <input type="date" name="says" required value={date} />
    </Field>
    <Field label="时间">
      <input type="time" name="says" required value="19:30" />
    </Field>
    <Field label="地点（不留空格）">
      <input type="text" name="says" required maxlength={60} pattern="\S+" autocomplete="off" />
    </Field>
    <Field label="主题">
      <input type="text" name="says" maxlength={200} autocomplete="off" />
    </Field>
    <label class="whole">
      <input type="checkbox" name="says" value="可线上" /> 允许线上参加（线上不计入法定人数）
    </label>
  </SayForm>
);
