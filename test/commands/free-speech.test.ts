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

describe('a word that is asked about rather than said', () => {
  test.each([
    '签到了吗',
    '签到？',
    '签到成功了吗',
    '请假要写假条吗',
    '请假 要写假条吗',
    '请假，批了吗',
    '线上签到怎么弄',
    '迟到怎么算',
    '迟到 算缺席吗',
    '取消签到怎么弄',
    '收到了吗',
    '我会到吗',
  ])('「%s」 records nothing, in the group, in private or said to the bot', async (text) => {
    const group = await opened();
    const before = group.entries.length;
    expect(await group.person('张三').says(text)).toBeUndefined();
    expect(await group.person('张三').whispers(text)).toBeDefined();
    await group.person('王五').says(text, { mentions: true });
    expect(group.entries).toHaveLength(before);
  });

  test.each(['开始签到了吗', '结束签到了没', '取消活动了吗', '发布清单了吗'])(
    'the secretary’s 「%s」 does nothing either',
    async (text) => {
      const group = await opened();
      const before = group.entries.length;
      await group.person('林书华').whispers(text);
      expect(group.entries).toHaveLength(before);
    },
  );

  test('what an officer writes after a word may ask: 「通知 明晚谁能来」', async () => {
    const group = await opened();
    expect(await group.person('林书华').whispers('通知 明晚谁能来？')).toContain('明晚谁能来');
    expect(await group.person('林书华').whispers('议题讨论如何做好发展党员工作')).toContain('已');
    expect(group.state()?.activities['A1']?.record).toHaveLength(1);
  });

  test.each(['请假，家里有事，可以吗？', '家里有事请个假，行吗', '我想请假 可以吗'])(
    'leave that is asked for politely is leave: 「%s」',
    async (text) => {
      const group = await opened();
      expect(await group.person('张三').says(text)).toContain('已登记请假');
    },
  );

  test('its answer is the nearest thing the bot knows', async () => {
    const group = await opened();
    const asked = (text: string) => group.person('张三').whispers(text);
    expect(await asked('签到了吗')).toContain('【本人记录】');
    expect(await asked('请假要写假条吗')).toContain('不需要写明事由');
    expect(await asked('清单是什么')).toContain('组织生活清单');
    expect(await asked('近期有什么活动')).toContain('【近期活动】');
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

  test.each(['在哪里', '在哪儿啊', '什么时候', '几点'])(
    'a bare 「%s」 is about the next activity, and between people it is talk',
    async (text) => {
      const group = await opened();
      expect(await group.person('张三').whispers(text)).toContain('党群服务中心');
      expect(await group.person('张三').says(text)).toBeUndefined();
    },
  );

  test.each(['支书助手，几点开会', '支书助手几点开会', '小助手 几点开会', '机器人：几点开会'])(
    'its name in front is enough: 「%s」',
    async (text) => {
      const group = await opened();
      expect(await group.person('张三').says(text)).toContain('【近期活动】');
    },
  );

  test.each(['书记，几点开会', '小助手们几点开会', '机器人大赛几点开始', '问问支书助手几点开会'])(
    'another name or another place of it is not: 「%s」',
    async (text) => {
      const group = await opened();
      expect(await group.person('张三').says(text)).toBeUndefined();
    },
  );

  test('「可以签到了」 from an officer is a remark among people, and opens the check-in when it is said to the bot', async () => {
    const group = await createGroup();
    const state = () => group.state()?.activities['A1']?.state;
    await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心');
    await group.goTo(when('2026-11-21', '18:00'));
    expect(await group.person('林书华').says('可以签到了')).toBeUndefined();
    expect(await group.person('张三').says('支书助手，可以签到了')).not.toContain('开始');
    expect(state()).toBe('planned');
    await group.person('林书华').says('支书助手，可以签到了');
    expect(state()).toBe('open');
  });

  test('「你们是不是把我记错了」 leads a member to the own record, and an officer to what corrects', async () => {
    const group = await opened();
    expect(await group.person('张三').whispers('你们是不是把我记错了')).toContain('【本人记录】');
    expect(await group.person('林书华').whispers('你们是不是把我记错了')).toContain('更正请说「更正 姓名 状态 原因」');
    expect(await group.person('张三').says('你们是不是把我记错了')).toBeUndefined();
  });

  test('a formal vote is sent to the meeting', async () => {
    const group = await opened();
    expect(await group.person('张三').says('同意接收小刘为预备党员', { mentions: true })).toContain(
      '正式表决请在会上进行',
    );
  });
});

describe('what no feature is for yet', () => {
  test.each(['认领3', '3号我来认领', '我选第二个方案', '3号完成了', '学完了', '党费已交', '补学完了'])(
    '「%s」 said to the bot is the secretary’s, and nothing is stored',
    async (text) => {
      const group = await opened();
      const before = group.entries.length;
      expect(await group.person('张三').says(text, { mentions: true })).toBe('这件事目前由书记登记，请直接联系书记。');
      expect(await group.person('王五').says(text)).toBeUndefined();
      expect(group.entries).toHaveLength(before);
    },
  );

  test('a bare 1 said to the bot stays a 签到', async () => {
    const group = await opened();
    expect(await group.person('张三').says('1', { mentions: true })).toBe('✓ 签到成功。');
  });

  test('coming, not coming and not knowing are intentions', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 明天 19:30 会议室');
    expect(await group.person('张三').says('我报名参加', { mentions: true })).toContain('已记下您打算参加');
    expect(group.state()?.activities['A1']?.intentions).toEqual({ M3: true });
    expect(await group.person('王五').whispers('看情况吧')).toContain('不说也可以');
    expect(await group.person('王五').whispers('这次不参加了')).toContain('回复「是」即登记');
  });
});

describe('an open activity with a formal matter', () => {
  const voting = async (topic: string) => {
    const group = await createGroup();
    await group.person('林书华').says(`发起 支部党员大会 今天 19:30 会议室 ${topic}`);
    await group.goTo(when('2026-11-21', '19:10'));
    return group;
  };

  test('is answered once among people, and always when the bot is addressed', async () => {
    const group = await voting('接收预备党员');
    const before = group.entries.length;
    expect(await group.person('张三').says('同意')).toBe('正式表决请在会上进行，群内不计票。');
    expect(await group.person('王五').says('我也同意')).toBeUndefined();
    expect(await group.person('周八').says('同意', { mentions: true })).toContain('正式表决请在会上进行');
    expect(await group.person('王五').says('反对')).toBeUndefined();
    expect(group.entries).toHaveLength(before);
  });

  test.each(['接收刘小青同志为预备党员', '讨论孙七同志转正', '选举支部委员会委员'])(
    'may have it from its agenda alone: 「%s」',
    async (item) => {
      const group = await voting('学习讲话');
      expect(await group.person('王五').says('同意')).toBeUndefined();
      await group.person('林书华').whispers(`议题 ${item}`);
      const before = group.entries.length;
      expect(await group.person('张三').says('同意')).toBe('正式表决请在会上进行，群内不计票。');
      expect(await group.person('王五').says('我投反对票')).toBeUndefined();
      expect(group.entries).toHaveLength(before);
    },
  );

  test('that was struck from the agenda leaves 同意 talk again, and 第一议题 is studied, not voted on', async () => {
    const group = await voting('学习讲话');
    await group.person('林书华').whispers('第一议题 学习关于基层组织选举工作的讲话');
    expect(await group.person('张三').says('同意')).toBeUndefined();
    await group.person('林书华').whispers('议题 孙七转正');
    await group.person('林书华').whispers('撤销');
    expect(await group.person('张三').says('同意')).toBeUndefined();
  });

  test('without one 同意 is talk', async () => {
    const group = await voting('学习讲话');
    expect(await group.person('张三').says('同意')).toBeUndefined();
  });
});

describe('what was not understood is answered with the two likeliest things to say', () => {
  test('from the state: the check-in that is open, then what is planned, then the own record', async () => {
    const group = await opened();
    expect(await group.person('张三').says('啊这个那个', { mentions: true })).toBe(
      '没有看懂这一条。可以说「签到」或「请假」，说「帮助」看更多。',
    );
    await group.person('张三').says('签到');
    expect(await group.person('张三').whispers('啊这个那个')).toContain('「近期」或「我的');
    expect(await group.person('林书华').whispers('啊这个那个')).toContain('「签到」');
  });

  test('from the words, where they resemble a command open to the person', async () => {
    const group = await opened();
    expect(await group.person('林书华').whispers('推送的时间给我瞧瞧')).toContain('「日程」');
    expect(await group.person('张三').whispers('推送的时间给我瞧瞧')).not.toContain('「日程」');
    expect(await group.person('张三').whispers('不想在群内出现姓名呢')).toContain('「不用机器人」「不要点我名」');
  });

  test('an officer with something to decide is shown where', async () => {
    const group = await opened();
    await group.person('李四').says('代报 王五');
    expect(await group.person('王祖志').whispers('嗯嗯那个')).toContain('「待定」');
  });
});

describe('who said 不用机器人', () => {
  test.each(['签到', '线上签到', '迟到 10', '请假', '我到了'])(
    'is not recorded on the own word: 「%s」',
    async (text) => {
      const group = await opened();
      await group.person('张三').says('不用机器人');
      const before = group.entries.length;
      expect(await group.person('张三').whispers(text)).toContain('由支委代为登记');
      expect(group.entries).toHaveLength(before);
    },
  );

  test('is left in peace among people, may report others and see the record, and an officer records', async () => {
    const group = await opened();
    await group.person('张三').says('不用机器人');
    expect(await group.person('张三').says('我到了')).toBeUndefined();
    expect(await group.person('张三').says('代报 王五')).toContain('已记为代报');
    expect(await group.person('张三').whispers('我的')).toContain('【本人记录】');
    await group.person('林书华').says('代录 张三');
    expect(group.state()?.activities['A1']?.marks['M3']).toEqual({ is: 'present', recordedBy: 'M1' });
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

describe('courtesy said to the bot in private', () => {
  test.each(['你好', '您好！', '在吗', '你是谁'])('「%s」 is greeted back with the three words', async (text) => {
    const group = await opened();
    expect(await group.person('张三').whispers(text)).toBe(
      '您好，我是本支部的支书助手。到会请说「签到」，不能来请说「请假」，更多请说「帮助」。',
    );
  });

  test.each(['谢谢', '好的', '知道了', '辛苦了', '嗯嗯'])('「%s」 ends a talk', async (text) => {
    const group = await opened();
    expect((await group.person('张三').whispers(text)) ?? '').not.toContain('没有看懂');
  });

  test('an answer to nothing is told that nothing was asked', async () => {
    const group = await opened();
    expect(await group.person('林书华').whispers('确认')).toBe(
      '现在没有等您回答的事，可能已经过了十分钟。请把要办的事再说一次。',
    );
  });
});
