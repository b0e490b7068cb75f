import type { Choice } from '../../ports.ts';

export type Persona = { readonly account: string; readonly name: string; readonly title: string };

/** A message of the page as everybody may see it, but for `aside`, which is its author's alone. */
export type Post = {
  readonly id: string;
  readonly room: string;
  readonly at: number;
  /** Grows with every change in any room, so that a window can ask for what it has not seen. */
  readonly revision: number;
  /** undefined is the bot. */
  readonly author: Persona | undefined;
  readonly text: string;
  readonly quote?: { readonly name: string; readonly text: string } | undefined;
  readonly choices: readonly (readonly Choice[])[];
  /** `bytes` is undefined for what a person sent, and for a file of the bot that is no longer held. */
  readonly file?: PostedFile | undefined;
  readonly acknowledged: boolean;
  readonly aside?: Aside | undefined;
  /** The accounts that answered this message of the bot with 收到. */
  readonly receivedBy: readonly string[];
};
export type PostedFile = { readonly name: string; readonly size: number; readonly bytes: Uint8Array | undefined };
export type Aside = { readonly kind: 'refused' | 'answered-privately' | 'failed'; readonly text: string };

const heldBytes = 50 * 1024 * 1024;

export type Conversation = ReturnType<typeof createConversation>;

/** The messages of every room, in memory only: the newest `keep` of a room, and 50 MB of the bot's files. */
export function createConversation(keep = 500) {
  const rooms = new Map<string, Post[]>();
  const roomOf = new Map<string, string>();
  const listeners = new Set<() => void>();
  let revision = 0;

  const changed = () => {
    for (const listener of listeners) listener();
  };

  const replace = (id: string, patch: Partial<Omit<Post, 'id' | 'room' | 'at' | 'revision'>>): Post | undefined => {
    const posts = rooms.get(roomOf.get(id) ?? '');
    const index = posts?.findIndex((post) => post.id === id) ?? -1;
    const before = posts?.[index];
    if (!posts || !before) return undefined;
    revision += 1;
    const after: Post = { ...before, ...patch, revision };
    posts[index] = after;
    return after;
  };

  const letGoOfOldFiles = () => {
    const holding = [...rooms.values()].flat().filter((post) => post.file?.bytes);
    let held = 0;
    for (const post of holding.toSorted((a, b) => b.revision - a.revision)) {
      if (!post.file) continue;
      held += post.file.size;
      if (held > heldBytes) replace(post.id, { file: { ...post.file, bytes: undefined } });
    }
  };

  return {
    add(post: Omit<Post, 'revision'>): Post {
      revision += 1;
      const added: Post = { ...post, revision };
      const posts = rooms.get(post.room) ?? [];
      rooms.set(post.room, posts);
      posts.push(added);
      roomOf.set(post.id, post.room);
      for (const old of posts.splice(0, Math.max(0, posts.length - keep))) roomOf.delete(old.id);
      if (post.file?.bytes) letGoOfOldFiles();
      changed();
      return added;
    },

    /** Undefined when the message is no longer held. */
    change(id: string, patch: Partial<Omit<Post, 'id' | 'room' | 'at' | 'revision'>>): Post | undefined {
      const after = replace(id, patch);
      if (patch.file?.bytes) letGoOfOldFiles();
      if (after) changed();
      return after;
    },

    find: (id: string): Post | undefined => rooms.get(roomOf.get(id) ?? '')?.find((post) => post.id === id),
    posts: (room: string): readonly Post[] => rooms.get(room) ?? [],
    revision: () => revision,

    /** Calls after every change; the answer ends it. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
  };
}
