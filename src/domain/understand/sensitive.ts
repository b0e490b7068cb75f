import { anythingOpen, type Context } from './context.ts';
import type { Reading } from './reading.ts';
import type { Understood } from './understood.ts';

// Masked digits count: whoever writes 138XXXX0000 is about to write the rest.
const phone = /(?<![\dA-Za-z])1[3-9][\dXx*]{9}(?![\dXx])/u;
const identity = /(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)|(?:身份证|证件)号?码?.{0,3}[\dXx*]{6,}/u;
const card = /(?:银行卡|卡号|账号|工资卡).{0,4}\d{8,}|(?<!\d)62\d{14,17}(?!\d)/u;
const income =
  /(?:工资|月薪|年薪|收入|退休金|养老金|奖金|津贴|薪水)(?:是|有|才|到手|大概|大约|约|税后|每月|一个月|共|涨到|为|也就)*\d{3,}|(?:工资|月薪|收入|退休金|养老金)[^,。]{0,4}[一二三四五六七八九两\d]+(?:万|千)/u;
const address =
  /(?:家?住(?![院宿])|家庭住址|住址|家庭地址|我家地址|我家在|搬到)(?:是|在|:|到|了)?[^,。?!]{0,16}?(?:\d+|[一二三四五六七八九十]+)(?:号|栋|幢|单元|室|弄|巷)/u;

/** Personal data that nobody should write into a group: the bot says so without repeating it, and keeps nothing. */
export const sensitive = (reading: Reading, context: Context): Understood | undefined => {
  if (!anythingOpen(context) && !context.addressed) return undefined;
  const { text } = reading;
  if (text.length < 6 || !/\d{3}|[\dXx*]{6}|住|万|千/u.test(text)) return undefined;
  return phone.test(text) || identity.test(text) || card.test(text) || income.test(text) || address.test(text)
    ? { intent: 'sensitive_warning', slots: {} }
    : undefined;
};
