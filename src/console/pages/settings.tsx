import type { Child } from 'hono/jsx';
import { type BackupState, sizeText } from '../../bot/backup-now.ts';
import { kinds } from '../../domain/branch.ts';
import { formatWhen } from '../../domain/calendar.ts';
import { cadenceName } from '../../domain/period.ts';
import { presetOf, type RuleInForce, rulesInForce } from '../../domain/preset.ts';
import { roomsOf } from '../../domain/push.ts';
import { withNames } from '../../domain/roster.ts';
import { commonChecklist, studyDayText } from '../../domain/themed-day.ts';
import { timingLines, usualTiming } from '../../domain/timing.ts';
import type { ChannelHealth } from '../../ports.ts';
import { definePage, type View } from '../page.ts';
import { Field, Nothing, Say, SayForm, Section } from '../parts.tsx';

/** What the branch has decided for itself, and how well it is connected. */
export const settings = definePage({
  path: 'settings',
  title: '设置',
  menu: '设置',
  from: 'secretary',
  render: (view) => (
    <>
      <h1>设置</h1>
      <nav class="screen-only contents" aria-label="本页内容">
        <ol>
          {sections.map(([id, title]) => (
            <li>
              <a href={`settings#${id}`}>{title}</a>
            </li>
          ))}
        </ol>
      </nav>
      <Cadences view={view} />
      <Term view={view} />
      <Timing view={view} />
      <ThemedDay view={view} />
      <Naming view={view} />
      <Channels view={view} />
      <Kept view={view} />
    </>
  ),
});

const sections = [
  ['cadences', '应做事项和频次'],
  ['term', '届满日期'],
  ['timing', '推送时间和提醒'],
  ['themed', '主题党日和学习日'],
  ['naming', '群内点名'],
  ['channels', '群和渠道'],
  ['kept', '保存、备份和删除'],
] as const;
const titles = Object.fromEntries(sections) as Readonly<Record<(typeof sections)[number][0], string>>;

const Cadences = ({ view: { branch, presets } }: { view: View }) => {
  const chosen = presetOf(branch, presets);
  const rules = rulesInForce(branch, presets);
  const others = kinds.filter((kind) => kind !== '其他' && !rules.some(({ what }) => what === kind));
  return (
    <Section id="cadences" title={titles.cadences}>
      <p>现在按「{chosen?.name ?? ''}」计算。</p>
      {chosen?.note !== undefined && <p class="note">{chosen.note}</p>}
      <SayForm id="preset" says="设置 预设" button="改用这个预设">
        <Field label="预设">
          <select name="says">
            {presets.map(({ id, name }) => (
              <option value={name} selected={id === chosen?.id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </SayForm>
      <ul class="rows lead">
        {rules.map((rule) => (
          <RuleRow rule={rule} />
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>增加一项本支部自定的事项</summary>
          <SayForm id="own-rule" says="设置 频次" button="增加">
            <Field label="种类">
              <select name="says">
                {others.map((kind) => (
                  <option value={kind}>{kind}</option>
                ))}
              </select>
            </Field>
            <HowOften />
          </SayForm>
        </details>
      )}
    </Section>
  );
};

const HowOften = () => (
  <>
    <Field label="多久">
      <select name="says">
        {['每月', '每季度', '每半年', '每年'].map((period) => (
          <option value={period}>{period}</option>
        ))}
      </select>
    </Field>
    <Field label="次数">
      <input type="number" name="says" required min="1" max="31" value="1" />
    </Field>
  </>
);

const RuleRow = ({ rule }: { rule: RuleInForce }) => {
  const isOff = rule.demanded === 0;
  const isFixed = rule.period === 'term' || rule.of === 'past-year';
  return (
    <li id={`rule-${rule.id}`}>
      <div class="row-head">
        <h3>{rule.what}</h3>
        {isOff && <span class="badge">已停用</span>}
        {rule.own && !isOff && <span class="badge">本支部自定</span>}
      </div>
      <p>
        {isOff ? '不计算，也不提醒。' : `${rule.scope === 'each-group' ? '各党小组' : ''}${cadenceName(rule)}。`}
        {!rule.own && !isOff && <span class="note">依据：{rule.source}。</span>}
      </p>
      <details>
        <summary>更改{rule.what}</summary>
        {!isFixed && (
          <SayForm id={`cadence-${rule.id}`} says={`设置 频次 ${rule.what}`} button="更改频次">
            <HowOften />
          </SayForm>
        )}
        <div class="acts">
          {!isOff && <Say says={`设置 频次 ${rule.what} 停用`}>停用{rule.what}</Say>}
          {(rule.own || isOff) && <Say says={`设置 频次 ${rule.what} 恢复`}>恢复预设的频次</Say>}
        </div>
      </details>
    </li>
  );
};

const Term = ({ view: { branch } }: { view: View }) => {
  const { termEnd } = branch.settings;
  return (
    <Section id="term" title={titles.term}>
      <p>
        {termEnd === undefined
          ? '还没有登记。登记以后，届满前六个月会私聊提醒书记准备换届。'
          : `${Number(termEnd.slice(0, 4))}年${Number(termEnd.slice(5, 7))}月${Number(termEnd.slice(8))}日。`}
      </p>
      <SayForm id="term-end" says="设置 届满" button="登记">
        <Field label="届满日期">
          <input type="date" name="says" required value={termEnd} />
        </Field>
      </SayForm>
      {termEnd !== undefined && (
        <div class="acts">
          <Say says="设置 届满 清除">清除届满日期</Say>
        </div>
      )}
    </Section>
  );
};

const usualLines = timingLines(usualTiming);

/** A setting as it stands, the form that changes it, and the way back to the usual. */
const Setting = ({ id, word, line, children }: { id: string; word: string; line: string; children: Child }) => (
  <li>
    <p>{line}</p>
    <SayForm id={id} says={`设置 ${word}`} button={`更改${word}`}>
      {children}
    </SayForm>
    {!usualLines.includes(line) && (
      <div class="acts">
        <Say says={`设置 ${word} 恢复`}>{word}恢复为通常设置</Say>
      </div>
    )}
  </li>
);

const Timing = ({ view: { branch } }: { view: View }) => {
  const { timing } = branch.settings;
  const { publishing, pushFrom, pushUntil, eveningUntil, reminder } = timing;
  const [publishingLine = '', hoursLine = '', eveningLine = '', reminderLine = ''] = timingLines(timing);
  const { pushFrom: earliest, pushUntil: latest, eveningUntil: latestEvening } = usualTiming;
  const day = 'day' in publishing.on ? publishing.on.day : undefined;
  return (
    <Section id="timing" title={titles.timing}>
      <ul class="rows">
        <Setting id="publishing" word="清单时间" line={publishingLine}>
          <Field label="每月哪一天">
            <select name="says">
              <option value="首个工作日">首个工作日</option>
              {Array.from({ length: 31 }, (_, index) => index + 1).map((one) => (
                <option value={`每月${one}日`} selected={one === day}>
                  {one}日
                </option>
              ))}
            </select>
          </Field>
          <Field label="时间">
            <input type="time" name="says" required min={earliest} max={latest} value={publishing.at} />
          </Field>
        </Setting>
        <Setting id="hours" word="推送时段" line={hoursLine}>
          <Field label="从">
            <input type="time" name="says" required min={earliest} max={latest} value={pushFrom} />
          </Field>
          <input type="hidden" name="says" value="至" />
          <Field label="到">
            <input type="time" name="says" required min={earliest} max={latest} value={pushUntil} />
          </Field>
        </Setting>
        <Setting id="evening" word="晚间" line={eveningLine}>
          <Field label="最晚">
            <input type="time" name="says" required min={latest} max={latestEvening} value={eveningUntil} />
          </Field>
        </Setting>
        <Setting id="reminder" word="提醒" line={reminderLine}>
          <Field label="活动以前提醒">
            <select name="says">
              <option value="前一天">前一天</option>
              <option value="前两小时" selected={reminder === 'two-hours-before'}>
                前两小时
              </option>
              <option value="不提醒" selected={reminder === 'none'}>
                不提醒
              </option>
            </select>
          </Field>
        </Setting>
      </ul>
    </Section>
  );
};

const ThemedDay = ({ view: { branch, people } }: { view: View }) => {
  const { checklist, studyDay } = branch.settings;
  const things = checklist?.map((thing) => withNames(thing, people)).join('、');
  const study = studyDay && withNames(studyDayText(studyDay), people);
  return (
    <Section id="themed" title={titles.themed}>
      <ul class="rows">
        <li>
          <p>{things === undefined ? '党日五件事还没有设置。' : `党日五件事：${things}。`}</p>
          <SayForm id="checklist" says="设置 党日五件事" button="更改五件事">
            <Field label="每次主题党日都做的事，用顿号分开">
              <input type="text" name="says" required maxlength={300} value={things ?? commonChecklist.join('、')} />
            </Field>
          </SayForm>
          {checklist && (
            <div class="acts">
              <Say says="设置 党日五件事 清除">清除五件事</Say>
            </div>
          )}
        </li>
        <li>
          <p>{study === undefined ? '没有安排学习日。' : `学习日：${study}。`}</p>
          <SayForm id="study-day" says="设置 学习日" button="更改学习日">
            <Field label="哪一天">
              <select name="says">
                {[...'一二三四五六日'].map((one) => (
                  <option value={`每周${one}`}>每周{one}</option>
                ))}
                <option value="每月首个工作日">每月首个工作日</option>
              </select>
            </Field>
            <Field label="时间">
              <input
                type="time"
                name="says"
                required
                value="09:00"
                min={usualTiming.pushFrom}
                max={usualTiming.pushUntil}
              />
            </Field>
            <Field label="学习内容">
              <input type="text" name="says" maxlength={200} autocomplete="off" />
            </Field>
          </SayForm>
          {studyDay && (
            <div class="acts">
              <Say says="设置 学习日 停用">停用学习日</Say>
            </div>
          )}
        </li>
      </ul>
    </Section>
  );
};

const Naming = ({ view: { branch } }: { view: View }) => (
  <Section id="naming" title={titles.naming}>
    <p>
      {branch.settings.namesInGroup
        ? '签到消息里列出已到同志的姓名，说过「不要点我名」的同志不列出。'
        : '签到消息里只显示人数，不列姓名。'}
    </p>
    <div class="acts">
      {branch.settings.namesInGroup ? (
        <Say says="群内点名 关">改为只显示人数</Say>
      ) : (
        <Say says="群内点名 开">改为列出已到同志</Say>
      )}
    </div>
  </Section>
);

const channelNames: Readonly<Record<string, string>> = { telegram: 'Telegram', wechat: '微信', local: '本地群' };
const healthTexts: Readonly<Record<ChannelHealth['state'], string>> = {
  up: '连接正常',
  starting: '正在连接',
  down: '连接中断',
  'waiting-scan': '等待管理员扫码登录',
  'logged-out': '已经退出登录，请管理员重新登录',
  suspect: '可能有问题，请管理员查看',
};

const Channels = ({ view: { branch, channels } }: { view: View }) => {
  const rooms = roomsOf(branch).length;
  return (
    <Section id="channels" title={titles.channels}>
      <p>{rooms === 0 ? '本支部还没有登记群，推送发不出去。' : `本支部登记了 ${rooms} 个群。`}</p>
      {channels.length === 0 ? (
        <Nothing>没有配置渠道，请联系管理员。</Nothing>
      ) : (
        <ul class="rows lead">
          {channels.map(({ name, state, since, lastEvent }) => (
            <li id={`channel-${name}`}>
              <div class="row-head">
                <h3>{channelNames[name] ?? name}</h3>
                <span class={state === 'up' ? 'badge good' : 'badge wait'}>{healthTexts[state]}</span>
              </div>
              <p>
                {formatWhen(since, branch.timeZone)}起。
                {lastEvent !== undefined && `最近一次收到消息是${formatWhen(lastEvent, branch.timeZone)}。`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};

const Kept = ({ view: { branch, backup } }: { view: View }) => (
  <Section id="kept" title={titles.kept}>
    <p>
      台账按年度成册，由支部保管，不会自动删除。聊天内容、请假事由、电话、身份证号、住址和健康情况一律不保存。删除一位同志的资料，请到
      <a href="roster">名册</a>办理：删除姓名和账号，人数统计保留。
    </p>
    <p id="backup" role="status">
      {backupText(backup, branch.timeZone)}
    </p>
    <p class="note">备份包括本程序的全部支部，文件留在服务器上，由管理员保管。管理员安排的定时备份不在这里显示。</p>
    <div class="acts">
      <Say says="备份">现在备份</Say>
    </div>
  </Section>
);

const backupText = (backup: BackupState, zone: string): string => {
  switch (backup.is) {
    case 'none':
      return '程序这次启动以来，还没有从这里备份过。';
    case 'running':
      return '正在备份，请稍候。';
    case 'failed':
      return `${formatWhen(backup.at, zone)}的备份没有成功，以前的备份不受影响。请联系管理员。`;
    case 'made':
      return `最近一次备份：${formatWhen(backup.at, zone)}，文件${backup.name}，${sizeText(backup.bytes)}。`;
    default:
      return backup satisfies never;
  }
};
