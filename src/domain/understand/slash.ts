import type { Reading } from './reading.ts';

/** The Latin aliases of Telegram's menu as the words they stand for. */
const aliases: Readonly<Record<string, string>> = {
  checkin: '签到',
  online: '线上签到',
  leave: '请假',
  late: '晚到',
  claim: '认领',
  ack: '收到',
  me: '我的记录',
  open: '开始签到',
  close: '结束签到',
  attendance: '考勤',
  publish: '发布清单',
  list: '本月清单',
};

/** 「/leave 出差」 read as 「请假 出差」. */
export const slashed = (reading: Reading): Reading => {
  const [first = '', ...rest] = reading.clauses;
  const word = reading.slash ? aliases[first.toLowerCase()] : undefined;
  if (word === undefined) return reading;
  const clauses = [word, ...rest];
  return { ...reading, clauses, joined: clauses.join(''), text: reading.text.replace(first, word) };
};
