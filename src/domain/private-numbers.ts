import { Refusal } from './refusal.ts';

const pattern =
  /联系(?:人|电话|方式)|电话\s*[:：]|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)\d{15,19}[\dXx]?(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/u;

/** Whether a text holds a telephone, identity or card number, which is never kept, whatever it stands in. */
export const isPrivate = (text: string): boolean => pattern.test(text.normalize('NFKC'));

/** Refuses with private-number what an officer would have kept and repeated. */
export const mustNotBePrivate = (text: string): void => {
  if (isPrivate(text)) throw new Refusal('private-number', '电话和证件号不保存，请删去以后再说一次。');
};
