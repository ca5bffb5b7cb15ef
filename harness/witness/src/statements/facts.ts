import { type CartLine, inDollars, priceList, priceOf } from '../customers/price-list.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { addressIn, bodyOf, callerOf, isCheckout, keyOf, parsed } from '../invariants/responses.ts';
import {
  allChargesOf,
  type Charge,
  chargesOf,
  isCharged,
  number,
  orderOf,
  type Row,
  text,
} from '../invariants/rows.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';

/** A cart as its customer sent it. */
export interface Cart {
  readonly email: string;
  /** Without the spaces around it, which checkout removes; empty for none. */
  readonly name: string;
  readonly lines: readonly CartLine[];
  /** The advertised price; undefined if a product is not advertised. */
  readonly totalMinor: number | undefined;
  /** As Stripe's test methods are named: `pm_usBankAccount_success`. Empty if it was a token. */
  readonly paymentMethod: string;
}

const operationOf = (response: CustomerResponse): string => `${callerOf(response)} ${keyOf(response) ?? ''}`;

/** The ledgers of a scenario, by order and by refund. */
export class Facts {
  readonly evidence: Evidence;
  /** Orders by the key that made them. */
  private readonly orderIds = new Map<string, string>();
  private readonly carts = new Map<string, Cart>();

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    for (const response of evidence.ledgers.responses.filter(isCheckout)) {
      const body = bodyOf(response);
      const orderId = text(body, 'orderId');
      if (orderId === '') continue;
      this.orderIds.set(operationOf(response), orderId);
      const cart = cartIn(response.sent);
      if (cart !== undefined) this.carts.set(orderId, cart);
    }
  }

  get ledgers(): Ledgers {
    return this.evidence.ledgers;
  }

  /** The cart whose checkout named the order; undefined if no response did. */
  cartOf(orderId: string): Cart | undefined {
    return this.carts.get(orderId);
  }

  /** The order that the response's key made, as far as responses say. */
  orderOfKey(response: CustomerResponse): string | undefined {
    return keyOf(response) === undefined ? undefined : this.orderIds.get(operationOf(response));
  }

  /** A cart's lines as a receipt lists them. */
  receiptLinesOf({ lines }: Pick<Cart, 'lines'>): string[] {
    return lines.map(({ productId, quantity }) => {
      const { name, priceMinor } = priceList.get(productId) ?? { name: productId, priceMinor: 0 };
      const each = quantity === 1 ? '' : ` at ${inDollars(priceMinor)}`;
      return `${quantity} x ${name}${each}: ${inDollars(priceMinor * quantity)}`;
    });
  }

  /** By the customer's cart, or else by the order's row. */
  totalOf(orderId: string): number | undefined {
    const row = this.order(orderId);
    return this.cartOf(orderId)?.totalMinor ?? (row === undefined ? undefined : number(row, 'amount_minor'));
  }

  order(orderId: string): Row | undefined {
    return orderOf(this.ledgers, orderId);
  }

  statusOf(orderId: string): string {
    return text(this.order(orderId) ?? {}, 'status');
  }

  /** Also those that failed. */
  allChargesOf(orderId: string): readonly Charge[] {
    return allChargesOf(this.ledgers, orderId);
  }

  chargesOf(orderId: string): readonly Charge[] {
    return chargesOf(this.ledgers, orderId);
  }

  refundsOf(orderId: string): readonly Row[] {
    return this.ledgers.orderRefunds.filter((row) => text(row, 'order_id') === orderId);
  }

  refund(refundId: string): Row | undefined {
    return this.ledgers.orderRefunds.find((row) => text(row, 'refund_id') === refundId);
  }

  /** The provider's refunds of the order's charges in one of the readings. */
  providerRefundsOf(orderId: string, ledgers = this.ledgers): Ledgers['refunds'] {
    const charges = chargesOf(ledgers, orderId).map(({ chargeId }) => chargeId);
    return ledgers.refunds.filter(({ chargeId }) => charges.includes(chargeId));
  }

  /** The provider's refund behind one of the order, by the IDs of both services. */
  providerRefund(refund: Row, ledgers = this.ledgers): Ledgers['refunds'][number] | undefined {
    const at = ledgers.paymentRefunds.find((row) => row['refund_id'] === refund['payment_refund_id']);
    return ledgers.refunds.find(({ refundId }) => refundId === at?.['provider_refund_id']);
  }

  disputesOf(orderId: string): Ledgers['disputes'] {
    const charges = this.chargesOf(orderId).map(({ chargeId }) => chargeId);
    return this.ledgers.disputes.filter(({ chargeId }) => charges.includes(chargeId));
  }

  /** The status of an unsettled order in a reading that began after this time. */
  openStatusAfter(orderId: string, time: number): string | undefined {
    const seen = this.evidence.samples
      .filter(({ readAt }) => readAt > time)
      .map((ledgers) => text(orderOf(ledgers, orderId) ?? {}, 'status'));
    return seen.find((status) => /^(payment_pending|requires_action)$/.test(status));
  }

  /** A scenario has moved the provider's clock: its times prove nothing. */
  isFromTheFuture({ createdAt }: Charge): boolean {
    return Date.parse(createdAt) > this.ledgers.readAt;
  }

  /** A reading that began after this time still shows the charge without its money, as of a bank debit. */
  wasOpenAfter({ chargeId }: Charge, time: number): boolean {
    return this.evidence.samples.some(
      ({ readAt, charges }) =>
        readAt > time && charges.some((charge) => charge.chargeId === chargeId && !isCharged(charge)),
    );
  }
}

function cartIn(sent: string | null): Cart | undefined {
  const body = parsed(sent);
  const lines = body?.['lines'];
  if (!Array.isArray(lines)) return undefined;
  return {
    email: addressIn(sent),
    name: text((body?.['customer'] ?? {}) as Row, 'name').trim(),
    lines: lines as CartLine[],
    totalMinor: priceOf(lines as CartLine[]),
    paymentMethod: text(body ?? {}, 'paymentMethod'),
  };
}
