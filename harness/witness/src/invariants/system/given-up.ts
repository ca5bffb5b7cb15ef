import { type Invariant } from '../invariant.ts';
import { heldBack } from './held-back.ts';

/** 29. Sees a missing time limit even if another limit, further out, hides it from customers. */
export const givenUp: Invariant = {
  number: 29,
  says: 'No service waits beyond its own time limit: if a response does not come, or trickles, it closes the connection.',
  contradictions: (evidence) =>
    heldBack({ ...evidence, wireReadAt: evidence.wireReadAt ?? evidence.ledgers.readAt })
      .filter(({ end }) => end === 'too late')
      .map(
        ({ request: { edge, label }, waitedMs, limitMs }) =>
          `${edge.split('->')[0] ?? edge} waited ${waitedMs} ms for a response to ${label} on ${edge}; its limit is ${limitMs} ms`,
      ),
};
