/**
 * The one style sheet, kept as text because the build copies no other files. 18 px is the smallest text; people are never
 * marked in red; what is decoration vanishes on paper.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f4ef; --card: #fffdf9; --ink: #221f1b; --soft: #575047; --line: #d8d1c5; --edge: #7d7468;
  --brand: #9c1f1c; --act: #1b4f86; --on-act: #ffffff; --tint: #e8eff7; --good: #1b5e36; --good-tint: #e6f1e8;
  --wait: #6b4a00; --wait-tint: #faf0d6; --focus: #1657a6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1917; --card: #252320; --ink: #efeae2; --soft: #bcb2a5; --line: #423c36; --edge: #8f8578;
    --brand: #f0a099; --act: #9cc4f2; --on-act: #0c2238; --tint: #22303f; --good: #93d3a8; --good-tint: #1f3326;
    --wait: #edca83; --wait-tint: #3a3019; --focus: #8ebdf5;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; }
/* The answer lies over the end of the page, which can be scrolled from under it. */
html:has(#answer:not(:empty)) { scroll-padding-bottom: 46vh; }
html:has(#answer:not(:empty)) main { padding-bottom: 50vh; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.7; overflow-wrap: anywhere;
  font-family: "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC",
    "Source Han Sans SC", system-ui, sans-serif;
  text-spacing-trim: normal; text-autospace: normal; line-break: strict;
}
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.5rem; line-height: 1.35; }
h2 { font-size: 1.2rem; line-height: 1.4; }
h3 { font-size: 1rem; line-height: 1.5; }
a { color: var(--act); text-underline-offset: 0.2em; }
button, input, select, textarea { font: inherit; color: inherit; }
button, .button {
  display: inline-block; min-height: 2.7rem; min-width: 2.7rem; padding: 0.45rem 0.9rem; border: 1px solid var(--edge);
  border-radius: 0.5rem; background: var(--card); cursor: pointer; line-height: 1.4; text-decoration: none;
  color: var(--ink); text-align: center;
}
@media (hover: hover) { button:hover:not(:disabled), .button:hover { border-color: var(--act); background: var(--tint); } }
button.main, .button.main { background: var(--act); border-color: var(--act); color: var(--on-act); font-weight: 600; }
@media (hover: hover) { button.main:hover:not(:disabled) { background: var(--act); filter: brightness(1.1); } }
button:disabled { opacity: 0.55; cursor: default; }
.htmx-request button { opacity: 0.6; }
input:not([type="hidden"]):not([type="checkbox"]):not([type="radio"]), select, textarea {
  width: 100%; min-height: 2.7rem; padding: 0.4rem 0.7rem; border: 1px solid var(--edge); border-radius: 0.5rem;
  background: var(--card);
}
textarea { min-height: 8rem; line-height: 1.6; resize: vertical; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
main:focus { outline: none; }
table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.3rem; }
.wide { overflow-x: auto; }
.chart { display: block; max-width: 100%; height: auto; background: #ffffff; border: 1px solid var(--line); border-radius: 0.6rem; }
.paper { margin-top: 1rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
.paper > h2 { text-align: center; }
.paper > * + *, #chapter > * + * { margin-top: 0.6rem; }
.paper .centred { text-align: center; }
.paper .right { text-align: right; }
.contents ol { columns: 3 8.5rem; }
.contents a { text-align: left; color: var(--act); text-decoration: underline; }
.contents a[aria-current] { background: var(--tint); }
.fields-shown > div { display: grid; grid-template-columns: 8rem 1fr; border-bottom: 1px solid var(--line); }
.fields-shown dt { color: var(--soft); }

.skip { position: absolute; left: -99rem; }
.skip:focus { left: 0.5rem; top: 0.5rem; z-index: 3; background: var(--card); padding: 0.5rem 1rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0.2rem 0.6rem; padding: 0.5rem 0.8rem; background: var(--card); border-bottom: 1px solid var(--line); }
header .who { color: var(--soft); }
header nav { grid-column: 1 / -1; }
nav ul { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.2rem; }
nav a {
  display: block; min-height: 2.6rem; padding: 0.35rem 0.2rem; text-align: center; text-decoration: none; color: var(--ink);
  border-bottom: 3px solid transparent; border-radius: 0.3rem 0.3rem 0 0;
}
nav a[aria-current] { border-bottom-color: var(--brand); font-weight: 600; background: var(--paper); }
#link:empty { display: none; }
#link { position: sticky; top: 0; z-index: 2; padding: 0.5rem 0.9rem; background: var(--wait-tint); color: var(--wait); }

main { padding: 0.9rem 0.8rem 6rem; max-width: 56rem; margin-inline: auto; }
.outside main { max-width: 34rem; padding-top: 3rem; }
.outside main > * + * { margin-top: 1rem; }
.today-is { color: var(--soft); }
main > h1 { margin-top: 0.2rem; }
section { margin-top: 1.6rem; }
section > h2 { margin-bottom: 0.5rem; }
.lead { margin-top: 0.4rem; }
.nothing { color: var(--soft); }
.note { color: var(--soft); }

.rows > li, .card {
  padding: 0.7rem 0.9rem; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card);
}
.rows > li + li { margin-top: 0.5rem; }
.rows.people { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.rows.people > li + li { margin-top: 0; }
.rows.slim > li { display: grid; grid-template-columns: 1fr auto; gap: 0 0.6rem; align-items: start; }
.rows.slim .acts { margin-top: 0; }
.row-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 0.6rem; }
.row-head b, .row-head h3 { font-weight: 600; }
.badge {
  display: inline-block; padding: 0 0.5rem; border-radius: 0.4rem; border: 1px solid currentColor; background: var(--tint);
  color: var(--act); line-height: 1.6;
}
.badge.good { color: var(--good); background: var(--good-tint); }
.badge.wait { color: var(--wait); background: var(--wait-tint); }
.acts { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.5rem; align-items: center; }
details > summary { cursor: pointer; padding: 0.45rem 0; color: var(--act); }
details[open] > :not(summary) { margin-bottom: 0.4rem; }
.names { line-height: 2; }

.fields { display: grid; gap: 0.7rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); align-items: end; margin-top: 0.5rem; }
.fields button { justify-self: start; }
.field > span { display: block; color: var(--soft); }
.fields .whole { grid-column: 1 / -1; }
.tick { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.7rem; margin-right: 1rem; white-space: nowrap; }
.tick input { width: 1.2rem; height: 1.2rem; }
fieldset { min-width: 0; margin: 0; border: 1px solid var(--line); border-radius: 0.5rem; }

.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(5.5rem, 1fr)); gap: 0.5rem; margin-top: 0.7rem; }
.counts > div { padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); text-align: center; }
.counts dt { color: var(--soft); }
.counts dd { font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }

.roll > li { display: grid; grid-template-columns: 1fr auto; gap: 0 0.6rem; align-items: center; padding: 0.35rem 0.2rem 0.35rem 0.7rem; border-bottom: 1px solid var(--line); background: var(--card); }
.roll { border-top: 1px solid var(--line); }
.roll > li { break-inside: avoid; }
.roll .name { font-weight: 600; }
.roll .state { color: var(--soft); }
.roll .here .state { color: var(--good); font-weight: 600; }
.roll button { min-width: 5rem; min-height: 3.1rem; font-weight: 600; }
.roll button[aria-pressed="true"] { background: var(--good-tint); border-color: var(--good); color: var(--good); }
.roll details { grid-column: 1 / -1; }
.roll details > summary { padding: 0.2rem 0; }

.days { border-top: 1px solid var(--line); }
.days > li { padding: 0.5rem 0.7rem; border: 1px solid var(--line); border-top: 0; background: var(--card); break-inside: avoid; }
.days > li.off { background: var(--paper); }
.days > li.now { border-left: 4px solid var(--brand); }
.days > li.free { display: inline-block; margin: 0.25rem 0.25rem 0.25rem 0; padding: 0 0.5rem; border-top: 1px solid var(--line); border-radius: 0.4rem; }
.days .date { display: inline-block; min-height: 2.5rem; padding-block: 0.35rem; }
.days .wait { color: var(--wait); font-weight: 600; }
.months { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); }
.periods { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; margin-top: 0.3rem; }

#answer:empty { display: none; }
#answer {
  position: fixed; inset: auto 0 0; z-index: 2; display: grid; grid-template-columns: 1fr auto; gap: 0.6rem; align-items: start;
  max-height: 45vh; overflow-y: auto; padding: 0.7rem 0.9rem calc(0.7rem + env(safe-area-inset-bottom));
  background: var(--card); border-top: 3px solid var(--good); box-shadow: 0 -4px 16px #0003;
}
#answer:has(.refused) { border-top-color: var(--wait); }
.words { white-space: pre-wrap; }
.choices { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.5rem; }

@media (min-width: 40rem) {
  main { padding-inline: 1.6rem; }
  header { padding-inline: max(1.6rem, calc((100% - 52.8rem) / 2)); }
  nav ul { grid-template-columns: repeat(8, 1fr); }
}
@media (min-width: 60rem) {
  .days { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); border-left: 1px solid var(--line); }
  .days > li, .days > li.free { display: block; min-height: 6rem; margin: 0; padding: 0.3rem 0.4rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; border-radius: 0; }
  .days > li.now { border-left: 4px solid var(--brand); }
  .days.from-2 > :first-child { grid-column-start: 2; } .days.from-3 > :first-child { grid-column-start: 3; }
  .days.from-4 > :first-child { grid-column-start: 4; } .days.from-5 > :first-child { grid-column-start: 5; }
  .days.from-6 > :first-child { grid-column-start: 6; } .days.from-7 > :first-child { grid-column-start: 7; }
  .roll.two { columns: 2; column-gap: 1rem; }
}
@media print {
  :root { --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #333333; --line: #999999; --tint: #ffffff; --good-tint: #ffffff; --wait-tint: #ffffff; --act: #000000; --good: #000000; --wait: #000000; }
  html { font-size: 11pt; }
  .screen-only, .skip, .acts, form, summary { display: none !important; }
  form.say-list:has(ol, ul, table) { display: block !important; }
  form.say-list button { display: none !important; }
  details::details-content { content-visibility: visible; display: block; }
  main { max-width: none; padding: 0; }
  .rows > li, .card, tr, .roll > li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  a { text-decoration: none; }
  @page { size: A4; margin: 18mm 16mm; }
}
@media (forced-colors: active) { nav a[aria-current] { text-decoration: underline; } }
`;
