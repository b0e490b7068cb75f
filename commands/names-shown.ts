import { defineCommand } from '../src/bot/command.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['群内点名'],
  alias: 'names',
  help: '群内点名 开 / 群内点名 关',
  does: '签到消息里是否列出已到同志的姓名，默认关',
  chapter: '设置',
  from: 'secretary',
  run({ branch }, words) {
    const value = { 开: true, 关: false }[words];
    if (value === undefined) throw new Refusal('no-value', '请说「群内点名 开」或「群内点名 关」。');
    return {
      facts:
        branch.settings.namesInGroup === value ? [] : [{ type: 'setting-changed', setting: 'namesInGroup', value }],
      answer: value ? '签到消息里会列出已到同志的姓名；说过「不要点我名」的同志不列出。' : '签到消息里只显示人数。',
    };
  },
});
