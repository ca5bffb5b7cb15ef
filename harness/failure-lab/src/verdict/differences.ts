import { type LabVerdict } from '@holdfast/lab-api';
import { type Evidence, invariants, type Ledgers } from '@holdfast/witness';

export type Difference = LabVerdict['differences'][number];

export interface Differences {
  /** Nothing that happens later makes them right. */
  readonly lasting: readonly Difference[];
  /** All of them, the lasting ones included. They count once nothing is in progress. */
  readonly all: readonly Difference[];
}

/**
 * Those that ledgers and the responses to customers decide. The others need the failure suite's bounds and
 * samples, or know what its customers did at their banks.
 */
const judged: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 7, 8, 13, 15, 16, 20]);
/** Judges all orders together: queues, keys and dead letters belong to none of them. */
const nothingLeft = 6;

/** The sentences of the failure suite's invariants about some orders. */
export const differencesIn = (evidence: Evidence): Differences =>
  differences(evidence, (number) => judged.has(number) && number !== nothingLeft);

/** Work that is left over, such as dead letters. */
export const leftIn = (evidence: Evidence): Differences =>
  differences(evidence, (number) => number === nothingLeft);

function differences(evidence: Evidence, isWanted: (number: number) => boolean): Differences {
  const wanted = invariants.filter(({ number }) => isWanted(number));
  const inWords = (number: number, says: string, texts: readonly string[]): Difference[] =>
    [...new Set(texts)].map((text) => ({
      invariant: number,
      says,
      text,
      orderId: orderIn(text, evidence.ledgers),
    }));
  return {
    lasting: wanted.flatMap(({ number, says, lasting }) => inWords(number, says, lasting?.(evidence) ?? [])),
    all: wanted.flatMap(({ number, says, contradictions }) =>
      inWords(number, says, contradictions(evidence)),
    ),
  };
}

/** The order that a sentence is about: named by it, or that of its payment, charge, refund or key. */
export function orderIn(text: string, ledgers: Ledgers): string | null {
  const [named] = /\bord_[A-Za-z0-9]+/.exec(text) ?? [];
  if (named !== undefined) return named;
  const names = (id: unknown): boolean => typeof id === 'string' && id !== '' && text.includes(id);
  const rows = [
    ...ledgers.payments.map((row) => [row['payment_id'], row['order_id']] as const),
    ...ledgers.charges.map(({ chargeId, metadata }) => [chargeId, metadata['orderId']] as const),
    ...ledgers.orderRefunds.map((row) => [row['refund_id'], row['order_id']] as const),
    ...ledgers.emails.map((row) => [row['message_id'], row['order_id']] as const),
    ...ledgers.responses.map(({ key, text: body }) => [key, /\bord_[A-Za-z0-9]+/.exec(body)?.[0]] as const),
  ];
  const [, orderId] = rows.find(([id, order]) => names(id) && typeof order === 'string') ?? [];
  return typeof orderId === 'string' ? orderId : null;
}
