import { number, type Row, text } from '../../invariants/rows.ts';
import { bodyOf, keyOf, requestOf } from '../../invariants/responses.ts';
import { type Facts } from '../facts.ts';
import { type Meaning, type Said } from '../statement.ts';
import { type Kind } from '../template.ts';

/** The refunds that a sentence may be about: the one that it names, or those of the order. */
export function refundsOf({ orderId, refundId }: Said, facts: Facts): readonly Row[] {
  const named = refundId === undefined ? undefined : facts.refund(refundId);
  if (refundId !== undefined) return named === undefined ? [] : [named];
  return orderId === undefined ? [] : facts.refundsOf(orderId);
}

const amountIn = ({ words }: Said, ...kinds: readonly Kind[]): number | undefined => {
  const word = words.find(({ kind }) => kind === 'refund' || kinds.includes(kind));
  return word === undefined ? undefined : Number(word.value.replaceAll(/\D/g, ''));
};

const refundsMeant = (said: Said, facts: Facts): readonly Row[] => {
  const amount = amountIn(said);
  return refundsOf(said, facts).filter(
    (row) => amount === undefined || number(row, 'amount_minor') === amount,
  );
};

const whose = ({ orderId, refundId }: Said): string => refundId ?? `a refund of ${orderId ?? 'no order'}`;

const isCanceled = (row: Row, facts: Facts): boolean => facts.providerRefund(row)?.status === 'canceled';

const wasReturned = (row: Row): boolean => row['failed_after_success'] === true;

/** The refund stood at the provider when it was said. The bank may return it later. */
export const wasMade: Meaning = (said, facts) => {
  const meant = refundsMeant(said, facts);
  if (meant.length === 0) return `there is no such refund of ${said.orderId ?? 'no order'}`;
  const stood = meant.filter((row) => {
    const status = facts.providerRefund(row)?.status;
    return status === 'succeeded' || (status === 'failed' && wasReturned(row));
  });
  if (stood.length === 0)
    return `the provider has ${whose(said)} as ${meant.map((row) => facts.providerRefund(row)?.status ?? 'missing').join(', ')}`;
  return stood.every((row) => wasOpenAfter(said, row, facts))
    ? `${whose(said)} was still pending`
    : undefined;
};

/** A reading that began after it was said still shows the refund as pending, there or in the shop. */
function wasOpenAfter({ readFrom }: Said, refund: Row, facts: Facts): boolean {
  const made = facts.providerRefund(refund)?.refundId;
  return facts.evidence.samples.some(
    ({ readAt, refunds, orderRefunds }) =>
      readAt > readFrom &&
      (refunds.some(({ refundId, status }) => refundId === made && status === 'pending') ||
        orderRefunds.some(
          (row) => row['refund_id'] === refund['refund_id'] && text(row, 'status') === 'pending',
        )),
  );
}

export const wasMadeOfThese: Meaning = (said, facts) => wasMade(said, facts) ?? otherProducts(said, facts);

/** A refund by lines is said to be of their products, any other of none. */
const otherProducts: Meaning = (said, facts) => {
  const amount = amountIn(said, 'part');
  const meant = refundsOf(said, facts).filter((row) => number(row, 'amount_minor') === amount);
  const named = listed(said.text.match(/\d+ × [^,)\n]+/g) ?? []);
  const products = meant.map(productsOf);
  return meant.length === 0 || products.includes(named)
    ? undefined
    : `${whose(said)} is of ${products.join(' or ') || 'no certain product'}`;
};

/** Those of a refund that costs as much as its lines. */
function productsOf(refund: Row): string {
  const lines = (refund['lines'] ?? []) as readonly {
    readonly name: string;
    readonly quantity: number;
    readonly lineTotal: { readonly amountMinor: number };
  }[];
  const sum = lines.reduce((total, { lineTotal }) => total + lineTotal.amountMinor, 0);
  const isOfLines = sum === number(refund, 'amount_minor');
  return listed(isOfLines ? lines.map(({ name, quantity }) => `${quantity} × ${name}`) : []);
}

const listed = (products: readonly string[]): string => products.toSorted().join(', ');

/** The money did not leave, or came back. */
export const wasNotMade: Meaning = (said, facts) => {
  const meant = refundsMeant(said, facts);
  if (meant.length === 0)
    return said.refundId === undefined ? undefined : `there is no refund ${said.refundId} of that amount`;
  const isMade = (row: Row): boolean => facts.providerRefund(row)?.status === 'succeeded';
  return meant.every(isMade) ? `the provider made ${whose(said)}` : undefined;
};

/** "Nothing was refunded": judged if the response names the refund that it is about. */
export const thisWasNotMade: Meaning = (said, facts) =>
  said.refundId === undefined ? undefined : wasNotMade(said, facts);

/** Judged if the response names the refund that it is about. */
export const thisWasCanceled: Meaning = (said, facts) =>
  said.refundId === undefined ? undefined : wasCanceled(said, facts);

/** It had left, and the bank sent it back. */
export const cameBack: Meaning = (said, facts) =>
  refundsMeant(said, facts).some((row) => wasReturned(row) && facts.providerRefund(row)?.status === 'failed')
    ? undefined
    : `no bank returned ${whose(said)}`;

/** The shop itself canceled it at the provider. */
export const wasCanceled: Meaning = (said, facts) => {
  const meant = refundsMeant(said, facts);
  return meant.some((row) => isCanceled(row, facts)) ? undefined : `${whose(said)} was not canceled`;
};

/**
 * Its customer requested it: for one of the shop, the customer cannot. Nor for one that the shop canceled:
 * its money may have been returned another way.
 */
export const mayBeRequestedAgain: Meaning = (said, facts) => {
  const meant = refundsMeant(said, facts);
  if (meant.length > 0 && meant.every((row) => isCanceled(row, facts)))
    return `the shop canceled ${whose(said)}`;
  return meant.length === 0 || meant.some((row) => text(row, 'requested_by') === 'customer')
    ? undefined
    : `no customer requested ${whose(said)}`;
};

/** Requested and stored; its result may be known since. */
export const isRequested: Meaning = (said, facts) =>
  refundsOf(said, facts).length > 0 ? undefined : `${said.orderId ?? 'the order'} has no refund`;

export const isRequestedOfThese: Meaning = (said, facts) =>
  isRequested(said, facts) ?? otherProducts(said, facts);

/** Every cent of the charge went back or is reserved: by refunds, or by a dispute that was lost. */
export const isAllReturned: Meaning = ({ orderId }, facts) => {
  if (orderId === undefined) return undefined;
  const ever = facts.evidence.samples.concat(facts.ledgers).map((ledgers) => {
    const refunded = facts.providerRefundsOf(orderId, ledgers).filter(({ status }) => status !== 'canceled');
    return refunded.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  });
  const lost = facts.disputesOf(orderId).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const total = facts.totalOf(orderId) ?? 0;
  return Math.max(...ever) + lost >= total
    ? undefined
    : `only ${Math.max(...ever) + lost} of ${total} went back`;
};

export const isDisputed: Meaning = ({ orderId }, facts) =>
  orderId === undefined || facts.disputesOf(orderId).length > 0
    ? undefined
    : `the provider has no dispute of ${orderId}`;

/** The payer contests nothing: the bank could not collect the debit. Stripe calls that a dispute, too. */
const reasonsOfFailedDebits = [
  'bank_cannot_process',
  'check_returned',
  'incorrect_account_details',
  'insufficient_funds',
];

/** The payer, or the payer's bank, contests the payment. */
export const isContested: Meaning = (said, facts) =>
  hasReason(said, facts, (reason) => !reasonsOfFailedDebits.includes(reason));

export const debitFailed: Meaning = (said, facts) =>
  hasReason(said, facts, (reason) => reasonsOfFailedDebits.includes(reason));

function hasReason(
  { orderId }: Said,
  facts: Facts,
  isMeant: (reason: string) => boolean,
): string | undefined {
  if (orderId === undefined) return undefined;
  const reasons = facts.disputesOf(orderId).map(({ reason }) => reason);
  if (reasons.some((reason) => reason === undefined || isMeant(reason))) return undefined;
  return reasons.length === 0
    ? `the provider has no dispute of ${orderId}`
    : `the provider's reason for the dispute of ${orderId} is ${reasons.join(' or ')}`;
}

/** A dispute was lost, and what it left of the charge is less than the refund, or nothing. */
export const bankReturnedIt: Meaning = (said, facts) => {
  const { orderId } = said;
  if (orderId === undefined) return undefined;
  if (!facts.disputesOf(orderId).some(({ status }) => status === 'lost' || status === 'prevented'))
    return `no dispute of ${orderId} was lost`;
  const [refund] = refundsMeant(said, facts);
  const wanted = amountIn(said) ?? (refund === undefined ? 0 : number(refund, 'amount_minor'));
  const left = leftOf(orderId, facts);
  return left <= 0 || left < wanted ? undefined : `${left} was left, enough for ${whose(said)}`;
};

/** The least that was left of the charge in any reading. */
function leftOf(orderId: string, facts: Facts): number {
  const total = facts.totalOf(orderId) ?? 0;
  const disputed = facts.disputesOf(orderId).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const returned = facts.evidence.samples.concat(facts.ledgers).map((ledgers) =>
    facts
      .providerRefundsOf(orderId, ledgers)
      .filter(({ status }) => status !== 'canceled')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  );
  return total - disputed - Math.max(...returned);
}

/** A dispute, open or over, is why it never left: a bank that returned it had no part in the dispute. */
export const failedForDispute: Meaning = (said, facts) => {
  const made = wasNotMade(said, facts);
  if (made !== undefined) return made;
  const meant = refundsMeant(said, facts);
  if (meant.length > 0 && meant.every(wasReturned))
    return `${whose(said)} was made, and the bank returned it`;
  if (meant.length > 0 && meant.every((row) => facts.providerRefund(row)?.status === 'failed'))
    return `the provider had accepted ${whose(said)}, and the bank refused it`;
  return isDisputed(said, facts);
};

/** No earlier response to the key had named an order. */
export const nothingOrdered: Meaning = ({ response, from }, facts) => {
  if (response === undefined || keyOf(response) === undefined) return undefined;
  const before = facts.ledgers.responses.find(
    (other) =>
      other.endedAt < from &&
      keyOf(other) === keyOf(response) &&
      requestOf(other) === requestOf(response) &&
      text(bodyOf(other), 'orderId') !== '' &&
      other.status < 300 &&
      other.status > 0,
  );
  return before === undefined ? undefined : `its key had made order ${text(bodyOf(before), 'orderId')}`;
};
