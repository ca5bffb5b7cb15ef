import { type Scenario } from '../../scenario/scenario.ts';
import clientsOfAllKinds from './clients-of-all-kinds.ts';
import eventWithMoreInIt from './event-with-more-in-it.ts';
import newerEvent from './newer-event.ts';

export const homogeneousScenarios: readonly Scenario[] = [clientsOfAllKinds, newerEvent, eventWithMoreInIt];
