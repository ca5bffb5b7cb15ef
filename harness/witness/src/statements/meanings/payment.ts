import { type Charge, wasPaid } from '../../invariants/rows.ts';
import { type Facts } from '../facts.ts';
import { type Meaning, type Said } from '../statement.ts';

/** 250 ms: clocks of the provider, the services and the customers are read at different times. */
const clockMs = 250;

/** Says nothing that a ledger could contradict: advice, greetings, explanations. */
export const advice: Meaning = () => undefined;

/**
 * "Nothing was charged" and its kin. Invariant 2 judges it by the same words, also in the lab: false if the
 * order had been charged when it was said, or is charged later and the money kept.
 */
export const nothingCharged: Meaning = advice;

const ids = (charges: readonly Charge[]): string => charges.map(({ chargeId }) => chargeId).join(', ');

const ordered = (judge: (orderId: string, said: Said, facts: Facts) => string | undefined): Meaning => {
  return (said, facts) => (said.orderId === undefined ? undefined : judge(said.orderId, said, facts));
};

/** The charge had succeeded when it was said, and the shop knew it. */
export const isPaid = ordered((orderId, { until, readFrom }, facts) => {
  const charges = facts.chargesOf(orderId);
  if (charges.length === 0) return `the provider never charged ${orderId}`;
  const later = facts.openStatusAfter(orderId, readFrom);
  if (later !== undefined) return `${orderId} was ${later} after that`;
  const wasTaken = (charge: Charge): boolean =>
    (facts.isFromTheFuture(charge) || Date.parse(charge.createdAt) <= until + clockMs) &&
    !facts.wasOpenAfter(charge, readFrom + clockMs);
  return charges.some(wasTaken) ? undefined : `the provider charged ${orderId} later: ${ids(charges)}`;
});

/** Money is charged once at most, whatever the customer does. */
export const onlyOnce = ordered((orderId, _said, facts) => {
  const charges = facts.chargesOf(orderId).filter(({ status }) => status === 'succeeded');
  return charges.length > 1 ? `${orderId} was charged ${charges.length} times: ${ids(charges)}` : undefined;
});

/** The order exists, and no earlier response had shown its result. */
export const isUnsettled = ordered((orderId, { from, response }, facts) => {
  if (facts.order(orderId) === undefined) return `there is no order ${orderId}`;
  if (response === undefined) return undefined;
  const settled = facts.evidence.ledgers.responses.find(
    (other) =>
      other.endedAt < from &&
      (other.status === 201 || other.status === 402) &&
      other.path === '/checkouts' &&
      other.text.includes(`"${orderId}"`),
  );
  return settled === undefined ? undefined : `${settled.shopper} had read the result of ${orderId} before`;
});

/** A promise to write: kept once the order is settled. A receipt if it is paid, else the reason. */
export const emailFollows = ordered((orderId, _said, facts) => {
  const order = facts.order(orderId);
  const kind = order === undefined ? '' : wasPaid(order) ? 'receipt' : 'payment_failed';
  if (facts.statusOf(orderId) !== 'payment_failed' && kind !== 'receipt') return undefined;
  return facts.ledgers.emails.some((email) => email['order_id'] === orderId && email['kind'] === kind)
    ? undefined
    : `${orderId} is ${facts.statusOf(orderId)}, but its customer gets no email`;
});

/** The bank, or the provider for it, refused: a failed charge, or a payment that ended without one. */
export const wasDeclined = ordered((orderId, _said, facts) => {
  const failed = facts.allChargesOf(orderId).some(({ status }) => status === 'failed');
  const intents = facts.ledgers.intents.filter((intent) => intent.orderId === orderId);
  const isOver = intents.some(({ status }) => /^(canceled|requires_payment_method)$/.test(status));
  if (failed || isOver) return undefined;
  return `the provider knows no decline of ${orderId}: ${intents.map(({ status }) => status).join(', ') || 'no payment'}`;
});

/** The customer refused at the bank or did not respond. */
export const wasNotConfirmed: Meaning = (said, facts) => {
  const intents = facts.ledgers.intents.filter(({ orderId }) => orderId === said.orderId);
  const confirmed = facts.ledgers.bankResponses.find(
    ({ intentId, response, isTaken }) =>
      isTaken && response === 'confirm' && intents.some((intent) => intent.intentId === intentId),
  );
  if (confirmed !== undefined) return `its customer confirmed ${confirmed.intentId} with the bank`;
  return wasDeclined(said, facts);
};

/** Charged only after a confirmation with the bank. */
export const onlyIfConfirmed = ordered((orderId, _said, facts) => {
  const unconfirmed = facts
    .chargesOf(orderId)
    .filter(
      ({ paymentIntentId }) =>
        !facts.ledgers.bankResponses.some(
          ({ intentId, response }) => intentId === paymentIntentId && response === 'confirm',
        ),
    );
  return unconfirmed.length === 0 ? undefined : `it was charged without: ${ids(unconfirmed)}`;
});

/** The provider has a payment of the order: a bank was asked, or is transferring money. */
export const reachedTheBank = ordered((orderId, _said, facts) =>
  facts.ledgers.intents.some((intent) => intent.orderId === orderId)
    ? undefined
    : `the provider has no payment of ${orderId}`,
);

/** A charge for which there is no order to fulfill: a second one, or one of an order that had failed. */
export const isOrphaned = ordered((orderId, _said, facts) => {
  const charges = facts.chargesOf(orderId);
  const isExtra =
    charges.length > 1 || (charges.length === 1 && facts.statusOf(orderId) === 'payment_failed');
  return isExtra ? undefined : `${orderId} has no extra charge: ${ids(charges) || 'none at all'}`;
});

export const orphanWasRefunded: Meaning = (said, facts) => {
  const missing = isOrphaned(said, facts);
  if (missing !== undefined || said.orderId === undefined) return missing;
  const isReturned = facts
    .providerRefundsOf(said.orderId)
    .some(({ status }) => /succeeded|failed/.test(status));
  return isReturned ? undefined : `the provider refunded no charge of ${said.orderId}`;
};

/** A receipt's line is a line of the cart: product, quantity and prices. */
export const isLineOfCart: Meaning = (said, facts) => {
  const cart = said.orderId === undefined ? undefined : facts.cartOf(said.orderId);
  if (cart === undefined) return undefined;
  const named = said.words.find(({ kind }) => kind === 'line')?.value ?? '';
  return facts.receiptLinesOf(cart).includes(named)
    ? undefined
    : `the cart was ${facts.receiptLinesOf(cart).join('; ')}`;
};

/** Where suggestions come from: as the body says. */
export const suggestionsAre =
  (source: string): Meaning =>
  ({ response }) => {
    const is = /"source":"(\w+)"/.exec(response?.text ?? '')?.[1] ?? 'nowhere';
    return is === source ? undefined : `the suggestions come from ${is}`;
  };
