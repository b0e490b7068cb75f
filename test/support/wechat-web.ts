import { createRequire } from 'node:module';

type Contact = Readonly<Record<string, unknown>> & { readonly UserName: string };
type Core = Readonly<Record<string, unknown>> & { readonly user: object; readonly PROP: Record<string, unknown> };

/** One login of the web protocol: whoever it is, the ids are those of this login only. */
export type WebLogin = {
  readonly room: string;
  readonly said: { readonly to: string; readonly text: string }[];
  /** A message in the room as the server would send it. */
  says(name: string, text: string): void;
  scan(): void;
  /** How often the account was logged out on purpose. */
  logouts(): number;
};

/**
 * Puts a server in memory under wechat4u, so that the real puppet and its real state machine run without a network.
 * Call it again for the next login.
 */
export function fakeWebWechat(login: string, names: readonly string[], topic = '第一党支部'): WebLogin {
  const toWechaty = createRequire(import.meta.url).resolve('wechaty');
  const toPuppet = createRequire(toWechaty).resolve('wechaty-puppet-wechat4u');
  const { prototype } = createRequire(toPuppet)('wechat4u') as { prototype: Record<string, unknown> };

  const person = (index: number, name: string): Contact => ({
    UserName: `@${login}p${index}`,
    NickName: name,
    DisplayName: '',
    RemarkName: '',
    MemberList: [],
    ContactFlag: 3,
    VerifyFlag: 0,
  });
  const self = { ...person(0, '支书助手'), UserName: `@${login}self` };
  const people = names.map((name, index) => person(index + 1, name));
  const room = `@@${login}room`;
  const members = [self, ...people];
  const contacts: readonly Contact[] = [
    ...members,
    { UserName: room, NickName: topic, MemberCount: members.length, MemberList: members, VerifyFlag: 0 },
  ];
  const said: { to: string; text: string }[] = [];
  const inbox: Record<string, unknown>[] = [];
  let arrived: () => void = () => {};
  let scanned: () => void = () => {};
  const scan = new Promise<void>((resolve) => {
    scanned = resolve;
  });
  let logouts = 0;
  let sent = 0;

  Object.assign(prototype, {
    getUUID: async () => `uuid-${login}`,
    checkLogin: async () => {
      await scan;
      return { code: 200 };
    },
    login: async () => undefined,
    async init(this: Core) {
      Object.assign(this.user, self);
      Object.assign(this.PROP, { uin: '1', sid: login, skey: login });
      return { ContactList: contacts };
    },
    notifyMobile: async () => undefined,
    getContact: async () => ({ MemberList: contacts }),
    batchGetContact: async (list: readonly Contact[]) =>
      contacts.filter(({ UserName }) => list.some((one) => one.UserName === UserName)),
    syncCheck: () =>
      inbox.length > 0
        ? Promise.resolve(2)
        : new Promise((resolve) => {
            arrived = () => resolve(2);
          }),
    async sync() {
      const list = inbox.splice(0);
      return { AddMsgCount: list.length, AddMsgList: list };
    },
    async sendText(text: string, to: string) {
      said.push({ to, text });
      return { MsgID: `sent-${login}-${said.length}` };
    },
    async logout() {
      logouts += 1;
    },
  });

  return {
    room,
    said,
    scan: () => scanned(),
    logouts: () => logouts,
    says(name, text) {
      const from = people.find(({ NickName }) => NickName === name);
      sent += 1;
      const content = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br/>');
      inbox.push({
        MsgId: `${login}-${sent}`,
        MsgType: 1,
        FromUserName: room,
        ToUserName: self.UserName,
        Content: `${from?.UserName}:<br/>${content}`,
        CreateTime: Math.floor(Date.now() / 1000) + 1,
        StatusNotifyUserName: '',
      });
      arrived();
    },
  };
}
