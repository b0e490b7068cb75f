import type { ClientParts } from './parts.ts';

/** Puts the parts of the page together; the first thing that runs in the browser. */
export function runPage(parts: ClientParts): void {
  const dom = parts.createDom();
  const { find, maybe, around, recall, remember } = dom;
  const voice = parts.createVoice(dom);
  const program = parts.createProgram(voice);
  const cards = parts.createCards(dom);
  const clock = parts.createClock(dom, voice, program, cards);

  const rooms = parts.createRooms(dom, voice, (from, to) => composer.move(from, to));
  const people = parts.createPeople(dom, voice, cards, (account) => {
    composer.clear();
    desk.forget();
    void stream.listenAs(account);
  });
  const composer = parts.createComposer(dom, voice, program, {
    me: people.me,
    place: rooms.place,
    shown(ref) {
      const item = document.getElementById(ref);
      return item ? `${item.dataset['name'] ?? ''}：${rooms.saidIn(item).slice(0, 40)}` : undefined;
    },
  });
  const stream = parts.createStream(dom, {
    whole(whole) {
      rooms.begin(whole);
      desk.look();
    },
    messages(changes) {
      rooms.put(changes);
      desk.look();
      // What was just planned, moved or dropped changes where the clock can go next.
      clock.reconsider();
    },
    people: people.show,
    clock: clock.show,
  });

  const desk = parts.createDesk(dom, cards, {
    me: people.me,
    ask: people.ask,
    sayInPrivate(text) {
      rooms.choose('private');
      void program.tell('/messages', { as: people.me(), client: program.clientId(), room: 'private', text });
    },
    goToGroup: () => rooms.choose('group'),
  });

  find('main').addEventListener('click', (event) => {
    const button = around(event, '[data-act]');
    const ref = button?.closest('li')?.id;
    if (!button || !ref) return undefined;
    const { act, says } = button.dataset;
    if (act === 'go-private') return rooms.choose('private');
    if (!people.me()) return people.ask();
    if (act === 'quote') return composer.quote(ref);
    const pressed = { as: people.me(), client: program.clientId(), ref };
    if (act === 'choice') void program.tell('/choices', { ...pressed, says });
    if (act === 'received') void program.tell('/reactions', pressed);
    return undefined;
  });

  const hint = find('#hint');
  hint.hidden = recall('localStorage', 'zhishu-hint') === 'closed';
  find('#close-hint').addEventListener('click', () => {
    hint.hidden = true;
    remember('localStorage', 'zhishu-hint', 'closed');
    find(people.me() ? '#words' : '#tab-group').focus();
  });
  find('#sample').addEventListener('click', () => {
    const secretary = maybe('#choose-first [data-persona]')?.dataset['persona'];
    if (!people.me() && secretary) people.become(secretary);
    if (!people.me()) return people.ask();
    rooms.choose('group');
    return composer.fill(find('#sample').textContent?.trim() ?? '');
  });

  people.begin();
}
