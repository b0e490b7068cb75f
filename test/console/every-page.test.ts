import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pages } from '../../src/console/pages.ts';
import { createDesk } from '../support/console.ts';
import { addressesOf, createBusyGroup } from '../support/console-branch.ts';

const hostile = JSON.parse(
  readFileSync(new URL('../fixtures/hostile-texts.json', import.meta.url), 'utf8'),
) as readonly string[];

const all = pages.flatMap((page) => addressesOf(page));
const group = await createBusyGroup();
const desk = createDesk(group);
const secretary = await desk.enters('林书华');
const names = Object.values(group.held()?.people.members ?? {}).map(({ name }) => name);

describe.each(all)('%s', (address) => {
  test('has one heading of the first rank, and a heading for every section', async () => {
    const html = await secretary.reads(address);
    expect(html.match(/<h1[ >]/gu)).toHaveLength(1);
    for (const [, labelled] of html.matchAll(/<section[^>]* aria-labelledby="([^"]+)"/gu)) {
      expect(html).toContain(`id="${labelled}"`);
    }
  });

  test('has every id once', async () => {
    const ids = [...(await secretary.reads(address)).matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('asks nothing of other places and holds neither script nor style of its own', async () => {
    const html = await secretary.reads(address);
    const places = [...html.matchAll(/ (?:src|href|action|hx-post|hx-get)="([^"]*)"/gu)].map(([, place = '']) => place);
    expect(places.filter((place) => /^(?:[a-z]+:|\/\/)/iu.test(place))).toEqual([]);
    expect(html).not.toMatch(/<style|\sstyle="|\son[a-z]+="|<script(?! src="\/console\/assets\/)/u);
  });

  test('writes nobody into an address', async () => {
    const html = await secretary.reads(address);
    for (const [, place = ''] of html.matchAll(/ (?:href|action)="([^"]*)"/gu)) {
      const read = decodeURIComponent(place);
      expect(names.filter((name) => read.includes(name))).toEqual([]);
    }
  });

  test('says so in whole polite sentences: no exclamation marks, full-width punctuation', async () => {
    const html = await secretary.reads(address);
    const text = html.replaceAll(/<[^>]+>/gu, ' ');
    expect(text).not.toMatch(/[!！]|[\p{Script=Han}][,;?]/u);
  });

  test('is the same whoever looks with the same rights, so that it is drawn once for all', async () => {
    const again = await desk.enters('林书华');
    const liveOf = (html: string): string => /<main[\s\S]*<\/main>/u.exec(html)?.[0] ?? '';
    expect(liveOf(await again.reads(address))).toBe(liveOf(await secretary.reads(address)));
  });
});

test('every page is in the menu, or another page leads to it', async () => {
  const html = (await Promise.all(all.map((address) => secretary.reads(address)))).join('');
  const led = pages.filter(({ path }) =>
    html.includes(`href="${path.split('/:')[0]}${path.includes(':') ? '/' : '"'}`),
  );
  expect(led).toEqual(pages);
});

test('the branch they are tried on has something of everything', async () => {
  const { branch, people } = group.held() ?? {};
  expect(Object.values(branch?.activities ?? {}).map(({ state }) => state)).toEqual(
    expect.arrayContaining(['closed', 'open', 'planned', 'dropped']),
  );
  expect(Object.keys(people?.claims ?? {})).toHaveLength(1);
  expect(branch?.unsent).toHaveLength(1);
  const html = await secretary.reads('today');
  for (const words of ['请假（公差）', '代报', '申请对应', '申请删除', '没有送达', '放假安排还没有录入', '还差']) {
    expect(html).toContain(words);
  }
});

test('no name, topic, place, group or branch name becomes markup, whatever is written in it', async () => {
  for (let at = 0; at < hostile.length; at += 3) {
    const strange = hostile.slice(at, at + 3);
    const other = await createBusyGroup(strange);
    const window = await createDesk(other).enters('林书华');
    for (const address of [...all, ...(all.includes('activity/A1') ? ['activity/A6'] : [])]) {
      const answer = await window.ask(address);
      expect([address, answer.status]).toEqual([address, 200]);
      const html = await answer.text();
      for (const text of strange.filter((one) => /[<"']/u.test(one))) expect(html).not.toContain(text);
      expect(html.match(/<script/giu)).toHaveLength(2);
    }
    // Neither does what a person said come back as markup.
    for (const text of strange.filter((one) => one.trim() !== '')) {
      const said = await window.says(`代录 A2 ${text}`);
      if (/[<"']/u.test(text)) expect(said).not.toContain(text);
    }
  }
});
