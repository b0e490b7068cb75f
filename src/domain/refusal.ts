/** An answer that says why not, in a whole Chinese sentence; `code` is what programs compare. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.name = 'Refusal';
    this.code = code;
  }
}
