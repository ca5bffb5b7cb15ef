import { type Invariant } from '../invariant.ts';

/** 36. */
export const nothingHeld: Invariant = {
  number: 36,
  says: 'At rest, no service holds anything: no request, call or cache write in progress, no connection of its pool in use, no caller that waits for one, no closed connection that counts toward a limit, and no order refused because of a provider that accepts again. Redis has no more connections than before. Background work pauses, so no edge has more background messages than polls and relays need.',
  contradictions: ({ held = [] }) => held.map((what) => `${what}, although all work is done`),
};
