import { type WireObserver } from '../capture/wire-observer.ts';
import { type EventLog } from '../events/event-log.ts';
import { type FaultBoard } from '../faults/fault-board.ts';
import { type StrikeBoard } from '../strikes/strike-board.ts';

/** The state that all connections of a lab share. */
export interface Board {
  readonly faults: FaultBoard;
  readonly strikes: StrikeBoard;
  readonly log: EventLog;
  /** Undefined unless the lab observes. */
  readonly observer: WireObserver | undefined;
  nextMessage(): number;
  nextExchange(): number;
  nextConnection(): number;
}
