import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startZhishu } from '../../src/main.ts';
import { memoryLog } from '../support/group.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { zipTexts } from '../support/zip.ts';

test('in the local group the secretary downloads a sheet from the private tab, and nobody else can', async () => {
  const read = readConfig({ ZHISHU_STORE: temporaryFolder(), ZHISHU_PORT: '0' });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const log = memoryLog();
  const { address, stop } = await startZhishu(read.config, log, () => undefined);
  try {
    let said = 0;
    const say = async (room: string, text: string): Promise<void> => {
      said += 1;
      const { ok } = await fetch(`${address}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: address },
        body: JSON.stringify({ as: 'local:m1', client: `client-${said}`, room, text }),
      });
      expect(ok).toBe(true);
    };
    const seenBy = async (account: string): Promise<string> =>
      (await fetch(`${address}/events?brief=1&as=${encodeURIComponent(account)}`)).text();
    const links = (events: string): string[] =>
      [...events.matchAll(/href=\\?"(\/files\/[^"\\]+)\\?"/gu)].map(([, link = '']) => link.replaceAll('&amp;', '&'));

    await say('private', '发起 志愿服务 明天 20:30 会议室 清洁');
    await say('group', '签到表 志愿服务');
    const [link = ''] = links(await seenBy('local:m1'));
    const file = await fetch(`${address}${link}`);
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('_示范支部_志愿服务_签到表_'));
    const strings = zipTexts(new Uint8Array(await file.arrayBuffer())).get('xl/sharedStrings.xml');
    expect(strings).toContain('示范支部志愿服务签到表');
    expect(strings).toContain('<t>吴玉兰</t>');

    expect(links(await seenBy('local:m4'))).toEqual([]);
    expect((await fetch(`${address}${link.replace(/as=.*$/u, `as=${encodeURIComponent('local:m4')}`)}`)).status).toBe(
      404,
    );
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  } finally {
    await stop();
  }
});
