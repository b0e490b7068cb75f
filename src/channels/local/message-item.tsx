import { botName } from './channel.ts';
import type { Persona, Post } from './conversation.ts';
import { dayOf, hourOf } from './spoken-time.ts';

type Props = {
  readonly post: Post;
  /** The message before it in the room, which decides whether a day begins here. */
  readonly previous: Post | undefined;
  readonly viewer: string | undefined;
  readonly timeZone: string;
};

/** One message as one persona sees it; the page, the stream and a reconnection all show exactly this. */
export const MessageItem = ({ post, previous, viewer, timeZone }: Props) => {
  const { author } = post;
  const own = author !== undefined && author.account === viewer;
  const day = dayOf(post.at, timeZone);
  return (
    <li
      id={post.id}
      class={`message ${author ? (own ? 'own' : 'other') : 'bot'}`}
      data-revision={String(post.revision)}
      data-name={author?.name ?? botName}
    >
      {previous && dayOf(previous.at, timeZone) === day ? '' : <p class="day">{day}</p>}
      <div class="line">
        <span class="face" data-shade={String(shadeOf(author))} aria-hidden="true">
          {author ? author.name.slice(0, 1) : '支'}
        </span>
        <div class="said">
          <p class="by">
            <b>{author?.name ?? botName}</b>
            <span>{author ? author.title : '机器人'}</span>
            <time>{hourOf(post.at, timeZone)}</time>
          </p>
          <div class="bubble">
            {post.quote && (
              <blockquote>
                <b>{post.quote.name}</b>：{shortened(post.quote.text)}
              </blockquote>
            )}
            {post.text && <p class="text">{author ? post.text : withConsoleLink(post.text)}</p>}
            {post.file && <FileLine post={post} viewer={viewer} />}
            {post.choices.map((row) => (
              <p class="choices">
                {row.map((choice, index) => (
                  <button type="button" data-act="choice" data-key={`${choice.says}#${index}`} data-says={choice.says}>
                    {choice.label}
                  </button>
                ))}
              </p>
            ))}
          </div>
          {post.acknowledged && <p class="mark">✓ 已记</p>}
          {own && post.aside && <AsideLine aside={post.aside} />}
          {!author && (
            <p class="acts">
              {asksForReceipt(post) && (
                <button
                  type="button"
                  data-act="received"
                  data-key="received"
                  aria-pressed={viewer !== undefined && post.receivedBy.includes(viewer) ? 'true' : 'false'}
                >
                  收到 <span aria-hidden="true">👍</span>
                  {post.receivedBy.length > 0 && <span class="count">{post.receivedBy.length}</span>}
                </button>
              )}
              <button type="button" data-act="quote" data-key="quote">
                引用回复
              </button>
            </p>
          )}
        </div>
      </div>
    </li>
  );
};

/** The link to the console can be pressed; it is opened here, whatever name this page was called by. */
const withConsoleLink = (text: string) => {
  const [link, path] = /https?:\/\/[^\s/]+(\/console\/enter\/[\w-]+)/u.exec(text) ?? [];
  if (link === undefined || path === undefined) return text;
  const at = text.indexOf(link);
  return (
    <>
      {text.slice(0, at)}
      <a href={path} data-act="console" data-key="console">
        打开控制台
      </a>
      {text.slice(at + link.length)}
    </>
  );
};

/** An answer to one person needs no 收到, and one 收到 under a message is enough. */
const asksForReceipt = (post: Post): boolean =>
  !post.quote && !post.choices.flat().some((choice) => choice.says.startsWith('收到'));

const AsideLine = ({ aside }: { readonly aside: NonNullable<Post['aside']> }) =>
  aside.kind === 'answered-privately' ? (
    <p class="aside">
      <button type="button" data-act="go-private" data-key="go-private">
        {aside.text}，去看看
      </button>
    </p>
  ) : (
    <p class="aside">
      <span class="only">仅您可见</span>
      <span class="aside-text">{aside.text}</span>
    </p>
  );

const FileLine = ({ post, viewer }: { readonly post: Post; readonly viewer: string | undefined }) => {
  const { file, author } = post;
  if (!file) return '';
  const label = `${file.name}（${sizeOf(file.size)}）`;
  if (file.bytes) {
    const href = `/files/${encodeURIComponent(post.id)}?as=${encodeURIComponent(viewer ?? '')}`;
    return (
      <p class="file">
        {file.name.endsWith('.png') && <img src={href} alt={file.name} />}
        <a href={href} download={file.name}>
          下载 {label}
        </a>
      </p>
    );
  }
  return (
    <p class="file">
      {author ? '文件：' : '文件已不再保留，请再要一次：'}
      {label}
    </p>
  );
};

const shades = 6;

const shadeOf = (author: Persona | undefined): number | 'bot' => {
  if (!author) return 'bot';
  let sum = 0;
  for (const letter of author.account) sum += letter.codePointAt(0) ?? 0;
  return sum % shades;
};

const shortened = (text: string): string => {
  const line = text.replace(/\s+/gu, ' ');
  const letters = [...line];
  return letters.length > 40 ? `${letters.slice(0, 40).join('')}…` : line;
};

const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
