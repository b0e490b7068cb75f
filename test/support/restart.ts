import { createGroup, type Group } from './group.ts';

/** Another process over the same store at this time: everything it did not write down is forgotten. */
export const restarted = async (group: Group, now: number): Promise<Group> => {
  const next = await createGroup({ roster: [], store: group.store, now });
  await next.ticker.loadAll();
  return next;
};
