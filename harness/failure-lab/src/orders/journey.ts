import { nextStepOf } from '@holdfast/idempotency/review';
import { type Journey } from '@holdfast/lab-api';
import { type ServiceOperation } from '../keys/key-databases.ts';
import { nextCheckAt } from '../keys/key-words.ts';
import { type OrderRecords } from './order-records.ts';
import { outcomeOfReason } from './try-words.ts';
import { type WireRecord } from './wire-tries.ts';

/** Hours until an operator is asked: SETTLE_LIMIT_HOURS of checkout and payments, unless they are set. */
const limitHours: Readonly<Record<string, number>> = { checkout: 24, payments: 22 };

export interface JourneyParts {
  readonly orderId: string;
  readonly records: OrderRecords;
  readonly wire: WireRecord;
  readonly now: number;
}

/** One order from all that is known of it. */
export function journeyOf({ orderId, records, wire, now }: JourneyParts): Journey {
  const { status, payment, charges, emails, operations } = records;
  const next = nextOf(operations, now);
  return {
    orderId,
    status,
    tries: wire.tries,
    lastTry: next === undefined ? null : lastTryOf(next),
    nextTryAt: next === undefined ? null : nextCheckAt(next, now),
    nextTryBy: next === undefined || !triesAgain(next) ? null : next.service,
    endsWith: endsWith(operations),
    payment,
    charges,
    emails,
    messages: wire.messages,
  };
}

const triesAgain = ({ now }: ServiceOperation): boolean =>
  !['waits_for_operator', 'waits_for_request', 'finished'].includes(nextStepOf(now).kind);

/** The operation that is tried next: the earliest one with a time, else any. */
function nextOf(operations: readonly ServiceOperation[], now: number): ServiceOperation | undefined {
  const at = (operation: ServiceOperation): number => nextCheckAt(operation, now) ?? Infinity;
  return operations.toSorted((one, other) => at(one) - at(other))[0];
}

function lastTryOf({ service: by, now: { state, tries, reason } }: ServiceOperation): Journey['lastTry'] {
  if (state === 'running') return { number: tries + 1, by, outcome: 'no response yet' };
  if (tries === 0 || reason === undefined) return null;
  return { number: tries, by, outcome: outcomeOfReason(reason) };
}

/** The party that ends it if no try does. */
function endsWith(operations: readonly ServiceOperation[]): string | null {
  if (operations.length === 0) return null;
  if (operations.some(({ now }) => now.state === 'review')) return 'an operator, now';
  const bank = operations.find(({ now }) => now.waitsUntil !== undefined)?.now.waitsUntil;
  if (bank !== undefined) return `the bank, by ${bank.toISOString()}`;
  const hours = Math.max(...operations.map(({ service }) => limitHours[service] ?? 24));
  return `an operator, after ${hours} h`;
}
