import { type Scenario } from '../../scenario/scenario.ts';
import blockedEventLoops from './blocked-event-loops.ts';
import clockJumps from './clock-jumps.ts';
import oneCopyCutOff from './one-copy-cut-off.ts';

export const processesScenarios: readonly Scenario[] = [
  ...blockedEventLoops,
  ...clockJumps,
  ...oneCopyCutOff,
];
