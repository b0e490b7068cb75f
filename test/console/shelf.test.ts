import { expect, test } from 'vitest';
import { documentReader, readYearbook } from '../../src/bot/documents.ts';
import { createShelf } from '../../src/bot/shelf.ts';
import { createYearbooks } from '../../src/bot/yearbooks.ts';
import type { DocumentRequest } from '../../src/domain/document.ts';
import type { Ledger } from '../../src/ports.ts';
import { almanac, createGroup, type Group, when } from '../support/group.ts';

const heldBy = (group: Group) => {
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  return held;
};

test('a book on the shelf is the one on disk, and each of its entries is read once', async () => {
  const group = await createGroup({ now: when('2026-12-31', '20:00') });
  const visited: string[] = [];
  const read: Ledger['read'] = (branch, year, visit, after) =>
    group.store.ledger.read(
      branch,
      year,
      (entry) => {
        visited.push(`${year} ${entry.seq}`);
        visit(entry);
      },
      after,
    );
  const shelf = createShelf({ read });
  const held = heldBy(group);
  const onDisk = async () => {
    const entries: unknown[] = [];
    const { seq, hash } = await group.store.ledger.read(held.id, held.year, (entry) => void entries.push(entry));
    return { seal: { year: held.year, seq, hash }, entries };
  };
  const secretary = group.person('林书华');
  const looking = [shelf(held.id, 2026), shelf(held.id, 2026)];
  await secretary.says('发起 学习 今天 20:20 一楼');
  const [first] = await Promise.all(looking);
  const length = first?.entries.length;
  await secretary.says('开始签到');
  expect(await shelf(held.id, 2026)).toEqual(await onDisk());
  expect(first?.entries.length).toBe(length);
  await group.goTo(when('2027-01-01', '09:00'));
  await secretary.says('发起 学习 明天 20:20 一楼');
  expect(held.year).toBe(2027);
  expect(await shelf(held.id, 2027)).toEqual(await onDisk());
  await shelf(held.id, 2026);
  expect(visited.length).toBe(new Set(visited).size);
});

test('after a reading that failed half-way the book is read anew', async () => {
  const group = await createGroup({ now: when('2026-12-31', '20:00') });
  let failing = true;
  const shelf = createShelf({
    read: (branch, year, visit, after) =>
      group.store.ledger.read(
        branch,
        year,
        (entry) => {
          if (failing && entry.seq === 2) throw new Error('the disk says no');
          visit(entry);
        },
        after,
      ),
  });
  const { id, year } = heldBy(group);
  await expect(shelf(id, year)).rejects.toThrow('the disk says no');
  failing = false;
  expect((await shelf(id, year)).entries.map(({ seq }) => seq)).toEqual(group.entries.map(({ seq }) => seq));
});

test('a form looked at while the year goes on is the one that is handed in', async () => {
  const group = await createGroup({ now: when('2026-12-31', '19:00') });
  const { ledger } = group.store;
  const from = { almanac, clock: group.clock };
  const followed = documentReader({ ...from, yearbook: createYearbooks(ledger, createShelf(ledger)) });
  const anew = documentReader({ ...from, yearbook: (branch, year) => readYearbook(ledger, branch, year) });
  const [secretary, officer] = [group.person('林书华'), group.person('王祖志')];
  const forms: DocumentRequest[] = [
    { kind: 'sign-in', activity: 'A1', year: 2026 },
    { kind: 'record', activity: 'A1', year: 2026 },
    { kind: 'ledger', period: '2026-12' },
    { kind: 'leave', period: '2026-12' },
    { kind: 'handbook', year: 2026 },
  ];
  const shown = (form: Promise<unknown>): Promise<unknown> => form.catch((error: Error) => error.message);
  const compare = async () => {
    const held = heldBy(group);
    for (const form of forms) expect(await shown(followed(held, form))).toEqual(await shown(anew(held, form)));
  };
  await secretary.says('发起 学习 今天 19:30 一楼');
  await compare();
  await secretary.says('开始签到');
  for (const name of ['张三', '李四']) await group.person(name).says('签到');
  await compare();
  await officer.whispers('代录 张三 请假');
  await compare();
  // What is taken back gives its word to the one before.
  await officer.whispers('撤销');
  await officer.whispers('代录 王五');
  await officer.whispers('记录 张三谈了体会');
  await officer.whispers('记录 李四作了补充');
  await officer.whispers('删记录 1');
  await secretary.says('结束签到');
  await compare();
  // The next year's book corrects this one's evening.
  await group.goTo(when('2027-01-01', '09:00'));
  await secretary.whispers('更正 A1 赵六 到会 漏记');
  await secretary.says('发起 学习 明天 20:20 一楼');
  await compare();
});
