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
  type Written = { readonly by?: string; readonly says: string; readonly as?: 'place' | 'content' | 'nothing' };
  /** As the clients of 2023 write it: the rows in their order, each with its first place in the title in UTF-16 units. */
  const solitaire = (title: string, written: readonly Written[]): string => {
    const items = written.map(({ by, says, as = 'place' }) => {
      const where = `<r>${title.indexOf(says)}-${says.length}</r>`;
      const said = { place: where, content: `<c>${says.replaceAll('&', '&amp;')}</c>`, nothing: '' }[as];
      return `<i>${by === undefined ? '<u/>' : `<u>${by}</u>`}<h>0</h><s>.</s><t>1687786648</t>${said}</i>`;
    });
    const head = '<tt>0-9</tt><s>.</s><au>wx_a</au><hrt>1</hrt><loss>0</loss>';
    return `<solitaire>${head}<content><s>${written.length}</s>${items.join('')}</content></solitaire>`;
  };
  const message = (title: string, info: string): string =>
    [
      '<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="" sdkver="0">',
      `<title>${title}</title><des /><type>53</type><appattach><aeskey></aeskey></appattach>`,
      `<extinfo><solitaire_info>${info}</solitaire_info></extinfo></appmsg><fromusername>wx_a</fromusername></msg>`,
    ].join('\n');
  const cdata = (xml: string): string => `<![CDATA[${xml}]]>`;
  const escaped = (xml: string): string => xml.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  const title = '@小周  签到#接龙\n\n11月党日💪🏻\n例 姓名\n\n1. 阳光 到了\n坐在后排\n2. 参加\n3. 小周 & 老伴';
  const written = [
    { by: 'wx_a', says: '阳光 到了\n坐在后排' },
    { by: 'wx_b', says: '参加' },
    { by: 'wx_c', says: '小周 & 老伴' },
  ];
  const authors = (text: string): string[] => relayRows(text).map((row) => row.author);

  it.each([
    ['as it stands', (xml: string) => message(escaped(title), xml)],
    ['in CDATA', (xml: string) => message(escaped(title), cdata(xml))],
    ['escaped', (xml: string) => message(escaped(title), escaped(xml))],
    ['with the title in CDATA', (xml: string) => message(cdata(title), cdata(xml))],
    ['after the account that sent it', (xml: string) => `wxid_9:\n${message(escaped(title), cdata(xml))}`],
  ])('have their authors, %s', (_, wrap) => {
    const text = wrap(solitaire(title, written));
    expect(relayText(text)).toBe(title);
    expect(relayRows(text)).toEqual([
      { text: '阳光 到了', author: 'wx_a' },
      { text: '参加', author: 'wx_b' },
      { text: '小周 & 老伴', author: 'wx_c' },
    ]);
  });

  it('are known by their text where no place is told, and by their order where neither is', () => {
    expect(
      authors(
        message(
          escaped(title),
          cdata(
            solitaire(
              title,
              written.map((one) => ({ ...one, as: 'content' })),
            ),
          ),
        ),
      ),
    ).toEqual(['wx_a', 'wx_b', 'wx_c']);
    expect(
      authors(
        message(
          escaped(title),
          cdata(
            solitaire(
              title,
              written.map((one) => ({ ...one, as: 'nothing' })),
            ),
          ),
        ),
      ),
    ).toEqual(['wx_a', 'wx_b', 'wx_c']);
  });

  it('that read alike are told apart by their order, and by nothing where an author is missing', () => {
    const list = '#接龙\n签到\n\n1. 参加\n2. 张三\n3. 参加';
    const rows = [
      { by: 'wx_a', says: '参加' },
      { by: 'wx_b', says: '张三' },
      { by: 'wx_c', says: '参加' },
    ];
    expect(authors(message(list, cdata(solitaire(list, rows))))).toEqual(['wx_a', 'wx_b', 'wx_c']);
    expect(authors(message(list, cdata(solitaire(list, rows.slice(1)))))).toEqual(['', 'wx_b', '']);
    expect(authors(message(list, cdata(solitaire(list, [{ says: '参加' }, ...rows.slice(1)]))))).toEqual([
      '',
      'wx_b',
      'wx_c',
    ]);
  });

  it('keep their authors whatever rows of the XML are missing or in another order, and nobody gets another one’s', () => {
    const rows = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('张', '李', '参', '加', '💪', ' ', '1'), minLength: 1, maxLength: 6 }),
      {
        minLength: 1,
        maxLength: 8,
        selector: (row) => row.trim(),
      },
    );
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.boolean()), fc.boolean(), (says, keeps, turned) => {
        const real = says.map((one) => one.trim()).filter((one) => one !== '');
        const list = `#接龙\n\n${real.map((one, index) => `${index + 1}. ${one}`).join('\n')}`;
        const kept = real
          .map((one) => ({ by: `wx_${one}`, says: one, as: 'content' as const }))
          .filter(() => keeps.next().value);
        const found = relayRows(message(escaped(list), cdata(solitaire(list, turned ? kept.toReversed() : kept))));
        expect(found).toEqual(
          kept.length === 0
            ? []
            : real.map((one) => ({
                text: one,
                author: kept.some(({ says: said }) => said === one) ? `wx_${one}` : '',
              })),
        );
      }),
    );
  });

  it.each([
    '#接龙\n1. 张三',
    '<msg><title>#接龙\n1. 张三</title></msg>',
    message('#接龙\n1. 张三', ''),
    message('#接龙\n1. 张三', cdata('')),
    message('#接龙\n1. 张三', '<solitaire><content><i><u/><r>1-2</r></i></content></solitaire>'),
  ])('are not guessed from %j', (text) => expect(relayRows(text)).toEqual([]));

  it('are nobody’s where the XML speaks of another number of them and of no text of theirs', () => {
    const info = '<i><u>a</u><r>900-4</r></i><i><u>b</u></i>';
    expect(authors(message('#接龙\n1. 张三', info))).toEqual(['']);
  });
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
