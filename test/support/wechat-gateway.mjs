// A WeChat gateway as its own process: wechaty's mock puppet behind wechaty's own PuppetServer, on 127.0.0.1.
// Driven by one JSON array per line on stdin; tells what happens in one JSON object per line on stdout.
// The only argument is JSON: {port, token, topic, names, ids} where `ids` is a prefix that changes at a "new login".
import { createInterface } from 'node:readline';
import { mock, PuppetMock } from 'wechaty-puppet-mock';
import { PuppetServer } from 'wechaty-puppet-service';

const { port, token, topic, names, ids = 'a', loggedIn = true } = JSON.parse(process.argv[2] ?? '{}');
const tell = (happened) => process.stdout.write(`${JSON.stringify(happened)}\n`);

const mocker = new mock.Mocker();
const puppet = new PuppetMock({ mocker });
puppet.on('error', () => {});
// The mock answers a ding after a second; a gateway on the same machine does so at once.
puppet.ding = (data) => void setTimeout(() => puppet.emit('dong', { data: data ?? '' }), 5);

const self = mocker.createContact({ id: `${ids}-bot`, name: '支书助手' });
const people = names.map((name, index) => mocker.createContact({ id: `${ids}-p${index}`, name }));
const room = mocker.createRoom({
  id: `${ids}-room@chatroom`,
  topic,
  memberIdList: [self.id, ...people.map(({ id }) => id)],
});
room.on('message', (message) => {
  if (message.talker().id === self.id) tell({ said: message.text() ?? '', file: message.text() === undefined });
});
for (const person of people)
  person.on('message', (message) => {
    if (message.talker().id === self.id && message.listener()?.id === person.id)
      tell({ whispered: message.text() ?? '', to: person.payload.name });
  });
const sendFile = puppet.messageSendFile.bind(puppet);
puppet.messageSendFile = async (place, box) => {
  const bytes = await box.toBuffer();
  tell({ sentFile: box.name, size: bytes.length });
  return place === '' ? sendFile(place, box) : undefined;
};
puppet.on('logout', () => tell({ loggedOut: true }));

const login = () => {
  mocker.login(self);
  puppet.emit('ready', { data: 'mock' });
};
// Like a real account, it is logged in again whenever the puppet is started.
mocker.use(() => {
  if (loggedIn && !puppet.isLoggedIn) login();
  return () => {};
});
await puppet.start();
await new PuppetServer({ endpoint: `127.0.0.1:${port}`, puppet, token, tls: { disable: true } }).start();
tell({ ready: true });

const commands = {
  say: (index, text) => people[index].say(text).to(room),
  whisper: (index, text) => people[index].say(text).to(self),
  again: (id) => puppet.emit('message', { messageId: id }),
  message: (payload) => {
    mocker.MessageMock.create({ talkerId: people[0].id, roomId: room.id, timestamp: Date.now(), ...payload });
    puppet.emit('message', { messageId: payload.id });
  },
  rename: (index, name) => {
    people[index].payload.name = name;
  },
  error: (data) => puppet.emit('error', { data }),
  scan: (code) => mocker.scan(code, 2),
  logout: () => puppet.logout('kicked'),
  login,
};
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [name, ...args] = JSON.parse(line);
    commands[name](...args);
  })
  .on('close', () => process.exit(0));
