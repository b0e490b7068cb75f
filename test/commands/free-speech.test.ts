import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const opened = async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习 可线上');
  await group.goTo(when('2026-11-21', '19:00'));
  return group;
};

describe('while a check-in is open', () => {
  test.each(['到了', '我到了', '我来了', '簽到', '已到', '在的', '千到', '书记我到了', '签到👍', '　到　'])(
    '「%s」 is a 签到',
    async (text) => {
      const group = await opened();
      expect(await group.person('张三').says(text)).toBe('✓ 签到成功。');
      expect(group.state()?.activities['A1']?.marks['M3']).toEqual({ is: 'present' });
    },
  );

  test.each([
    '还没到',
    '到了叫我',
    '快递到了',
    '我到家了',
    '签到成功了没',
    '王五请假了？',
    '1号线停运了',
    '大家记得签到啊',
  ])('「%s」 is talk, and nothing is said or written', async (text) => {
    const group = await opened();
    const before = group.entries.length;
    expect(await group.person('张三').says(text)).toBeUndefined();
    expect(group.entries.length).toBe(before);
  });

  test('leave in own words is entered by its category alone', async () => {
    const group = await opened();
    expect(await group.person('张三').says('感冒發燒，請假')).toContain('已登记请假（病假）');
    expect(JSON.stringify(group.entries)).not.toContain('感冒');
    expect(group.state()?.activities['A1']?.leaves['M3']).toEqual({ category: '病假', state: 'asked' });
  });

  test('leave without the word is asked about once, and entered only after 是', async () => {
    const group = await opened();
    expect(await group.person('张三').says('今晚值班，来不了')).toContain('回复「是」即登记');
    expect(group.state()?.activities['A1']?.leaves).toEqual({});
    expect(await group.person('张三').says('是')).toContain('已登记请假（公差）');
  });

  test('somebody seen by another is reported, pending', async () => {
    const group = await opened();
    expect(await group.person('张三').says('王五也到了')).toContain('已记为代报');
    expect(group.state()?.activities['A1']?.proxies).toEqual({ M5: { reporter: 'M3' } });
    expect(group.state()?.activities['A1']?.marks).toEqual({});
  });

  test('leave said for another is passed on to the secretary, and nothing is entered', async () => {
    const group = await opened();
    expect(await group.person('张三').says('王五让我代他请假')).toContain('已转告书记');
    expect(group.person('林书华').letters().at(-1)).toContain('张三转告：王五请假。');
    expect(group.state()?.activities['A1']?.leaves).toEqual({});
  });

  test('somebody who is on no roster is not answered for words that people also say', async () => {
    const group = await opened();
    expect(await group.person('路人').says('到了')).toBeUndefined();
  });
});

describe('with nothing open', () => {
  test.each(['到了', '在', '1', '我来了', '收到'])('「%s」 is talk', async (text) => {
    const group = await createGroup();
    expect(await group.person('张三').says(text)).toBeUndefined();
  });
});

describe('when the bot is addressed', () => {
  test('a question is answered from what is planned', async () => {
    const group = await opened();
    expect(await group.person('张三').says('什么时候开会', { mentions: true })).toContain('【近期活动】');
    expect(await group.person('张三').whispers('怎么签到')).toContain('在群里说「签到」即可');
  });

  test('the same question between people is not', async () => {
    const group = await opened();
    expect(await group.person('张三').says('什么时候开会')).toBeUndefined();
  });

  test('a formal vote is sent to the meeting', async () => {
    const group = await opened();
    expect(await group.person('张三').says('同意接收小刘为预备党员', { mentions: true })).toContain(
      '正式表决请在会上进行',
    );
  });
});

test('of a telephone number in the group the officers alone learn, without text or name, once a day', async () => {
  const group = await opened();
  expect(await group.person('张三').says('我电话13812345678 住金湖路8号')).toBeUndefined();
  expect(await group.person('王五').says('我电话13812345679')).toBeUndefined();
  const letters = group
    .person('林书华')
    .letters()
    .filter((text) => text.includes('个人信息'));
  expect(letters).toHaveLength(1);
  expect(letters[0]).not.toContain('138');
  expect(letters[0]).not.toContain('张三');
  expect(JSON.stringify(group.entries)).not.toContain('138');
});
