import { type Invariant } from '../invariant.ts';

/** 36. */
export const nothingHeld: Invariant = {
  number: 36,
  says: 'At rest, no service holds anything: no request or call in progress, no connection of its pool in use, and no caller that waits for one. Redis has no more connections than before.',
  contradictions: ({ held = [] }) => held.map((what) => `${what}, although all work is done`),
};
