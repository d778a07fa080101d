import type { Send } from '../sender.ts';

/** SNS itself tells whoever is subscribed, so there is nothing to send. */
export const send: Send = async () => ({ isTold: true });
