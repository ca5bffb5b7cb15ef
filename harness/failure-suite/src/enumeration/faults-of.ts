import { type CrashPoint } from '../report/suite-report.ts';
import { type Point } from './crash-points.ts';

export type PointFault = CrashPoint['fault'];

/**
 * A customer is not a process: killing the sender means that it vanishes, and killing the receiver would
 * prove nothing.
 */
const customer = 'shopper';

/**
 * The faults for a message: its sender is killed right after sending it, or its receiver before it arrives;
 * its connection is reset, or swallows it and everything after it.
 */
export function faultsOf({ receiver }: Pick<Point, 'receiver'>): readonly PointFault[] {
  const all = ['kill the sender', 'kill the receiver', 'reset', 'black hole'] as const;
  return receiver === customer ? all.filter((fault) => fault !== 'kill the receiver') : all;
}

export const isCustomer = (process: string): boolean => process === customer;
