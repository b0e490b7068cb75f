/** What was written and one thing it may mean: choosing it says the same again with `instead` in its place. */
export type Meaning = { readonly label: string; readonly written: string; readonly instead: string };

/** An answer that says why not, in a whole Chinese sentence; `code` is what programs compare. */
export class Refusal extends Error {
  readonly code: string;
  /** What may have been meant; who is refused can choose one of them by its number. */
  readonly meanings: readonly Meaning[];
  constructor(code: string, sentence: string, meanings: readonly Meaning[] = []) {
    super(sentence);
    this.name = 'Refusal';
    this.code = code;
    this.meanings = meanings;
  }
}
