import { accountsOf, type MemberId } from '../domain/roster.ts';
import type { Clock, Incoming, RegistryStore } from '../ports.ts';
import type { Causes } from './causes.ts';
import type { Outcome } from './command.ts';
import type { Directory } from './directory.ts';
import type { Identified } from './identity.ts';
import type { Held, Recorder } from './recorder.ts';
import { saidAt } from './said-at.ts';

/** Applies at once what a command decided for a message; resolves when that, and all it was decided from, is durable. */
export type RecordOutcome = (held: Held, incoming: Incoming, who: Identified, outcome: Outcome) => Promise<void>;

export const createRecordOutcome = ({
  recorder,
  registry,
  directory,
  causes,
  clock,
  confirmAccount,
  forgetAccount,
}: {
  recorder: Recorder;
  registry: RegistryStore;
  directory: Directory;
  causes: Causes;
  clock: Clock;
  confirmAccount: (account: string) => void;
  forgetAccount: (account: string) => void;
}): RecordOutcome => {
  /** A backup restored later must forget them again. */
  const rememberErased = (branch: string, members: readonly MemberId[]): Promise<void> =>
    registry.update((known) => ({
      ...known,
      erased: [...known.erased, ...members.map((member) => ({ branch, member }))],
    }));

  return async (held, incoming, who, outcome) => {
    const at = saidAt(incoming, clock);
    const decided = outcome.facts ?? [];
    // Who only talked is not bound by it.
    const isSilent = outcome.answer === undefined && decided.length === 0;
    const changes = [...(isSilent ? [] : who.people), ...(outcome.people ?? [])];
    if (decided.length === 0 && changes.length === 0) return recorder.settled(held.id);
    const erased = decided.flatMap((fact) => (fact.type === 'member-erased' ? [fact.member] : []));
    const accounts = erased.flatMap((member) => accountsOf(held.people, member));
    const written = recorder.record(held.id, {
      facts: [...who.facts, ...decided, ...who.notice(decided, clock.now())],
      people: changes,
      at,
      by: who.speaker.member ?? 'stranger',
      cause: causes.of(outcome.causedBy ?? incoming.id),
    });
    if (outcome.causedBy !== undefined) held.causes.set(causes.of(incoming.id), { at });
    if (changes.length > 0) {
      for (const change of changes) if ('bind' in change && change.trust === 'confirmed') confirmAccount(change.bind);
      await directory.note(held.id, changes);
    }
    await written;
    if (erased.length > 0) await rememberErased(held.id, erased);
    accounts.forEach(forgetAccount);
  };
};
