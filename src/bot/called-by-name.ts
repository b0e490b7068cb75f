import type { Incoming } from '../ports.ts';

// The name it gives itself may run on; what people call any bot is meant for it only with a pause after it.
const nameInFront = /^\s*(?:支书助手|(?:党建)?小?助手(?=[\s,，:：、])|机器人(?=[\s,，:：、]))[\s,，:：、]*(?=\S)/u;

/** A message that begins with the bot's name is said to the bot, as one that mentions it: the name is taken off. */
export const calledByName = (incoming: Incoming): Incoming => {
  if (incoming.kind !== 'text' || incoming.direct) return incoming;
  const text = incoming.text.replace(nameInFront, '');
  return text === incoming.text ? incoming : { ...incoming, text, mentionsBot: true };
};
