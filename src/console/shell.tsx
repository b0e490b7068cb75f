import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { formatDay, localDate } from '../domain/calendar.ts';
import { mayAct, nameOf } from '../domain/roster.ts';
import { assets } from './assets.ts';
import type { Drawing } from './live.ts';
import type { Drawn, Page, View } from './page.ts';

// What a person opened stays open, and what htmx notes on elements is no difference.
const htmxConfig = JSON.stringify({
  history: false,
  includeIndicatorCSS: false,
  morphIgnore: ['data-htmx-powered', 'open'],
  defaultTimeout: 20_000,
});

const Document = ({
  title,
  base,
  script,
  children,
}: {
  title: string;
  base?: string;
  script?: boolean;
  children: Child;
}) => (
  <html lang="zh-CN">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={htmxConfig} />
      <title>{title}</title>
      {base && <base href={base} />}
      <link rel="stylesheet" href={assets.style.path} />
      {script && <script src={assets.htmx.path} defer></script>}
      {script && <script src={assets.client.path} defer></script>}
    </head>
    {children}
  </html>
);

const asDocument = (page: Drawn) => html`<!doctype html>${page}`;

const roleNames: Readonly<Record<string, string>> = { secretary: '书记', officer: '支委' };

/** The part of a page that follows the ledger: what is sent again when it changes. */
export const livePart = (view: View, drawn: Drawn): Drawn => (
  <main id="live" tabindex={-1}>
    <p class="today-is">
      {view.branch.name}，{formatDay(localDate(view.now, view.branch.timeZone))}
    </p>
    {drawn}
  </main>
);

/** A page with its menu and the place where answers appear. `at` is its address below the session's. */
export const shell = ({
  page,
  pages,
  view,
  base,
  at,
  drawing,
}: {
  page: Page;
  pages: readonly Page[];
  view: View;
  base: string;
  at: string;
  drawing: Drawing;
}) =>
  asDocument(
    <Document title={`${page.title}，${view.branch.name}`} base={base} script>
      <body {...(page.live ? { 'data-live': `live/${at}`, 'data-seen': drawing.mark } : {})}>
        <a class="skip" href={`${at}#live`}>
          跳到正文
        </a>
        <header class="screen-only">
          <p class="who">
            {view.speaker.member === undefined || view.speaker.member === 'founder'
              ? '建立支部的同志'
              : nameOf(view.people, view.speaker.member)}
            ，{roleNames[view.speaker.role]}
          </p>
          <form method="post" action="leave">
            <button type="submit">退出</button>
          </form>
          <nav aria-label="主菜单">
            <ul>
              {pages
                .filter(({ menu, from }) => menu !== undefined && mayAct(view.speaker.role, from))
                .map(({ menu, path }) => (
                  <li>
                    <a
                      href={path}
                      aria-current={path === page.path ? 'page' : path === page.under ? 'true' : undefined}
                    >
                      {menu}
                    </a>
                  </li>
                ))}
            </ul>
          </nav>
        </header>
        <p id="link" class="screen-only" role="status"></p>
        {raw(drawing.html)}
        <div id="answer" class="screen-only" role="status" aria-live="polite"></div>
      </body>
    </Document>,
  );

/** The answer to a sentence as a page of its own, for a browser without the script. */
export const answerPage = ({ base, back, answer }: { base: string; back: string; answer: Drawn }) =>
  asDocument(
    <Document title="回答" base={base}>
      <body>
        <main id="live">
          <h1>回答</h1>
          {answer}
          <p>
            <a href={back}>返回</a>
          </p>
        </main>
      </body>
    </Document>,
  );

/** A page outside every session: how to come in, or why not. */
export const outsidePage = (title: string, text: string, children?: Child) =>
  asDocument(
    <Document title={title}>
      <body class="outside">
        <main>
          <h1>{title}</h1>
          <p>{text}</p>
          {children}
        </main>
      </body>
    </Document>,
  );
