import { type Evidence } from '../invariants/evidence.ts';
import { type Invariant } from '../invariants/invariant.ts';
import { falseKeys } from './keys.ts';
import { falseMembers } from './members.ts';
import { falseOrders } from './orders.ts';

/** 20. */
export const realTime: Invariant = {
  number: 20,
  says: 'In real time, every key and every order looks like one register: a response shows a state that it had while the request ran, later requests never see an earlier state, and what is final stays.',
  contradictions: (evidence) => [...lasting(evidence), ...falseOrders(evidence)],
  lasting,
};

/** Orders are judged at the end: which moves they can make depends on their refunds. */
function lasting(evidence: Evidence): string[] {
  return [...falseKeys(evidence), ...falseMembers(evidence)];
}
