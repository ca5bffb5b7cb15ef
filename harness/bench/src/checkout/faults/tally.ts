/** The records of a shop and of its provider once everything is done. */
export interface Records {
  /** The email address of each customer. Each wanted one order. */
  readonly customers: readonly string[];
  /** The customers whose order was accepted (201 or 202). */
  readonly accepted: ReadonlySet<string>;
  readonly orders: readonly { readonly orderId: string; readonly email: string; readonly status: string }[];
  /** The provider's charges. */
  readonly charges: readonly { readonly status: string; readonly orderId: string | undefined }[];
  readonly emailsTo: (email: string) => number;
}

/** Numbers of customers. */
export interface Tally {
  readonly customers: number;
  readonly chargedTwice: number;
  /** Charged or accepted, but without a paid order. */
  readonly orderLost: number;
  /** Charged or accepted, but without a receipt. */
  readonly noReceipt: number;
  /** Neither accepted nor charged, however often they tried. */
  readonly gaveUp: number;
}

/** Counts the customers that a shop has wronged, from records alone. */
export function tally({ customers, accepted, orders, charges, emailsTo }: Records): Tally {
  const emailOf = new Map(orders.map(({ orderId, email }) => [orderId, email]));
  const chargesOf = new Map<string, number>();
  for (const { status, orderId = '' } of charges) {
    const email = emailOf.get(orderId);
    if (status === 'succeeded' && email !== undefined) chargesOf.set(email, (chargesOf.get(email) ?? 0) + 1);
  }
  const paid = new Set(orders.filter(({ status }) => status === 'paid').map(({ email }) => email));
  const due = customers.filter((email) => accepted.has(email) || chargesOf.has(email));
  return {
    customers: customers.length,
    chargedTwice: customers.filter((email) => (chargesOf.get(email) ?? 0) > 1).length,
    orderLost: due.filter((email) => !paid.has(email)).length,
    noReceipt: due.filter((email) => emailsTo(email) === 0).length,
    gaveUp: customers.length - due.length,
  };
}
