export type StreamEvent = { readonly event: string; readonly id: string | undefined; readonly data: string };

/** Reads a text/event-stream answer; `next` waits for the next event of that name and skips the others. */
export function readEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  let rest = '';

  const nextOfAny = async (): Promise<StreamEvent | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end !== -1) {
        const lines = rest.slice(0, end).split('\n');
        rest = rest.slice(end + 2);
        const valuesOf = (field: string) =>
          lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
        const [event] = valuesOf('event');
        if (event === undefined) continue;
        return { event, id: valuesOf('id')[0], data: valuesOf('data').join('\n') };
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
  };

  return {
    async next(name: string): Promise<StreamEvent> {
      for (;;) {
        const event = await nextOfAny();
        if (!event) throw new Error(`the stream ended before "${name}"`);
        if (event.event === name) return event;
      }
    },
    /** Resolves when the other side has ended the stream, by whatever means. */
    async ended(): Promise<void> {
      try {
        while (await nextOfAny());
      } catch {
        return;
      }
    },
    close: () => reader.cancel(),
  };
}
