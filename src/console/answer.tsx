import type { Child } from 'hono/jsx';
import type { Answer } from '../ports.ts';
import { Say } from './parts.tsx';

/** `file` is where the file of a reply waits to be fetched; `thread` the conversation its buttons answer in. */
type Props = {
  readonly reply: Answer | undefined;
  readonly thread: string;
  readonly file?: { readonly name: string; readonly path: string } | undefined;
  /** Something was written, and can be taken back. */
  readonly undo?: boolean;
};

const silence = '已经收到，这一条没有需要回答的。';

/** What the bot answered to a sentence, for the person who said it. */
export const Answered = ({ reply, thread, file, undo }: Props) => {
  if (!reply) return <Said text={silence} />;
  if (reply.kind === 'acknowledged') return <Said text={reply.toast}>{undo && <Undo />}</Said>;
  if (reply.kind === 'refused') return <Said text={reply.text} refused />;
  return (
    <Said text={reply.text}>
      {reply.choices && (
        <form class="say-list choices" method="post" action="say" hx-post="say" hx-target="#answer">
          <input type="hidden" name="thread" value={thread} />
          {reply.choices.map(({ label, says }) => (
            <button type="submit" name="says" value={says} class="main">
              {label}
            </button>
          ))}
        </form>
      )}
      {file && (
        <p>
          <a href={file.path} download={file.name}>
            下载《{file.name}》
          </a>
        </p>
      )}
      {undo && <Undo />}
    </Said>
  );
};

export const Said = ({ text, refused, children }: { text: string; refused?: boolean; children?: Child }) => (
  <div class={refused ? 'said refused' : 'said'}>
    <p class="words">{text}</p>
    {children}
  </div>
);

const Undo = () => (
  <div class="acts">
    <Say says="撤销">撤销这一步</Say>
  </div>
);
