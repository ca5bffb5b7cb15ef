import { type StrikeAction } from '@holdfast/lab-api';
import { type Lab, type StrikeHandle } from '../lab/lab.ts';
import { type PointFault } from './faults-of.ts';
import { type Point, type PointName } from './points.ts';

/** A system whose messages can be struck and whose processes can be killed. */
export interface Strikable {
  readonly lab: Pick<Lab, 'strike'>;
  process(name: string): { kill(): Promise<void>; start(): Promise<void> };
}

/** The roles of a system's processes. */
export interface Roles {
  readonly isCustomer: (process: string) => boolean;
  /** The process behind the name of a sender or receiver. Default: the name itself. */
  readonly processOf?: (name: string) => string;
  /**
   * Single processes are restarted immediately, because everything waits for them; other services have a
   * second instance, and are restarted by healing.
   */
  readonly isSingle: (process: string) => boolean;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** The name for `--only`. */
export function nameOfStrike(point: PointName, fault: PointFault): string {
  const { operation, route, direction, label, ordinal } = point;
  return slug(`${operation} ${route} ${direction} ${label} ${ordinal} ${fault}`);
}

/** The break, as a clause. */
export function strikeInWords(
  { sender, receiver, route, label, direction }: Omit<Point, 'operation' | 'ordinal'>,
  fault: PointFault,
  isCustomer: (process: string) => boolean,
): string {
  const message = `${direction === 'request' ? 'the message' : 'the response'} "${label}" on ${route}`;
  const words: Readonly<Record<PointFault, string>> = {
    'kill the sender': isCustomer(sender)
      ? `the customer vanishes right after ${message} is sent`
      : `${sender} is killed right after sending ${message}`,
    'kill the receiver': `${receiver} is killed before ${message} arrives`,
    reset: `the connection is reset before ${message} arrives`,
    'black hole': `the connection swallows ${message} and everything after it`,
    delay: `${message} is delayed beyond everyone's patience`,
    duplicate: `${message} arrives twice`,
  };
  return words[fault];
}

function actionOf(fault: PointFault, delayMs: number): StrikeAction {
  switch (fault) {
    case 'reset':
    case 'duplicate':
      return { kind: fault };
    case 'black hole':
      return { kind: 'black_hole' };
    case 'delay':
      return { kind: 'delay', ms: delayMs };
    default:
      return { kind: 'hold' };
  }
}

/** Arms the strike of a fault at a point. `delayMs` is how late a delayed message arrives. */
export function armAt(
  { lab }: Strikable,
  { route: edge, direction, label, ordinal }: PointName,
  fault: PointFault,
  delayMs = 0,
): Promise<StrikeHandle> {
  return lab.strike({ edge, direction, label, ordinal, action: actionOf(fault, delayMs) });
}

/** Waits until the strike hits, and kills the process that the fault names. */
export async function hitAndRelease(
  system: Strikable,
  strike: StrikeHandle,
  fault: PointFault,
  { isCustomer, processOf = (name) => name, isSingle }: Roles,
  withinMs?: number,
): Promise<void> {
  const { message } = await strike.hit(withinMs);
  if (message === null) throw new Error('the strike hit something, but has no message');
  if (fault !== 'kill the sender' && fault !== 'kill the receiver') return;
  const victim = processOf(fault === 'kill the sender' ? message.sender : message.receiver);
  if (!isCustomer(victim)) await system.process(victim).kill();
  await strike.release(fault === 'kill the sender' ? 'forward_and_reset' : 'reset');
  if (isSingle(victim)) await system.process(victim).start();
}
