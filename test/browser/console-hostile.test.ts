import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedBrowser } from '../support/browser.ts';
import { serveConsole } from '../support/console-browser.ts';
import { createGroup } from '../support/group.ts';

const hostile = JSON.parse(
  readFileSync(new URL('../fixtures/hostile-texts.json', import.meta.url), 'utf8'),
) as readonly string[];

test('hostile names, topics and branch names stay text in a browser whose policy would let them run', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 20:00 一楼 读书');
  await secretary.says('开始签到');
  const desk = await serveConsole(group, await sharedBrowser());
  const page = await desk.enters('林书华', 'activity/A1', { bypassCSP: true });
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  const wrong: string[] = [];
  page.on('dialog', (dialog) => {
    wrong.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  /** Elements and attributes none of ours has. */
  const foreign = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter(
          (one) =>
            one.matches(
              'img, svg, math, iframe, object, embed, script, style, link, meta, base, video, audio, marquee',
            ) || [...one.attributes].some(({ name }) => name.startsWith('on') || name === 'style' || name === 'srcdoc'),
        )
        .map(({ outerHTML }) => outerHTML.slice(0, 200)),
    );
  const members = Object.keys(held.people.members);
  // A browser drops the sign without a name wherever it stands.
  const read = (text: string): string =>
    text.replaceAll('\0', '').replaceAll('\uFFFD', '').replaceAll(/\s+/gu, ' ').trim();
  // Each batch comes as the page's own renewal: parsed by the browser and morphed in.
  for (let at = 0; at < hostile.length; at += members.length) {
    const batch = hostile.slice(at, at + members.length);
    const name = `${batch[0] ?? ''} ${at}`;
    await group.recorder.record(held.id, {
      facts: [{ type: 'branch-renamed', name }],
      people: batch.map((as, index) => ({ name: members[index] ?? '', as })),
      at: group.clock.current,
      by: 'operator',
    });
    await expect.poll(async () => read((await page.locator('.today-is').textContent()) ?? '')).toContain(read(name));
    expect([at, await foreign()]).toEqual([at, []]);
    const rows = await page.locator('#roll .name').allTextContents();
    for (const text of batch) expect(rows.map(read)).toContain(read(text));
  }
  // What the answer repeats is swapped in by htmx as well.
  for (const text of hostile.filter((one) => !/\s/u.test(one)).slice(0, 12)) {
    await page.evaluate((words) => {
      const form = document.querySelector<HTMLFormElement>('form.say-list');
      const field = document.createElement('input');
      field.name = 'says';
      field.value = `代录 A1 ${words}`;
      form?.querySelector('input[name="says"]')?.remove();
      form?.prepend(field);
      form?.requestSubmit();
    }, text);
    await page.locator('#answer .words').waitFor();
    expect([text, await foreign()]).toEqual([text, []]);
    await page.evaluate(() => document.querySelector('#answer')?.replaceChildren());
  }
  expect([wrong, desk.wrong]).toEqual([[], []]);
  await desk.close();
});
