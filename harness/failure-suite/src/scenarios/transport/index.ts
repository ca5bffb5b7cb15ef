import { type Scenario } from '../../scenario/scenario.ts';
import connectionsReused from './connections-reused.ts';
import sizesAndEncodings from './sizes-and-encodings.ts';

export const transportScenarios: readonly Scenario[] = [connectionsReused, sizesAndEncodings];
