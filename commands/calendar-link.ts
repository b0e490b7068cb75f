import { defineCommand } from '../src/bot/command.ts';
import { Refusal } from '../src/domain/refusal.ts';

const contents = '日历里只有活动的种类、时间、地点和主题，没有姓名；知道地址的人都能看到，请只发给本支部的同志。';

export default defineCommand({
  words: ['日历订阅', '订阅日历'],
  alias: 'calendar',
  help: '日历订阅 [启用、更换或停用]',
  does: '私聊发来活动日历的订阅地址，手机日历可以一直跟着更新；说「日历订阅 更换」使旧地址作废，说「日历订阅 停用」关闭',
  chapter: '会前安排',
  from: 'officer',
  where: 'private',
  run({ branch }, words) {
    const { no, on } = branch.settings.calendar ?? { no: 0, on: false };
    switch (words.trim()) {
      case '':
        return on
          ? { answer: contents, calendar: no }
          : { answer: `日历订阅没有启用。${contents}启用请说「日历订阅 启用」。` };
      case '启用':
        if (on) return { answer: contents, calendar: no };
        return { facts: [{ type: 'calendar-shared', no: no + 1, on: true }], answer: contents, calendar: no + 1 };
      case '更换':
        if (!on) throw new Refusal('not-shared', '日历订阅没有启用，启用请说「日历订阅 启用」。');
        return {
          facts: [{ type: 'calendar-shared', no: no + 1, on: true }],
          answer: `旧地址已经作废，请把新地址发给还需要的同志。${contents}`,
          calendar: no + 1,
        };
      case '停用':
        return {
          facts: on ? [{ type: 'calendar-shared', no, on: false }] : [],
          answer: '日历订阅已停用，原来的地址不再更新。',
        };
      default:
        throw new Refusal('unknown-word', '没有看懂。可以说「日历订阅」「日历订阅 更换」「日历订阅 停用」。');
    }
  },
});
