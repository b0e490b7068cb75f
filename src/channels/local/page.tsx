import { raw } from 'hono/html';
import type { Persona } from './conversation.ts';

type Props = {
  readonly title: string;
  readonly personas: readonly Persona[];
  readonly open: boolean;
  readonly clock: boolean;
  readonly now: string;
  readonly kept: string;
  /** The group's messages so far, already escaped. */
  readonly group: string;
};

export const sampleCommand = '发起 主题党日 明天 19:30 党群服务中心 学习';

/** The whole page; everything in it that changes later is changed by the client script. */
export const Page = ({ title, personas, open, clock, now, kept, group }: Props) => (
  <html lang="zh-CN">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/page.css" />
      <script src="/page.js" defer></script>
    </head>
    <body>
      <a class="skip" href="#words">
        跳到输入框
      </a>
      {open && (
        <p class="open-warning" role="note">
          请注意：能打开这个地址的任何人，都可以用任何人的身份在这里看和写。
        </p>
      )}
      <header class="top">
        <div class="name">
          <h1>{title}</h1>
          <p>
            演示群，<span id="how-many">{personas.length}</span> 位同志
            <span id="link" role="status"></span>
          </p>
        </div>
        <div class="openers">
          <button type="button" id="open-people" aria-haspopup="dialog">
            <span class="label">我的身份</span> <b class="who">还没有选择</b>
          </button>
          {clock && (
            <button type="button" id="open-clock" aria-haspopup="dialog">
              <span class="label">支部时间</span> <b class="now">{now}</b>
            </button>
          )}
        </div>
      </header>
      <div class="columns">
        <div id="side">
          {clock && <ClockPanel now={now} />}
          <PeoplePanel personas={personas} />
        </div>
        <main>
          <div class="bar">
            <div class="tabs" role="tablist" aria-label="聊天">
              <button type="button" role="tab" id="tab-group" aria-controls="group" aria-selected="true">
                群聊<span class="unread"></span>
              </button>
              <button
                type="button"
                role="tab"
                id="tab-private"
                aria-controls="private"
                aria-selected="false"
                tabindex={-1}
              >
                私聊 支书助手<span class="unread"></span>
              </button>
            </div>
            <button type="button" id="open-console" aria-controls="console" aria-expanded="false">
              控制台
            </button>
          </div>
          <section id="group" class="panel" role="tabpanel" aria-labelledby="tab-group" tabindex={0}>
            <Hint clock={clock} />
            <p class="kept">{kept}</p>
            <ol class="messages" id="group-messages" aria-label="群聊消息">
              {raw(group)}
            </ol>
            <p class="empty">群里还没有消息。支书助手平时不说话，有人用得着的时候才回答一次。</p>
          </section>
          <section id="private" class="panel" role="tabpanel" aria-labelledby="tab-private" tabindex={0} hidden>
            <p class="kept">{kept}</p>
            <ol class="messages" id="private-messages" aria-label="私聊消息"></ol>
            <p class="empty">这里只有您和支书助手。可以输入「我的」看自己的记录，输入「帮助」看怎么说。</p>
          </section>
          <button type="button" id="to-newest" hidden>
            有新消息，看最新
          </button>
          <Composer personas={personas} />
          <aside id="console" aria-label="控制台" hidden>
            <iframe id="console-frame" title="控制台"></iframe>
          </aside>
        </main>
      </div>
      <dialog id="people-dialog" aria-label="选择身份"></dialog>
      {clock && <dialog id="clock-dialog" aria-label="支部时间"></dialog>}
      <div id="toasts" role="status" aria-live="polite"></div>
      <div id="announcements" class="unseen" aria-live="polite"></div>
      <noscript>
        <p class="open-warning">这个页面需要浏览器允许运行脚本，允许之后请刷新页面。</p>
      </noscript>
    </body>
  </html>
);

const Hint = ({ clock }: { readonly clock: boolean }) => (
  <div id="hint" class="hint" role="note" aria-label="第一次使用" hidden>
    <ol>
      <li>先选一位同志的身份，再像平时在群里一样说话。</li>
      <li>
        以书记身份说下面这句话（按一下就填好），就安排了一次活动。
        <button type="button" id="sample">
          {sampleCommand}
        </button>
      </li>
      <li>
        {clock
          ? '另开一个窗口选另一位同志，输入「签到」或「请假」；把支部时间往前拨，就能看到到点的提醒。'
          : '另开一个窗口选另一位同志，输入「签到」或「请假」，两个窗口都会看到。'}
      </li>
    </ol>
    <button type="button" id="close-hint">
      知道了，收起
    </button>
  </div>
);

const Composer = ({ personas }: { readonly personas: readonly Persona[] }) => (
  <div class="composer">
    <div id="choose-first" hidden>
      <p>您想以谁的身份说话？</p>
      <div class="quick-people">
        {suggestedPersonas(personas).map((persona) => (
          <button type="button" data-persona={persona.account}>
            <b>{persona.name}</b> <span>{persona.title}</span>
          </button>
        ))}
        <button type="button" id="all-people">
          全部名单
        </button>
      </div>
    </div>
    <form id="composer" hidden>
      <div id="quoting" class="chip" hidden>
        <span></span>
        <button type="button" id="drop-quote">
          不引用
        </button>
      </div>
      <div id="attached" class="chip" hidden>
        <span></span>
        <button type="button" id="drop-file">
          不发了
        </button>
      </div>
      <div class="writing">
        <label class="unseen" for="words">
          要说的话
        </label>
        <textarea
          id="words"
          rows={1}
          maxlength={4000}
          enterkeyhint="send"
          placeholder="说一句话"
          autocomplete="off"
        ></textarea>
        <input
          type="file"
          id="file"
          class="unseen"
          accept=".csv,.xlsx,.txt,.json,.docx"
          tabindex={-1}
          aria-label="选择文件"
        />
        <button type="button" id="pick-file">
          文件
        </button>
        <button type="submit" class="main">
          发送
        </button>
      </div>
    </form>
  </div>
);

const PeoplePanel = ({ personas }: { readonly personas: readonly Persona[] }) => (
  <section id="people-panel" class="card" aria-labelledby="people-title">
    <h2 id="people-title" tabindex={-1}>
      我的身份：<span class="who">还没有选择</span>
    </h2>
    <label for="search">按姓名、职务或党小组找人</label>
    <input id="search" type="search" autocomplete="off" />
    <ul id="people">
      <People personas={personas} />
    </ul>
    <p id="nobody-found" hidden>
      没有找到这样的同志。
    </p>
    <p>
      <a href="/" target="_blank" rel="noopener">
        另开一个窗口，当另一位同志
      </a>
    </p>
  </section>
);

/** The list to choose from, sent again when the roster has changed. */
export const People = ({ personas }: { readonly personas: readonly Persona[] }) => (
  <>
    {personas.map((persona) => (
      <li>
        <button type="button" data-persona={persona.account} aria-pressed="false">
          <b>{persona.name}</b> <span>{persona.title}</span>
        </button>
      </li>
    ))}
  </>
);

const ClockPanel = ({ now }: { readonly now: string }) => (
  <section id="clock-panel" class="card" aria-labelledby="clock-title">
    <h2 id="clock-title" tabindex={-1}>
      支部时间：<span class="now">{now}</span>
    </h2>
    <div id="walking" hidden>
      <label for="progress">
        时间正在往前走，走到 <span id="walking-to"></span> 停下。
      </label>
      <progress id="progress" max={1} value={0}></progress>
    </div>
    <form id="clock-form">
      <label for="moment">往前拨到（只能往前）</label>
      <div class="writing">
        <input id="moment" type="text" autocomplete="off" placeholder="到明天 19:30" aria-describedby="moment-help" />
        <button type="submit">往前拨</button>
      </div>
      <p id="moment-help">也可以写「到下月1日」「+30分钟」。</p>
      <p id="moment-problem" role="alert"></p>
    </form>
    <div id="moments" class="quick-moments" role="group" aria-label="常用的时间"></div>
  </section>
);

/** Three people with different rights, so that the first choice is one press. */
const suggestedPersonas = (personas: readonly Persona[]): readonly Persona[] => {
  const secretary = personas.find(({ title }) => /(?<!副)书记/u.test(title));
  const leader = personas.find((one) => one !== secretary && one.title.includes('组长'));
  const member = personas.find(({ title }) => !/书记|委员|组长/u.test(title));
  return [secretary, leader, member].filter((one) => one !== undefined);
};
