import { type ServerName } from './experiments.ts';
import { fewOrders } from './traffic.ts';

export interface Contender {
  readonly name: ServerName;
  readonly program: string;
  /** Its database; two processes of one contender may share one. */
  readonly database: string;
  readonly isIdempotent: boolean;
  /** Orders placed before the start, to be requested again. */
  readonly doneOrders: number;
}

/**
 * More than a process of Holdfast caches (16 MiB, about 21,000 of these responses), so that replaying them in
 * turn never hits the cache.
 */
const manyOrders = 24_000;

const idempotent = { isIdempotent: true, doneOrders: fewOrders };

export const contenders: readonly Contender[] = [
  { ...idempotent, name: 'plain', program: 'plain.server.js', database: 'plain', isIdempotent: false },
  {
    ...idempotent,
    name: 'holdfast',
    program: 'holdfast.server.js',
    database: 'holdfast',
    doneOrders: manyOrders,
  },
  {
    ...idempotent,
    name: 'holdfast-early',
    program: 'holdfast-early.server.js',
    database: 'holdfast_early',
  },
  { ...idempotent, name: 'holdfast-replica', program: 'holdfast.server.js', database: 'holdfast' },
  {
    ...idempotent,
    name: 'node-idempotency',
    program: 'node-idempotency.server.js',
    database: 'node_idempotency',
  },
  { ...idempotent, name: 'dbos', program: 'dbos.server.js', database: 'dbos' },
];
