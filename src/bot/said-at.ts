import type { Clock, Incoming } from '../ports.ts';

/** When a message was said, in epoch milliseconds, which is what decides; a platform's clock may run ahead of ours. */
export const saidAt = ({ sentAt }: Incoming, clock: Clock): number => Math.min(sentAt, clock.now());
