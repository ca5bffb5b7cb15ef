import { type Point } from './points.ts';

/** The ways to break one message. */
export const pointFaults = [
  /** Right after the message was sent. A customer vanishes. */
  'kill the sender',
  /** Before the message arrives. */
  'kill the receiver',
  /** The message is dropped, and its connection is reset: a request is cut, a response is lost. */
  'reset',
  /** The connection swallows the message and everything after it. */
  'black hole',
  /** The message arrives after its sender or receiver has lost patience. */
  'delay',
  /** HTTP requests only: the message arrives twice. */
  'duplicate',
] as const;

export type PointFault = (typeof pointFaults)[number];

export interface FaultChoice<Fault extends PointFault> {
  readonly faults: readonly Fault[];
  /**
   * A customer is not a process: killing the sender means that it vanishes, and killing the receiver would
   * prove nothing.
   */
  readonly isCustomer: (process: string) => boolean;
  /** False for a process that the suite cannot kill. */
  readonly canKill: (process: string) => boolean;
}

type Place = Pick<Point, 'sender' | 'receiver' | 'direction' | 'label'>;

const isHttpRequest = ({ direction, label }: Place): boolean =>
  direction === 'request' && /^[A-Z]+ \//.test(label);

/** The faults for a message: those of the choice that can strike it. */
export function faultsOf<Fault extends PointFault>(
  point: Place,
  { faults, isCustomer, canKill }: FaultChoice<Fault>,
): readonly Fault[] {
  const { sender, receiver } = point;
  const fits: Readonly<Partial<Record<PointFault, boolean>>> = {
    'kill the sender': isCustomer(sender) || canKill(sender),
    'kill the receiver': !isCustomer(receiver) && canKill(receiver),
    duplicate: isHttpRequest(point),
  };
  return faults.filter((fault) => fits[fault] ?? true);
}
