/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */
import type { Dom } from './dom.ts';
import type { Program } from './program.ts';
import type { Place } from './rooms.ts';
import type { Voice } from './voice.ts';

type Draft = { readonly text: string; readonly quoting: string | undefined; readonly file: File | undefined };
type Around = {
  me(): string | undefined;
  place(): Place;
  /** Name and words of a message, as the page shows them. */
  shown(ref: string): string | undefined;
};

/** Where one writes: the words, a message quoted and a file attached. */
export function createComposer({ find }: Dom, { toast }: Voice, program: Program, around: Around) {
  const words = find<HTMLTextAreaElement>('#words');
  const picker = find<HTMLInputElement>('#file');
  const main = find('main');
  const largestFile = 5 * 1024 * 1024;
  const drafts = { group: '', private: '' };
  let quoting: string | undefined;
  let file: File | undefined;
  // The same id is used again when no answer came, so that nothing is said twice.
  let unsure: { readonly place: Place; readonly text: string; readonly client: string } | undefined;

  const show = (): void => {
    words.style.height = 'auto';
    words.style.height = `${words.scrollHeight + 2}px`;
    const quoted = quoting && around.shown(quoting);
    find('#quoting').hidden = !quoted;
    find('#quoting span').textContent = `引用 ${quoted ?? ''}`;
    find('#attached').hidden = !file;
    find('#attached span').textContent = `要发送的文件：${file?.name ?? ''}`;
  };
  const write = (draft: Draft): void => {
    words.value = draft.text;
    quoting = draft.quoting;
    file = draft.file;
    show();
  };
  const attach = (chosen: File | undefined): void => {
    if (!chosen) return;
    if (!around.me()) return toast('请先选择您是谁，再发送文件。');
    if (chosen.size > largestFile) return toast('文件超过 5 MB，请拆小之后再发。');
    write({ text: words.value, quoting, file: chosen });
    words.focus();
  };

  const send = async (): Promise<void> => {
    const me = around.me();
    const draft: Draft = { text: words.value.trim(), quoting, file };
    if (!me || (!draft.text && !draft.file)) return;
    const place = around.place();
    const again = unsure && !draft.file && unsure.place === place && unsure.text === draft.text;
    const client = again && unsure ? unsure.client : program.clientId();
    const said = { as: me, client, room: place, text: draft.text };
    write({ text: '', quoting: undefined, file: undefined });
    const form = new FormData();
    for (const [name, value] of Object.entries(said)) form.append(name, value);
    if (draft.file) form.append('file', draft.file);
    const answer = draft.file
      ? await program.tellFile(form)
      : await program.tell('/messages', { ...said, ...(draft.quoting ? { quotes: draft.quoting } : {}) });
    unsure = answer.reached ? undefined : { place, text: draft.text, client };
    if (!answer.ok && !words.value && around.place() === place) write(draft);
  };

  find('#composer').addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  words.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter chooses its candidate; some browsers say so only by the code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void send();
  });
  words.addEventListener('input', show);
  find('#pick-file').addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    attach(picker.files?.[0]);
    picker.value = '';
  });
  find('#drop-file').addEventListener('click', () => {
    write({ text: words.value, quoting, file: undefined });
    words.focus();
  });
  find('#drop-quote').addEventListener('click', () => {
    write({ text: words.value, quoting: undefined, file });
    words.focus();
  });

  const brings = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  main.addEventListener('dragover', (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    main.classList.add('dropping');
  });
  main.addEventListener('dragleave', () => main.classList.remove('dropping'));
  main.addEventListener('drop', (event) => {
    main.classList.remove('dropping');
    if (!brings(event)) return;
    event.preventDefault();
    attach(event.dataTransfer?.files[0]);
  });

  return {
    quote(ref: string): void {
      write({ text: words.value, quoting: ref, file });
      words.focus();
    },
    fill(text: string): void {
      write({ text, quoting, file });
      words.focus();
    },
    /** Each room keeps its own unfinished words. */
    move(from: Place, to: Place): void {
      if (from === to) return;
      drafts[from] = words.value;
      write({ text: drafts[to], quoting: undefined, file });
    },
    /** For another persona. */
    clear(): void {
      drafts.group = '';
      drafts.private = '';
      write({ text: '', quoting: undefined, file: undefined });
    },
  };
}
