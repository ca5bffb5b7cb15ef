import { type Invariant } from '../invariant.ts';

/** From heal to rest where a scenario says nothing else (the design's number). */
const livenessMs = 10_000;

/** 10. */
export const recovery: Invariant = {
  number: 10,
  says: 'Once healed, breakers are closed and the backlog is empty within the stated time, without anybody’s help.',
  contradictions: ({ scenario, healedAt, quietAt, ledgers }) => {
    const boundMs = scenario.livenessMs ?? livenessMs;
    const found = ledgers.openBreakers.map((breaker) => `the breaker ${breaker} is not closed`);
    if (quietAt === undefined)
      return [`the system did not come to rest within ${boundMs} ms of healing`, ...found];
    if (quietAt - healedAt > boundMs)
      return [
        `the system came to rest ${Math.round(quietAt - healedAt)} ms after healing, later than ${boundMs} ms`,
        ...found,
      ];
    return found;
  },
};
