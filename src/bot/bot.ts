import { checkInOpenAt } from '../domain/attendance.ts';
import type { Fact } from '../domain/entry.ts';
import { countsLine, queueToOfficers } from '../domain/push.ts';
import { Refusal } from '../domain/refusal.ts';
import {
  accountsOf,
  isNickname,
  type MemberId,
  mayAct,
  nameOf,
  nicknameAccount,
  type PeopleChange,
  roleOf,
} from '../domain/roster.ts';
import { hear, normalise } from '../domain/understand.ts';
import type { Clock, Incoming, Log, PeopleStore, Receive, RegistryStore, Reply } from '../ports.ts';
import type { Causes } from './causes.ts';
import type { Card, Command, Option, Outcome, Situation, Speaker } from './command.ts';
import { type Founding, foundingCard } from './founding.ts';
import { BranchDamaged, type Held, type Recorder, WritingStopped } from './recorder.ts';
import type { Almanac } from './schedule.ts';

const notRecorded = '没有记上，请稍后再试。';
const damagedText = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
const somethingWrong = '这一步没有办成，请稍后再试或联系管理员。';
const questionsKeptFor = 10 * 60_000;
const editsHeardFor = 5 * 60_000;

/** `by` is the message that made the bot ask: delivered again, it is no answer to its own question. */
type Asked = { command: Command; word: string; options: readonly Option[]; until: number; by: string };

export type Bot = { readonly receive: Receive };

/** Asks the core, writes, and returns what to say; platforms are the channels' business. */
export const createBot = ({
  recorder,
  founding,
  registry,
  people,
  causes,
  clock,
  log,
  commands,
  almanac,
  confirmAccount,
  forgetAccount,
}: {
  recorder: Recorder;
  founding: Founding;
  registry: RegistryStore;
  people: PeopleStore;
  causes: Causes;
  clock: Clock;
  log: Log;
  commands: readonly Command[];
  almanac: Almanac;
  /** Tells the channel that an account found again by its display name is known once more. */
  confirmAccount: (account: string) => void;
  /** Tells the channel to drop what it remembers of an erased person's account. */
  forgetAccount: (account: string) => void;
}): Bot => {
  const cards: readonly Card[] = [foundingCard, ...commands];
  const listed = [...commands, { ...foundingCard, shortWords: [] as string[] }];
  const asked = new Map<string, Asked>();
  const told = new Map<string, number>();
  const rosterCommand = commands.find(({ alias }) => alias === 'roster');
  const receiptCommand = commands.find(({ alias }) => alias === 'ack');

  /** Whether this was told already within the span; remembers that it is told now. */
  const toldBefore = (key: string, span: number): boolean => {
    const now = clock.now();
    const until = told.get(key) ?? 0;
    if (until > now) return true;
    if (told.size > 10_000) for (const [old, end] of told) if (end <= now) told.delete(old);
    told.set(key, now + span);
    return false;
  };

  const refusal = (incoming: Incoming, code: string, text: string, subject = ''): Reply => ({
    kind: 'refused',
    text,
    brief: '这一条没有登记，请私聊我查看原因。',
    repeated: toldBefore(`${incoming.room}|${incoming.sender.id}|${code}|${subject}`, 24 * 3_600_000),
  });

  const storeRefusal = (incoming: Incoming): Reply => ({
    kind: 'refused',
    text: notRecorded,
    brief: notRecorded,
    repeated: toldBefore(`${incoming.room}|store-failed`, 60_000),
  });

  // Private chats name no branch: who is bound where is read once, when the first one comes.
  let directory: Promise<Map<string, Set<string>>> | undefined;
  const branchesOf = async (account: string): Promise<string[]> => {
    directory ??= (async () => {
      const found = new Map<string, Set<string>>();
      for (const branch of recorder.branches()) {
        const held = recorder.loaded(branch);
        const known = held?.people ?? (await people.read(branch).catch(() => undefined));
        for (const one of [...Object.keys(known?.accounts ?? {}), ...Object.keys(known?.claims ?? {})]) {
          found.set(one, (found.get(one) ?? new Set()).add(branch));
        }
      }
      return found;
    })();
    return [...((await directory).get(account) ?? [])];
  };
  const noteAccounts = async (branch: string, changes: readonly PeopleChange[]): Promise<void> => {
    for (const change of changes) {
      const account = 'bind' in change ? change.bind : 'claim' in change ? change.claim : undefined;
      if (account === undefined) continue;
      if ('bind' in change && change.trust === 'confirmed') confirmAccount(account);
      const known = await directory;
      known?.set(account, (known.get(account) ?? new Set()).add(branch));
    }
  };

  /** A backup restored later must forget them again. */
  const rememberErased = (branch: string, members: readonly MemberId[]): Promise<void> =>
    registry.update((known) => ({
      ...known,
      erased: [...known.erased, ...members.map((member) => ({ branch, member }))],
    }));

  const speakerOf = (held: Held, incoming: Incoming): Speaker => {
    const account = incoming.sender.id;
    const base = { account, displayName: incoming.sender.name };
    const declared = declaredName(held, incoming);
    const bound = declared ? { member: declared.member, trust: 'confirmed' as const } : held.people.accounts[account];
    if (!bound) return { ...base, member: undefined, role: 'stranger' };
    if (bound.member === 'founder') return { ...base, member: 'founder', role: 'secretary' };
    const member = held.branch.members[bound.member];
    if (!member) return { ...base, member: undefined, role: 'stranger' };
    const role = roleOf(member, bound.trust);
    // Found again only by a display name: good for one's own attendance, not for an office.
    const capped = incoming.sender.refound && mayAct(role, 'leader') ? 'member' : role;
    return { ...base, member: member.id, role: capped };
  };

  /** The operator's 账号 column named this person by group nickname: good once, for the account that bears it first. */
  const declaredName = (held: Held, incoming: Incoming): { key: string; member: MemberId } | undefined => {
    if (incoming.direct || incoming.sender.id in held.people.accounts) return undefined;
    const key = nicknameAccount(`${incoming.sender.id.split(':')[0]}:${incoming.sender.name.trim()}`);
    // Anybody may call himself by another's id: only the key of a nickname is one.
    const bound = isNickname(key) ? held.people.accounts[key] : undefined;
    return bound?.trust === 'confirmed' && bound.member in held.branch.members
      ? { key, member: bound.member }
      : undefined;
  };

  const recordsAttendance = (command: Command): boolean => command.from === 'named' && command !== receiptCommand;

  /** A display name equal to exactly one unbound roster name without 职务 is that member, for 签到 迟到 请假 only. */
  const recognised = (held: Held, incoming: Incoming): MemberId | undefined => {
    if (incoming.direct) return undefined;
    const name = incoming.sender.name.trim();
    const named = held.branch.roster.filter((id) => nameOf(held.people, id) === name);
    const [only, ...others] = named;
    if (only === undefined || others.length > 0 || held.branch.members[only]?.posts.length !== 0) return undefined;
    const bound = Object.values(held.people.accounts).some(({ member }) => member === only);
    return bound ? undefined : only;
  };

  const pushShownAs = (held: Held, ref: string | undefined): string | undefined =>
    ref === undefined
      ? undefined
      : Object.values(held.branch.pushes).find((push) => Object.values(push.shown).includes(ref))?.id;

  const situationOf = (
    held: Held,
    incoming: Incoming,
    speaker: Speaker,
    word: string,
    prepared?: unknown,
  ): Situation => {
    const now = clock.now();
    const quotes = pushShownAs(held, incoming.quotes);
    return {
      branch: held.branch,
      people: held.people,
      speaker,
      at: Math.min(incoming.sentAt, now),
      now,
      room: incoming.room,
      direct: incoming.direct,
      addressed: incoming.direct || incoming.mentionsBot || incoming.kind === 'choice',
      ...(quotes === undefined ? {} : { quotes }),
      ...almanac,
      commands: cards,
      word,
      ...(prepared === undefined ? {} : { prepared }),
    };
  };

  const mustBeAllowed = (command: Card, speaker: Speaker): void => {
    if (command.from === 'anyone' || mayAct(speaker.role, command.from)) return;
    if (speaker.role === 'stranger') {
      throw new Refusal('not-on-roster', '名册里还没有对应到您，请说「我是 姓名」，由支委确认后即可。');
    }
    if (speaker.role === 'named') {
      throw new Refusal('not-confirmed', '您的账号还没有经支委确认，请先说「我是 姓名」，确认以后再试。');
    }
    throw new Refusal(
      'not-permitted',
      `「${command.words[0]}」由${command.from === 'leader' ? '党小组长或支委' : command.from === 'secretary' ? '书记' : '支委'}使用。`,
    );
  };

  const voice = (
    held: Held,
    incoming: Incoming,
    command: Command,
    word: string,
    outcome: Outcome,
  ): Reply | undefined => {
    if (outcome.answer === undefined) return undefined;
    if (outcome.answer === 'acknowledge') {
      // In private nobody is disturbed: what a toast would say is said.
      if (incoming.direct && incoming.kind === 'text') return { kind: 'said', text: outcome.toast ?? '已登记。' };
      const activity = outcome.activity === undefined ? undefined : held.branch.activities[outcome.activity];
      const { receiptFor } = outcome;
      const named = receiptFor !== undefined && !held.branch.preferences[receiptFor]?.unnamed;
      return {
        kind: 'acknowledged',
        toast: outcome.toast ?? '已登记。',
        ...(activity ? { tally: countsLine(held.branch, activity) } : {}),
        ...(named ? { receipt: nameOf(held.people, receiptFor) } : {}),
      };
    }
    if (outcome.question) {
      const key = `${incoming.room}|${incoming.sender.id}`;
      const now = clock.now();
      for (const [other, { until }] of asked) if (until <= now) asked.delete(other);
      asked.set(key, { command, word, options: outcome.question, until: now + questionsKeptFor, by: incoming.id });
    }
    const choices = outcome.question?.map(({ words, label }) => ({
      label: label ?? words[0] ?? '',
      says: words[0] ?? '',
    }));
    return {
      kind: 'said',
      text: outcome.answer,
      ...(choices ? { choices } : {}),
      ...(outcome.privately && !incoming.direct ? { privately: true } : {}),
      ...(outcome.instead === undefined ? {} : { instead: outcome.instead }),
    };
  };

  const decide = async (
    held: Held,
    incoming: Incoming,
    command: Command,
    word: string,
    parse: () => unknown,
    prepared?: unknown,
  ): Promise<Reply | undefined> => {
    let speaker = speakerOf(held, incoming);
    const binding: { facts: Fact[]; people: PeopleChange[] } = { facts: [], people: [] };
    const declared = declaredName(held, incoming);
    if (declared !== undefined) {
      binding.people.push({ bind: speaker.account, to: declared.member, trust: 'confirmed' });
      binding.people.push({ bind: declared.key, to: declared.member, trust: 'name' });
      binding.facts.push({ type: 'account-bound', member: declared.member, trust: 'confirmed' });
    }
    if (speaker.role === 'stranger' && recordsAttendance(command)) {
      const member = recognised(held, incoming);
      if (member !== undefined) {
        speaker = { ...speaker, member, role: 'named' };
        binding.people.push({ bind: speaker.account, to: member, trust: 'name' });
        binding.facts.push({ type: 'account-bound', member, trust: 'name' });
      }
    }
    const situation = situationOf(held, incoming, speaker, word, prepared);
    try {
      mustBeAllowed(command, speaker);
      if (command.where === 'room' && incoming.direct) throw new Refusal('only-in-room', '请在支部群里说这一条。');
      if (command.where === 'private' && !incoming.direct) throw new Refusal('only-in-private', '请私聊我说这一条。');
      if (speaker.member && held.branch.preferences[speaker.member]?.withoutBot && command.from === 'named') {
        throw new Refusal('without-bot', '您已选择由支委代为登记；如要恢复，请说「使用机器人」。');
      }
      const outcome = command.run(situation, parse());
      const decided = outcome.facts ?? [];
      // Who only talked is not bound by it.
      const isSilent = outcome.answer === undefined && decided.length === 0;
      const changes = [...(isSilent ? [] : binding.people), ...(outcome.people ?? [])];
      if (decided.length > 0 || changes.length > 0) {
        const by = speaker.member ?? 'stranger';
        const isRecognised = binding.people.some(
          (change) => 'bind' in change && change.bind === speaker.account && change.trust === 'name',
        );
        const facts = [...binding.facts, ...decided, ...(isRecognised ? bindingNotice(held, speaker, decided) : [])];
        const erased = decided.flatMap((fact) => (fact.type === 'member-erased' ? [fact.member] : []));
        const accounts = erased.flatMap((member) => accountsOf(held.people, member));
        const written = recorder.record(held.id, {
          facts,
          people: changes,
          at: situation.at,
          by,
          cause: causes.of(incoming.id),
        });
        if (changes.length > 0) await noteAccounts(held.id, changes);
        const reply = voice(held, incoming, command, word, outcome);
        await written;
        if (erased.length > 0) await rememberErased(held.id, erased);
        accounts.forEach(forgetAccount);
        return reply;
      }
      const reply = voice(held, incoming, command, word, outcome);
      await recorder.settled(held.id);
      return reply;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await recorder.settled(held.id);
      if (situation.direct) return { kind: 'said', text: error.message };
      return refusal(incoming, error.code, error.message, latestActivity(held));
    }
  };

  const bindingNotice = (held: Held, speaker: Speaker, decided: readonly Fact[]): Fact[] =>
    speaker.member === undefined
      ? []
      : queueToOfficers(
          held.branch,
          `群昵称为「⟦${speaker.member}⟧」的账号已按名册对应到本人，目前只能签到、说明迟到和请假。如有误，请说「解除绑定 ⟦${speaker.member}⟧」。`,
          clock.now(),
          decided,
        );

  const latestActivity = (held: Held): string => `A${held.branch.last.activity}`;

  const parseWith = (command: Command, rest: string) => (): unknown => {
    const parsed = command.args.safeParse(rest);
    if (parsed.success) return parsed.data;
    throw new Refusal('bad-arguments', `${parsed.error.issues[0]?.message ?? '没有看懂。'}用法：${command.help}。`);
  };

  const inBranch = async (held: Held, incoming: Incoming): Promise<Reply | undefined> => {
    if (causes.all(incoming.id).some((cause) => held.causes.has(cause))) {
      await recorder.settled(held.id);
      return { kind: 'acknowledged', toast: '已登记。' };
    }
    const claimed = held.branch.rooms[incoming.room];
    if (!incoming.direct && (claimed === undefined || incoming.sentAt < claimed - 1000)) return undefined;

    if (incoming.kind === 'reaction') {
      const push = pushShownAs(held, incoming.quotes);
      if (push === undefined || !receiptCommand || speakerOf(held, incoming).member === undefined) return undefined;
      await decide(held, incoming, receiptCommand, '收到', () => '');
      return undefined;
    }
    if (incoming.kind === 'file') {
      const isRoster = incoming.direct || incoming.mentionsBot || normalise(incoming.text).startsWith('名册');
      if (!rosterCommand?.prepare || !incoming.file || !isRoster) return undefined;
      if (!mayAct(speakerOf(held, incoming).role, 'officer')) {
        return refusal(incoming, 'not-permitted', '名册文件由支委发送；我不保存其他文件。');
      }
      try {
        const file = { name: incoming.file.name, bytes: await incoming.file.read() };
        const prepared = await rosterCommand.prepare(file);
        return await decide(held, incoming, rosterCommand, '名册', parseWith(rosterCommand, ''), prepared);
      } catch (error) {
        // A file that cannot be read says itself why, for the person who sent it.
        if (error instanceof Error && 'code' in error && error.name === 'RosterFileRefused') {
          return { kind: 'said', text: error.message, privately: !incoming.direct };
        }
        throw error;
      }
    }

    const addressed = incoming.direct || incoming.mentionsBot || incoming.kind === 'choice';
    const key = `${incoming.room}|${incoming.sender.id}`;
    const question = asked.get(key);
    if (question && question.by !== incoming.id) {
      const said = normalise(incoming.text);
      const chosen =
        question.until > clock.now() ? question.options.find(({ words }) => words.includes(said)) : undefined;
      if (chosen) {
        asked.delete(key);
        return decide(held, incoming, question.command, question.word, () => chosen.args);
      }
    }

    const heard = hear(incoming.text, listed, { addressed });
    if (incoming.kind === 'choice' && (!heard || heard.how === 'short')) {
      return refusal(incoming, 'stale-button', '这个按钮已经失效，或者是给另一位同志的。', incoming.id);
    }
    const at = Math.min(incoming.sentAt, clock.now());
    if (!heard || (heard.how === 'short' && !checkInOpenAt(held.branch, at))) {
      return addressed ? unheard(held, incoming) : undefined;
    }
    if (heard.command.alias === foundingCard.alias) return found(incoming, heard.rest);
    const command = heard.command as Command;
    if (incoming.sender.via !== 'person') {
      return refusal(incoming, 'anonymous', '匿名管理员或频道身份无法登记，请用本人身份发送，或点消息下方的按钮。');
    }
    if (incoming.edited !== undefined) {
      if (command.from !== 'named' || clock.now() - incoming.edited > editsHeardFor) return undefined;
      const { member } = speakerOf(held, incoming);
      const hasMark = Object.values(held.branch.activities).some(
        ({ state, marks }) => state === 'open' && member !== undefined && marks[member],
      );
      if (hasMark) return undefined;
    }
    const { role } = speakerOf(held, incoming);
    const allowed =
      command.from === 'anyone' ||
      mayAct(role, command.from) ||
      (recordsAttendance(command) && recognised(held, incoming) !== undefined);
    // 收到 is said to people as well: it never earns a refusal.
    if (command === receiptCommand && !addressed) {
      const { member } = speakerOf(held, incoming);
      if (!allowed || (member !== undefined && held.branch.preferences[member]?.withoutBot)) return undefined;
    }
    // 「通知 今天停水」 from a member is talk; only the bare word of a command is worth a word of explanation.
    if (!allowed && !addressed && (heard.rest !== '' || heard.how === 'short')) return undefined;
    return decide(held, incoming, command, heard.word, parseWith(command, heard.rest));
  };

  const unheard = (held: Held, incoming: Incoming): Reply | undefined => {
    if (incoming.kind !== 'text' || normalise(incoming.text) === '') return undefined;
    const text = '没有看懂这一条。说「帮助」可以看到我能做的事。';
    if (incoming.direct) return { kind: 'said', text };
    return speakerOf(held, incoming).role === 'stranger' ||
      toldBefore(`${incoming.room}|${incoming.sender.id}|unheard`, 600_000)
      ? undefined
      : { kind: 'said', text };
  };

  const found = async (incoming: Incoming, line: string): Promise<Reply> => {
    if (incoming.direct) return { kind: 'said', text: '请在要登记的支部群里说「建支部 名称 验证码」。' };
    if (incoming.sender.via !== 'person') {
      return refusal(incoming, 'anonymous', '匿名管理员或频道身份不能登记支部，请用本人身份发送。');
    }
    try {
      const { branch, text } = await founding.claim({
        room: incoming.room,
        account: incoming.sender.id,
        line,
        at: Math.min(incoming.sentAt, clock.now()),
        cause: causes.of(incoming.id),
        refound: incoming.sender.refound === true,
      });
      if (incoming.sender.refound) confirmAccount(incoming.sender.id);
      const known = await directory;
      known?.set(incoming.sender.id, (known.get(incoming.sender.id) ?? new Set()).add(branch));
      return { kind: 'said', text };
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'said', text: error.message };
      throw error;
    }
  };

  const moved = async (incoming: Incoming): Promise<undefined> => {
    const to = incoming.movedTo;
    const branch = founding.branchOf(incoming.room);
    if (to === undefined || branch === undefined) return undefined;
    const held = await recorder.load(branch);
    await founding.roomMoved(incoming.room, to);
    if (incoming.room in held.branch.rooms) {
      await recorder.record(branch, {
        facts: [{ type: 'room-moved', from: incoming.room, to }],
        at: Math.min(incoming.sentAt, clock.now()),
        by: 'delivery',
        cause: causes.of(incoming.id),
      });
    }
    return undefined;
  };

  const troubles = {
    gone: '我已被移出支部群，推送和签到都会中断。需要时请把我重新加入群，登记仍然有效。',
    muted: '我在支部群里不能发言，推送和签到提示都发不出去。请群管理员允许我发送消息。',
    deaf: '我在支部群里看不到普通发言，只能收到点按钮、回复我或 @ 我的消息。请把我设为群管理员。',
  } as const;

  const rightsChanged = async (held: Held, incoming: Incoming): Promise<undefined> => {
    const trouble = incoming.rights === 'full' || incoming.rights === undefined ? undefined : troubles[incoming.rights];
    if (trouble === undefined || causes.all(incoming.id).some((cause) => held.causes.has(cause))) return undefined;
    const facts = queueToOfficers(held.branch, trouble, clock.now(), []);
    if (facts.length > 0) {
      await recorder.record(held.id, {
        facts,
        at: Math.min(incoming.sentAt, clock.now()),
        by: 'delivery',
        cause: causes.of(incoming.id),
      });
    }
    return undefined;
  };

  const outside = async (incoming: Incoming): Promise<Reply | undefined> => {
    if (incoming.kind !== 'text' && incoming.kind !== 'choice') return undefined;
    const heard = hear(incoming.text, [foundingCard], { addressed: incoming.direct || incoming.mentionsBot });
    if (heard) return found(incoming, heard.rest);
    if (!incoming.direct || toldBefore(`${incoming.room}|outside`, 600_000)) return undefined;
    return {
      kind: 'said',
      text: '您好，我是支书助手。我还不知道您在哪个支部：请先在支部群里说「我是 姓名」，由支委确认以后再私聊我。',
    };
  };

  // Somebody may be in several branches: a private chat then asks which one is meant, and remembers.
  const chosen = new Map<string, string>();
  const branchInPrivate = async (incoming: Incoming): Promise<{ branch: string } | { reply: Reply } | undefined> => {
    const account = incoming.sender.id;
    const known: Held[] = [];
    for (const id of await branchesOf(account)) {
      const held = recorder.loaded(id) ?? (await recorder.load(id).catch(() => undefined));
      if (held && (account in held.people.accounts || account in held.people.claims)) known.push(held);
    }
    const [only, ...others] = known;
    if (!only) return undefined;
    if (others.length === 0) return { branch: only.id };
    const said = normalise(incoming.text);
    const before = chosen.get(account);
    if (before !== undefined && said !== '换支部') return { branch: before };
    chosen.delete(account);
    const picked = known[Number(said) - 1];
    if (picked) {
      chosen.set(account, picked.id);
      return {
        reply: { kind: 'said', text: `好的，接下来说的是「${picked.branch.name}」的事。换支部请说「换支部」。` },
      };
    }
    const lines = known.map(({ branch }, index) => `${index + 1}. ${branch.name}`);
    return { reply: { kind: 'said', text: ['您在几个支部，请先回复序号说明是哪一个：', ...lines].join('\n') } };
  };

  const handle = async (incoming: Incoming): Promise<Reply | undefined> => {
    if (incoming.kind === 'moved') return moved(incoming);
    let branch = founding.branchOf(incoming.room);
    if (branch === undefined && incoming.direct) {
      const meant = await branchInPrivate(incoming);
      if (meant && 'reply' in meant) return meant.reply;
      branch = meant?.branch;
    }
    if (branch === undefined) return outside(incoming);
    const held = recorder.loaded(branch) ?? (await recorder.load(branch));
    switch (incoming.kind) {
      case 'text':
      case 'choice':
      case 'reaction':
      case 'file':
        return inBranch(held, incoming);
      case 'rights':
        return rightsChanged(held, incoming);
      case 'joined':
      case 'left':
        return undefined;
      default:
        return incoming.kind satisfies never;
    }
  };

  return {
    receive: async (incoming) => {
      try {
        return await handle(incoming);
      } catch (error) {
        const isCommand =
          incoming.direct || incoming.mentionsBot || hear(incoming.text, listed, { addressed: false }) !== undefined;
        if (error instanceof WritingStopped) return isCommand ? storeRefusal(incoming) : undefined;
        if (error instanceof BranchDamaged) {
          if (!isCommand) return undefined;
          return {
            kind: 'refused',
            text: damagedText,
            brief: damagedText,
            repeated: toldBefore(`${incoming.room}|damaged`, 60_000),
          };
        }
        log.error('message-failed', { message: incoming.id, reason: (error as Error).name, at: placeOf(error) });
        if (!isCommand || toldBefore(`${incoming.room}|failed`, 60_000)) return undefined;
        return { kind: 'said', text: somethingWrong };
      }
    },
  };
};

/** The first own frame of a stack: says where without saying what, which may hold what somebody wrote. */
const placeOf = (error: unknown): string =>
  /(?:src|commands|schedules)\/[\w/.-]+:\d+/u.exec((error as Error).stack ?? '')?.[0] ?? 'unknown';
