import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  couldMention,
  isNotice,
  originalText,
  relayRows,
  relayText,
  removeLeadingMention,
  removeMention,
  split,
  unquote,
} from '../../src/channels/wechat/words.ts';

describe('a mention of the bot', () => {
  it.each([
    ['@支书助手\u2005签到', '签到', true],
    ['@支书助手 签到', '签到', true],
    ['签到 @支书助手', '签到', true],
    ['@支书助手', '', true],
    ['@支书助手\u2005 我是 张三', '我是 张三', true],
    ['@支书助手二号\u2005签到', '@支书助手二号 签到', false],
    ['写信到 a@支书助手 就行', '写信到 a@支书助手 就行', false],
    ['签到', '签到', false],
  ])('in %j leaves %j', (said, text, addressed) => {
    expect(removeMention(said, ['支书助手', '助手(机器人)'])).toEqual({ text, addressed });
  });

  it('is known by any of its names, also one with a space or brackets in it', () => {
    expect(removeMention('@助手 (机器人)\u2005状态', ['支书助手', '助手 (机器人)'])).toEqual({
      text: '状态',
      addressed: true,
    });
  });

  it('is not seen in a call to everybody, or in an address', () => {
    expect(couldMention('@所有人 明天开会')).toBe(false);
    expect(couldMention('@All\u2005明天开会')).toBe(false);
    expect(couldMention('a@b.cn')).toBe(false);
    expect(couldMention('请 @小助手 统计')).toBe(true);
  });

  it('under an unknown name ends where the client closed it', () => {
    expect(removeLeadingMention('@小助手\u2005签到')).toEqual({ text: '签到', addressed: true });
    expect(removeLeadingMention('@小助手 签到').addressed).toBe(false);
  });
});

describe('a quote reply', () => {
  it('is only what stands after the dashes', () => {
    expect(unquote('「张三：请大家回复签到」\n- - - - - - - - - - - - - - -\n好的')).toEqual({
      text: '好的',
      quoted: { name: '张三', text: '请大家回复签到' },
    });
  });

  it('may quote several lines, and be several lines itself', () => {
    expect(unquote('「张三：一\n二」\n- - - - - - -\n三\n四')).toEqual({
      text: '三\n四',
      quoted: { name: '张三', text: '一\n二' },
    });
  });

  it.each(['「我们」支部的同志签到', '签到', '「张三：签到」'])('is not seen in %j', (text) => {
    expect(unquote(text)).toEqual({ text });
  });
});

describe('texts nobody said', () => {
  it.each([
    '"张三" 拍了拍 "支书助手"',
    '收到红包，请在手机上查看',
    '"李四" 撤回了一条消息',
    '你撤回了一条消息',
    '[收到一条视频/语音聊天消息，请在手机上查看]',
    '"张三"邀请"李四"加入了群聊',
  ])('%j is a notice', (text) => expect(isNotice(text)).toBe(true));

  it.each(['签到', '请假，出差', '我撤回刚才的请假', '红包收到了，谢谢'])('%j is not', (text) =>
    expect(isNotice(text)).toBe(false),
  );
});

describe('the whole text of a message', () => {
  it('is taken from what wechat4u received, with line breaks and signs as they were', () => {
    expect(originalText({ OriginalContent: '@abc123:<br/>今日完成:<br/>1. a &lt; b<br/>2. c &amp;lt; d' })).toBe(
      '今日完成:\n1. a < b\n2. c &lt; d',
    );
  });

  it.each([undefined, {}, { OriginalContent: 3 }, { OriginalContent: '签到' }, { OriginalContent: '你好 :<br/>签到' }])(
    'is not looked for in %j',
    (raw) => expect(originalText(raw)).toBeUndefined(),
  );

  it('of a native relay is the title of its XML', () => {
    expect(relayText('<msg><appmsg><title>#接龙\n例 张三\n\n1. 李四 &amp; 王五</title></appmsg></msg>')).toBe(
      '#接龙\n例 张三\n\n1. 李四 & 王五',
    );
    expect(relayText('#接龙\n1. 张三')).toBe('#接龙\n1. 张三');
  });
});

describe('the rows of a native relay', () => {
  const xml = (title: string, ...rows: string[]): string =>
    `<msg><appmsg><title>${title}</title><extinfo><solitaire_info><au>wx_a</au>${rows.join('')}</solitaire_info></extinfo></appmsg></msg>`;
  const row = (author: string, from: number): string =>
    `<i><u>${author}</u><t>1700000000</t><r>${from}-4</r><s>.</s></i>`;

  it('have their authors, in the order of the list', () => {
    const found = relayRows(xml('#接龙\n签到\n\n1. 阳光\n2. 参加\n3.', row('wx_b', 20), row('wx_a', 10)));
    expect(found).toEqual([
      { text: '阳光', author: 'wx_a' },
      { text: '参加', author: 'wx_b' },
    ]);
  });

  it.each([
    '#接龙\n1. 张三',
    '<msg><title>#接龙\n1. 张三</title></msg>',
    xml('#接龙\n1. 张三', row('a', 1), row('b', 9)),
  ])('are not guessed from %j', (text) => expect(relayRows(text)).toEqual([]));
});

describe('a long text', () => {
  it('is split between lines', () => {
    expect(split('一'.repeat(400) + '\n' + '二'.repeat(400))).toEqual(['一'.repeat(400), '二'.repeat(400)]);
    expect(split('一\n\n二')).toEqual(['一\n\n二']);
  });

  it('loses nothing but blank lines at the seams, and no piece is too long', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }), { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const pieces = split(text, 40);
        expect(pieces.every((piece) => [...piece].length <= 40 && piece.trim() !== '')).toBe(true);
        expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
