/** The style sheet of the page, kept as text because the build copies no other files. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f5f2ec; --card: #fffdf9; --ink: #241f1a; --soft: #5d554b; --line: #d9d1c4; --edge: #857a6c;
  --accent: #9c1f1c; --on-accent: #ffffff; --tint: #f7e9e4; --own: #f4ead9; --good: #1d6238; --focus: #1657a6;
  --warn: #fff1c9; --on-warn: #4d3800;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1917; --card: #262320; --ink: #efe9e1; --soft: #b8aea1; --line: #403a34; --edge: #8d8376;
    --accent: #f0a099; --on-accent: #33100d; --tint: #3a2522; --own: #3a3327; --good: #8fd3a6; --focus: #8ebdf5;
    --warn: #4a3a0c; --on-warn: #ffe9ac;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; height: 100vh; height: 100dvh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink); line-height: 1.65; overflow-wrap: anywhere;
  font-family: "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC",
    "Source Han Sans SC", system-ui, sans-serif;
}
h1, h2, p, ul, ol, blockquote { margin: 0; padding: 0; }
ul, ol { list-style: none; }
button, input, textarea { font: inherit; color: inherit; }
button {
  min-height: 2.5rem; padding: 0.3rem 0.8rem; border: 1px solid var(--edge); border-radius: 0.5rem;
  background: var(--card); cursor: pointer; line-height: 1.4;
}
@media (hover: hover) { button:hover:not(:disabled) { border-color: var(--accent); } }
button:disabled { opacity: 0.55; cursor: default; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
input[type="text"], input[type="search"], textarea {
  width: 100%; min-height: 2.5rem; padding: 0.4rem 0.7rem; border: 1px solid var(--edge); border-radius: 0.5rem;
  background: var(--card);
}
textarea { display: block; resize: none; max-height: 9rem; line-height: 1.5; }
::placeholder { color: var(--soft); opacity: 1; }
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
h2:focus, .panel:focus:not(:focus-visible) { outline: none; }
.panel:focus-visible { outline-offset: -3px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; border: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.skip { position: absolute; left: 0.5rem; top: -5rem; padding: 0.5rem 1rem; background: var(--card); z-index: 3; }
.skip:focus { top: 0.5rem; }

.open-warning { padding: 0.5rem 1rem; background: var(--warn); color: var(--on-warn); font-weight: 600; }
.top {
  display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem; align-items: center; justify-content: space-between;
  padding: 0.55rem 0.8rem; background: var(--card); border-bottom: 1px solid var(--line);
}
.top .name { min-width: 0; }
.top h1 { font-size: 1.1rem; line-height: 1.4; }
.top .name p { color: var(--soft); font-size: 0.85rem; line-height: 1.4; }
.openers { display: flex; gap: 0.5rem; width: 100%; }
.openers button { flex: 1 1 0; min-width: 0; text-align: left; padding: 0.25rem 0.6rem; }
#open-clock { flex: none; }
.openers .label { display: block; color: var(--soft); font-size: 0.8rem; }
.openers b { display: block; font-size: 0.95rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.columns { flex: 1; min-height: 0; display: flex; justify-content: center; }
#side { display: none; }
main { flex: 1; min-width: 0; max-width: 52rem; display: flex; flex-direction: column; position: relative; }
main.dropping::after {
  content: "松开鼠标，附上这个文件"; position: absolute; inset: 0.5rem; display: grid; place-items: center; z-index: 2;
  border: 3px dashed var(--accent); border-radius: 0.8rem; background: var(--card); color: var(--accent); opacity: 0.93;
}
.tabs { display: flex; gap: 0.3rem; padding: 0 0.6rem; border-bottom: 1px solid var(--line); }
.tabs button {
  border: 0; border-bottom: 3px solid transparent; border-radius: 0; background: none; color: var(--soft);
  padding: 0.4rem 0.5rem;
}
.bar { display: flex; align-items: center; border-bottom: 1px solid var(--line); }
.bar .tabs { flex: 1; min-width: 0; border-bottom: 0; }
#open-console { flex: none; margin: 0.3rem 0.6rem; }
#open-console[aria-expanded="true"] { border-color: var(--accent); color: var(--accent); font-weight: 600; }
#console { flex: 1; min-height: 0; }
#console iframe { display: block; width: 100%; height: 100%; border: 0; background: var(--paper); }
.tabs button[aria-selected="true"] { color: var(--accent); border-bottom-color: var(--accent); font-weight: 600; }
.unread { color: var(--accent); font-size: 0.85rem; }
.panel { flex: 1; min-height: 0; overflow-y: auto; padding: 0.8rem; overscroll-behavior: contain; }
.kept, .day { text-align: center; color: var(--soft); font-size: 0.85rem; }
.kept { margin: 0.2rem 0 0.6rem; }
.day { margin: 1.2rem 0 0.6rem; }
.empty { display: none; margin: 2rem auto; max-width: 26rem; color: var(--soft); text-align: center; }
.messages:empty + .empty { display: block; }

.hint {
  padding: 0.8rem 1rem; margin-bottom: 0.8rem; border: 1px solid var(--line); border-left: 4px solid var(--accent);
  border-radius: 0.5rem; background: var(--card);
}
.hint ol { list-style: decimal; padding-left: 1.4rem; margin-bottom: 0.5rem; }
.hint li + li { margin-top: 0.3rem; }
.hint li button {
  display: block; min-height: 0; margin: 0.2rem 0; padding: 0.25rem 0.6rem; text-align: left; color: var(--accent);
  border-style: dashed;
}

.message { margin-top: 0.9rem; }
.line { display: flex; gap: 0.6rem; align-items: flex-start; }
.own .line { flex-direction: row-reverse; }
.face {
  flex: none; width: 2.2rem; height: 2.2rem; border-radius: 50%; display: grid; place-items: center;
  font-weight: 600; color: #ffffff; background: #4c5d73;
}
.face[data-shade="1"] { background: #6b4f63; } .face[data-shade="2"] { background: #4d6650; }
.face[data-shade="3"] { background: #7a5535; } .face[data-shade="4"] { background: #3d6670; }
.face[data-shade="5"] { background: #655b86; } .face[data-shade="bot"] { background: #9c1f1c; border-radius: 0.6rem; }
.said { min-width: 0; max-width: calc(100% - 4.2rem); display: flex; flex-direction: column; align-items: flex-start; }
.bot .said { max-width: calc(100% - 2.8rem); }
.own .said { align-items: flex-end; }
.by { display: flex; flex-wrap: wrap; gap: 0 0.5rem; font-size: 0.85rem; color: var(--soft); line-height: 1.5; }
.by b { color: var(--ink); font-weight: 600; }
.own .by { flex-direction: row-reverse; }
.bubble {
  min-width: 0; max-width: 100%; padding: 0.5rem 0.8rem; border: 1px solid var(--line);
  border-radius: 0.3rem 0.9rem 0.9rem 0.9rem; background: var(--card);
}
.own .bubble { background: var(--own); border-radius: 0.9rem 0.3rem 0.9rem 0.9rem; }
.bubble > * + * { margin-top: 0.4rem; }
.file img { display: block; max-width: 100%; height: auto; margin-bottom: 0.4rem; }
.text { white-space: pre-wrap; }
.bubble blockquote {
  padding: 0.1rem 0.6rem; border-left: 3px solid var(--line); color: var(--soft); font-size: 0.88rem;
}
.bubble blockquote b { font-weight: 600; }
.choices, .acts, .quick-moments { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.choices button { border-color: var(--accent); color: var(--accent); font-weight: 600; min-width: 5rem; }
.acts { margin-top: 0.25rem; gap: 0.2rem; }
.acts button {
  border-color: transparent; background: none; color: var(--soft); font-size: 0.85rem; padding: 0.2rem 0.5rem;
}
.acts button[aria-pressed="true"] { color: var(--accent); font-weight: 600; }
.acts .count { margin-left: 0.25rem; }
.mark { color: var(--good); font-size: 0.88rem; font-weight: 600; }
.aside { margin-top: 0.25rem; font-size: 0.9rem; color: var(--ink); }
.aside .only {
  display: inline-block; margin-right: 0.4rem; padding: 0 0.4rem; border: 1px solid var(--edge); border-radius: 0.3rem;
  color: var(--soft); font-size: 0.8rem;
}
.aside button { font-size: 0.9rem; padding: 0.2rem 0.6rem; color: var(--accent); }

#to-newest {
  position: absolute; left: 50%; bottom: 5.5rem; transform: translateX(-50%); border-color: var(--accent);
  color: var(--accent); box-shadow: 0 2px 8px #0003; z-index: 1;
}
.composer { padding: 0.6rem 0.8rem calc(0.6rem + env(safe-area-inset-bottom)); border-top: 1px solid var(--line); background: var(--card); }
.writing { display: flex; gap: 0.5rem; align-items: flex-end; }
.writing button { flex: none; }
.chip { display: flex; gap: 0.5rem; align-items: center; justify-content: space-between; margin-bottom: 0.4rem; color: var(--soft); font-size: 0.9rem; }
.chip button { flex: none; }
.quick-people { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 0.5rem; margin-top: 0.3rem; }
.quick-people button { line-height: 1.35; padding: 0.25rem 0.4rem; }
.quick-people b, .quick-people span { display: block; }
.quick-people span, #people span { color: var(--soft); font-size: 0.88rem; }

.card { padding: 0.8rem; }
.card h2 { font-size: 1rem; line-height: 1.5; margin-bottom: 0.5rem; }
.card label { display: block; color: var(--soft); font-size: 0.9rem; }
.card form > p, #moment-help { color: var(--soft); font-size: 0.88rem; }
#moment-problem { color: var(--accent); font-size: 0.95rem; }
.quick-moments { margin-top: 0.5rem; }
progress { width: 100%; height: 0.7rem; accent-color: var(--accent); }
#people { margin: 0.5rem 0; }
#people button { width: 100%; text-align: left; border-color: transparent; background: none; border-radius: 0.4rem; padding: 0.3rem 0.6rem; }
#people button:hover { background: var(--paper); }
#people button[aria-pressed="true"] { background: var(--tint); border-color: var(--accent); }
#people button[aria-pressed="true"] b::before { content: "✓ "; color: var(--accent); }

dialog {
  width: min(26rem, calc(100vw - 1rem)); max-height: calc(100dvh - 1rem); padding: 0; overflow-y: auto;
  border: 1px solid var(--line); border-radius: 0.8rem; background: var(--card); color: var(--ink);
}
dialog::backdrop { background: #0007; }
dialog .close { float: right; margin: 0.6rem; position: sticky; top: 0.6rem; }

#toasts { position: fixed; inset: 0.6rem 0.6rem auto; display: grid; gap: 0.5rem; justify-items: center; z-index: 4; pointer-events: none; }
.toast {
  display: flex; gap: 0.8rem; align-items: center; max-width: 32rem; padding: 0.4rem 0.5rem 0.4rem 1rem; pointer-events: auto;
  border-radius: 0.6rem; background: var(--ink); color: var(--paper); box-shadow: 0 3px 12px #0005;
}
.toast button { flex: none; background: none; border-color: currentColor; }

@media (min-width: 40rem) {
  .openers { width: auto; }
  .openers button { flex: none; }
  .panel { padding: 1rem 1.2rem; }
  .composer { padding-inline: 1.2rem; }
}
@media (min-width: 60rem) {
  .openers { display: none; }
  .columns { justify-content: flex-start; }
  #side {
    flex: none; width: 21rem; display: flex; flex-direction: column; border-right: 1px solid var(--line);
    background: var(--card); overflow-y: auto;
  }
  #clock-panel { flex: none; border-bottom: 1px solid var(--line); }
  #people-panel { flex: 1; min-height: 18rem; overflow-y: auto; }
  #people-panel h2 { position: sticky; top: -0.8rem; margin-top: -0.8rem; padding-block: 0.8rem 0.3rem; background: var(--card); }
  .quick-moments button { font-size: 0.92rem; padding-inline: 0.6rem; }
  main { max-width: none; }
  .panel { padding-inline: max(1.2rem, calc((100% - 48rem) / 2)); }
  .composer { padding-inline: max(1.2rem, calc((100% - 48rem) / 2)); }
  .bot .said, .said { max-width: 36rem; }
  #toasts { left: 21rem; }
}
@media (max-width: 59.99rem) {
  body[data-console="open"] .panel, body[data-console="open"] .composer, body[data-console="open"] #to-newest { display: none; }
  body[data-console="open"] .tabs button { color: var(--soft); border-bottom-color: transparent; }
}
@media (min-width: 60rem) {
  body[data-console="open"] main {
    display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(20rem, 1fr) minmax(24rem, 1.3fr);
  }
  body[data-console="open"] main > :not(aside) { grid-column: 1; }
  body[data-console="open"] #console { grid-area: 1 / 2 / -1 / 3; border-left: 1px solid var(--line); }
  body[data-console="open"] .panel { padding-inline: 1rem; }
  body[data-console="open"] .composer { padding-inline: 1rem; }
  body[data-console="open"] #to-newest { left: 0; justify-self: center; transform: none; }
}
@media (min-width: 60rem) and (max-width: 99.99rem) {
  body[data-console="open"] #side { display: none; }
  body[data-console="open"] .openers { display: flex; }
}
@media (forced-colors: active) {
  .tabs button[aria-selected="true"] { text-decoration: underline; }
}
`;

/** The mark in the browser's tab. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#9c1f1c"/><path d="M8 10h16v10H15l-5 4v-4H8z" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"/><path d="M12 15l3 3 5-5" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
