/** What an activity can be: the meetings and days of organisational life that the ledger counts. */
export const kinds = [
  '支部党员大会',
  '支委会',
  '党小组会',
  '党课',
  '主题党日',
  '组织生活会',
  '学习',
  '志愿服务',
  '其他',
] as const;
export type Kind = (typeof kinds)[number];
