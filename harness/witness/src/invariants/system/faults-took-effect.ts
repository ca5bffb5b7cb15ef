import { type Invariant } from '../invariant.ts';

/** 11. A fault that hits nothing proves nothing. */
export const faultsTookEffect: Invariant = {
  number: 11,
  isOfSuite: true,
  says: 'Every fault took effect: each strike hit its message, and each standing fault hit at least one.',
  contradictions: ({ scenario, strikes, faults }) => {
    if (scenario.mayMiss === true) return [];
    return [
      ...strikes
        .filter(({ state }) => state === 'armed')
        .map(
          ({ strikeId, edge, direction, label, action }) =>
            `strike ${strikeId} (${action.kind} of a ${direction} on ${edge}${label === undefined ? '' : `, ${label}`}) hit nothing`,
        ),
      ...faults
        .filter(({ struck }) => struck === 0)
        .map(({ faultId, edge, kind }) => `fault ${faultId} (${kind} on ${edge}) struck nothing`),
    ];
  },
};
