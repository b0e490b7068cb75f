import type { MonthAtAGlance } from '../domain/month.ts';
import { chineseFonts } from './fonts.ts';
import { monthSvg } from './month-svg.ts';
import { renderPng } from './png.ts';

/** 月报 as a picture for a chat. Throws when the Chinese font is not there: a picture without its words is handed to nobody. */
export const renderMonthPng = (month: MonthAtAGlance): Promise<Uint8Array> => {
  const { regular } = chineseFonts();
  return renderPng(monthSvg(month, regular.has), regular);
};
