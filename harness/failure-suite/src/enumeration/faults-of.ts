import { type CrashPoint } from '../report/suite-report.ts';
import { type Point } from './crash-points.ts';

export type PointFault = CrashPoint['fault'];

/** A customer is no process of ours: one that vanishes is a customer all the same, one that is killed as it gets its answer tells us nothing. */
const customer = 'shopper';

/**
 * What a message is struck with. Its sender may die as soon as it has been sent, its receiver before it comes; the connection may be cut, or
 * swallow it and all that follows. A process that dies with an answer in hand is the receiver of that answer.
 */
export function faultsOf({ receiver }: Pick<Point, 'receiver'>): readonly PointFault[] {
  const all = ['kill the sender', 'kill the receiver', 'reset', 'black hole'] as const;
  return receiver === customer ? all.filter((fault) => fault !== 'kill the receiver') : all;
}

export const isCustomer = (process: string): boolean => process === customer;
