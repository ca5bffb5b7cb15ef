import { type Invariant } from '../invariant.ts';

/** 10 s from healing to quiescence, unless the scenario sets another limit. */
const livenessMs = 10_000;

/** 10. */
export const recovery: Invariant = {
  number: 10,
  says: 'After healing, all breakers close and the backlog empties automatically, within the time limit.',
  contradictions: ({ scenario, healedAt, quietAt, ledgers }) => {
    const boundMs = scenario.livenessMs ?? livenessMs;
    const found = ledgers.openBreakers.map((breaker) => `breaker not closed: ${breaker}`);
    if (quietAt === undefined) return [`the system was still busy ${boundMs} ms after healing`, ...found];
    if (quietAt - healedAt > boundMs)
      return [
        `the system was quiet ${Math.round(quietAt - healedAt)} ms after healing; the limit is ${boundMs} ms`,
        ...found,
      ];
    return found;
  },
};
