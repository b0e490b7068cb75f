import { expect, test } from 'vitest';
import { createBooks } from '../../src/console/book.ts';
import { createGroup, when } from '../support/group.ts';

test('the book that pages read is the one on disk, read once, followed, and begun anew with the year', async () => {
  const group = await createGroup({ now: when('2026-12-31', '20:00') });
  const reads: number[] = [];
  const books = createBooks(
    {
      read: (branch, year, visit) => {
        reads.push(year);
        return group.store.ledger.read(branch, year, visit);
      },
    },
    group.recorder.onDurable,
  );
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  const onDisk = async (): Promise<number[]> => {
    const seqs: number[] = [];
    await group.store.ledger.read(held.id, held.year, ({ seq }) => void seqs.push(seq));
    return seqs;
  };
  const secretary = group.person('林书华');
  const reading = books(held);
  await secretary.says('发起 学习 今天 20:20 一楼');
  await reading;
  await secretary.says('开始签到');
  expect((await books(held)).map(({ seq }) => seq)).toEqual(await onDisk());
  expect(reads).toEqual([2026]);
  await group.goTo(when('2027-01-01', '09:00'));
  await secretary.says('发起 学习 明天 20:20 一楼');
  expect(held.year).toBe(2027);
  expect((await books(held)).map(({ seq }) => seq)).toEqual(await onDisk());
  expect(reads).toEqual([2026, 2027]);
});
