import { type RuleInForce, rulesInForce } from '../domain/preset.ts';
import type { Situation } from './command.ts';

/** The rule whose name the words begin with, and what follows it; the longest name wins. */
export const ruleNamed = (
  { branch, presets }: Situation,
  words: string,
): { rule: RuleInForce; rest: string } | undefined => {
  const named = rulesInForce(branch, presets)
    .flatMap((rule) => [rule.what, ...rule.words].map((name) => ({ rule, name })))
    .filter(({ name }) => words.startsWith(name))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  return named && { rule: named.rule, rest: words.slice(named.name.length).replace(/^[\s,，、:：]+/u, '') };
};

/** 「支委会、党小组会、…」, for an answer that says what could have been meant. */
export const ruleNames = ({ branch, presets }: Situation): string =>
  rulesInForce(branch, presets)
    .map(({ what }) => what)
    .join('、');
