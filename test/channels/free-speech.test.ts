import { afterAll, beforeAll, describe, test } from 'vitest';
import { localStage, telegramStage, wechatStage } from '../support/channel-stages.ts';
import { dialogues } from '../support/speech-dialogues.ts';
import { openSpeech } from '../support/speech-evening.ts';

describe.each([
  ['Telegram', () => telegramStage({ speed: 2_000 })],
  ['WeChat', wechatStage],
  ['the local group', localStage],
])('what people write in %s', (_, open) => {
  let speech: Awaited<ReturnType<typeof openSpeech>> | undefined;
  beforeAll(async () => {
    speech = await openSpeech(await open());
  });
  afterAll(() => speech?.close());

  test.each(dialogues)('$of: $name', async ({ while: situation = 'one check-in', run }) => {
    if (!speech) throw new Error('the platform did not start');
    await run(await speech.begin(situation));
  });
});
