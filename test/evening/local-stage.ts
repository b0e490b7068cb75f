import { patienceMs } from '../support/patience.ts';
import { type Done, everybody, type Stage } from './script.ts';

/** A message as the page shows it. */
export type Shown = {
  readonly id: string;
  readonly by: 'bot' | 'person';
  readonly name: string;
  readonly text: string;
  readonly quoted: string;
  readonly says: readonly string[];
  readonly marked: boolean;
};

/** What somebody's window shows. */
export type Window = { readonly group: readonly Shown[]; readonly alone: readonly Shown[]; readonly clock: string };

export type LocalWire = {
  look(name: string): Promise<Window>;
  says(name: string, place: 'group' | 'private', text: string): Promise<void>;
  /** Resolves with the toast. */
  presses(name: string, message: string, says: string): Promise<string>;
  sendsFile(name: string, file: string, bytes: Uint8Array): Promise<void>;
  /** Begins to move the clock to what the page's field takes. */
  movesClock(words: string): Promise<void>;
  restart(meanwhile?: () => Promise<void>): Promise<void>;
};

/** The evening's group in the browser or over what the page calls: what was said before a restart is kept here, not there. */
export function localStage(wire: LocalWire): Stage {
  const [secretary = ''] = everybody;
  const group = new Map<string, Shown>();
  const rooms = new Map<string, Map<string, Shown>>();
  let clock = '';
  let speaker = secretary;
  let begun = false;

  const aloneWith = (name: string): Map<string, Shown> => {
    const known = rooms.get(name) ?? new Map<string, Shown>();
    rooms.set(name, known);
    return known;
  };
  const look = async (): Promise<void> => {
    for (const name of new Set([speaker, secretary])) {
      const window = await wire.look(name);
      for (const shown of window.group) group.set(shown.id, shown);
      for (const shown of window.alone) aloneWith(name).set(shown.id, shown);
      ({ clock } = window);
    }
  };
  const lookUntil = async (what: string, condition: () => boolean): Promise<void> => {
    const end = performance.now() + patienceMs;
    for (await look(); !condition(); await look()) {
      if (performance.now() > end) throw new Error(`never happened: ${what}`);
    }
  };
  const byBot = (room: ReadonlyMap<string, Shown>): Shown[] => [...room.values()].filter(({ by }) => by === 'bot');

  /** By the mark under the message, or by an answer that quotes it, aloud or alone. */
  const said = async (place: 'group' | 'private', name: string, text: string): Promise<Done> => {
    speaker = name;
    await look();
    const all = (): Shown[] => [...group.values(), ...aloneWith(name).values()];
    const known = new Set(all().map(({ id }) => id));
    await wire.says(name, place, text);
    return {
      recorded: () =>
        all().some((one) => {
          if (known.has(one.id)) return false;
          if (one.by === 'person') return one.name === name && one.text.trim() === text.trim() && one.marked;
          return one.quoted.startsWith(`${name}：${text}`) && one.text.startsWith('已');
        }),
    };
  };

  return {
    has: { founding: false, buttons: true, edits: false, queue: false },
    begins: '18:00',
    goTo: async (time) => {
      // The demo lies around today; its evening is tomorrow's, whatever the hour is now.
      await wire.movesClock(begun ? time : `明天 ${time}`);
      begun = true;
      await lookUntil(`the clock shows ${time}`, () => clock.endsWith(` ${time}`));
    },
    says: (name, text) => said('group', name, text),
    saysAndEdits: async () => {
      throw new Error('nobody can edit here');
    },
    presses: async (name, label) => {
      const hasButton = ({ text, says }: Shown): boolean =>
        text.startsWith('【签到】') && says.some((one) => one.startsWith('/checkin'));
      await lookUntil('the check-in message', () => byBot(group).some(hasButton));
      const live = byBot(group).findLast(hasButton);
      const says = live?.says.find((one) => one.startsWith('/checkin'));
      if (!live || !says) throw new Error(`there is no button ${label}`);
      const toast = await wire.presses(name, live.id, says);
      return { recorded: () => toast === '签到成功。' };
    },
    whispers: (name, text) => said('private', name, text),
    sendsFile: wire.sendsFile,
    group: () => byBot(group).map(({ text }) => text),
    letters: (name) => byBot(aloneWith(name)).map(({ text }) => text),
    until: lookUntil,
    restart: wire.restart,
  };
}
