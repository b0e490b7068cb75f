import { groupRoom, type LocalChannel, type Place } from './channel.ts';
import type { Post } from './conversation.ts';
import { MessageItem } from './message-item.tsx';

export type ShownMessage = { readonly place: Place; readonly id: string; readonly html: string };

/** What one persona may see of the rooms, as HTML that is put into the page as it is. */
export function createRoomView(channel: LocalChannel, viewer: string | undefined, timeZone: string) {
  const places: readonly (readonly [Place, string])[] = [
    ['group', groupRoom],
    ...(viewer === undefined ? [] : [['private', viewer] as const]),
  ];
  const htmlOf = (posts: readonly Post[], index: number): string => {
    const post = posts[index];
    if (!post) return '';
    return String(<MessageItem post={post} previous={posts[index - 1]} viewer={viewer} timeZone={timeZone} />);
  };

  return {
    whole: (place: Place): string => {
      const posts = channel.conversation.posts(places.find(([name]) => name === place)?.[1] ?? '');
      return posts.map((_, index) => htmlOf(posts, index)).join('');
    },

    /** Every message new or changed after that revision, oldest change first. */
    since: (revision: number): readonly ShownMessage[] =>
      places
        .flatMap(([place, room]) => {
          const posts = channel.conversation.posts(room);
          return posts.flatMap((post, index) =>
            post.revision > revision
              ? [{ place, id: post.id, revision: post.revision, html: htmlOf(posts, index) }]
              : [],
          );
        })
        .toSorted((a, b) => a.revision - b.revision)
        .map(({ place, id, html }) => ({ place, id, html })),
  };
}

/** Why the list begins where it begins. */
export const keptSentence = (boot: number): string =>
  boot > 1
    ? '程序重新启动过，之前的聊天内容没有保留；台账里的记录都在。'
    : '聊天内容只在程序运行时保留，最多五百条；台账另行保存。';
