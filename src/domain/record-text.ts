import { formatDay, localDate, localTime } from './calendar.ts';
import { excerpt } from './push-title.ts';
import type { RecordPart } from './record-part.ts';

/** One part of a record in a few words, with ids for names: what 经过 says of it. */
export const partText = (part: RecordPart, zone: string): string => {
  switch (part.is) {
    case 'chair':
      return `主持人⟦${part.member}⟧`;
    case 'recorder':
      return `记录人⟦${part.member}⟧`;
    case 'guests':
      return `列席：${excerpt(part.text)}`;
    case 'item':
      return `${part.first ? '第一议题' : '议题'}：${excerpt(part.text)}`;
    case 'note':
      return `记录：${excerpt(part.text)}`;
    case 'decision':
      return `决议：${excerpt(part.text)}`;
    case 'vote':
      return `表决「${excerpt(part.text)}」：赞成 ${part.for}，反对 ${part.against}，弃权 ${part.abstain}`;
    case 'absence':
      return `⟦${part.member}⟧缺席原因：${part.reason}`;
    case 'adjourned': {
      const at = Date.parse(part.at);
      return `散会：${formatDay(localDate(at, zone))}${localTime(at, zone)}`;
    }
    default:
      return part satisfies never;
  }
};
