export { now } from './edges/clock.ts';
export { type Resolve, resolver } from './edges/names.ts';
export { means, routeOf } from './edges/route.ts';
export { type EventLog } from './events/event-log.ts';
export { NoSuchFault } from './faults/fault-board.ts';
export {
  FaultLab,
  type Healed,
  type LabOptions,
  MessageForgotten,
  NoSuchEdge,
  NoSuchMessage,
  NotApplicable,
} from './lab.ts';
export { NoSuchStrike, NotHeld } from './strikes/strike-board.ts';
