import { type Scenario } from '../../scenario/scenario.ts';
import clientsOfAllKinds from './clients-of-all-kinds.ts';
import eventWithAnAddedMember from './event-with-an-added-member.ts';
import receiptOfANewerVersion from './receipt-of-a-newer-version.ts';

export const homogeneousScenarios: readonly Scenario[] = [
  clientsOfAllKinds,
  receiptOfANewerVersion,
  eventWithAnAddedMember,
];
