import {
  type Checkout,
  type CheckoutOutcome,
  type KeyEntry,
  type Money,
  type Problem,
} from '@holdfast/checkout-client';
import { type Cart, type CartLine, forNextAttempt, operationName, withQuantity } from '../cart/cart.ts';

/**
 * A purchase that was sent, stored until its outcome is known. The checkout client keeps its key. The body
 * has a token that pays once, so it is never made again.
 */
export interface Submission {
  readonly name: string;
  readonly body: SubmittedCheckout;
  /** When a customer last decided to send it, ms since the epoch on this device; set when it is stored. */
  readonly sentAt?: number;
}

/** False for another body of the same name: a token is made for one body. */
export function isSame(one: Submission, other: Submission | undefined): boolean {
  return other?.name === one.name && other.body.confirmationToken === one.body.confirmationToken;
}

export type SubmittedCheckout = Checkout & { readonly expectedTotal: Money };

export interface Draft {
  readonly email: string;
  readonly name: string;
  readonly lines: readonly CartLine[];
  /** The total that the customer sees. */
  readonly total: Money;
  readonly confirmationToken: string;
}

export function submissionOf(
  cart: Cart,
  { email, name, lines, total, confirmationToken }: Draft,
): Submission {
  return {
    name: operationName(cart),
    body: {
      customer: { email, ...(name === '' ? {} : { name }) },
      lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
      confirmationToken,
      expectedTotal: total,
    },
  };
}

/** Undefined without an entry, and for one that no version of this page wrote. */
export function parseSubmission(text: string | null): Submission | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isSubmission(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSubmission(value: unknown): value is Submission {
  const { name, body } = (value ?? {}) as {
    readonly name?: unknown;
    readonly body?: Partial<SubmittedCheckout>;
  };
  return (
    typeof name === 'string' &&
    typeof body?.customer?.email === 'string' &&
    Array.isArray(body.lines) &&
    Number.isSafeInteger(body.expectedTotal?.amountMinor) &&
    typeof body.expectedTotal?.currency === 'string'
  );
}

/** The order of a submission, if the client's entry knows it and it was not refused. */
export function knownOrderId(entry: KeyEntry | undefined): string | undefined {
  return entry?.state === 'open' || entry?.state === 'succeeded' ? entry.reference : undefined;
}

/**
 * - `order`: the cart becomes the order.
 * - `next_attempt`: nothing was taken; the cart stays, for another try under a new name.
 * - `ask_again`: the outcome is not known, and nothing may change.
 */
export type Effect = 'order' | 'next_attempt' | 'ask_again';

export const effects: Readonly<Record<CheckoutOutcome['kind'], Effect>> = {
  paid: 'order',
  pending: 'order',
  action_required: 'order',
  declined: 'next_attempt',
  refused: 'next_attempt',
  conflict: 'next_attempt',
  expired: 'next_attempt',
  unknown: 'ask_again',
};

/** The cart after it became an order. Items that another tab added meanwhile stay. */
export function cartAfterOrder(cart: Cart, { name, body }: Submission, newCartId: string): Cart {
  if (operationName(cart) !== name) return cart;
  const ordered = new Map(body.lines.map(({ productId, quantity }) => [productId, quantity]));
  const lines = cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - (ordered.get(line.productId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  return { ...cart, cartId: newCartId, attempt: 1, lines };
}

/** The cart after its purchase was given up: the next one has a new name, and so a new key. */
export function cartAfterGivingUp(cart: Cart, { name }: Submission): Cart {
  return operationName(cart) === name ? forNextAttempt(cart) : cart;
}

/** The cart after a refusal, once per name: two tabs may get the same one. */
export function cartAfterRefusal(cart: Cart, { name, body }: Submission, outcome: CheckoutOutcome): Cart {
  if (operationName(cart) !== name) return cart;
  const gone = outcome.kind === 'refused' ? goneProducts(outcome.problem, body) : [];
  return forNextAttempt(gone.reduce((left, productId) => withQuantity(left, productId, 0), cart));
}

/** The products that a problem `product_unknown` names by their place in the body. */
export function goneProducts({ code, errors }: Problem, { lines }: SubmittedCheckout): string[] {
  if (code !== 'product_unknown' || !Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const { pointer } = (error ?? {}) as { readonly pointer?: unknown };
    const index = /^\/lines\/(\d+)\//.exec(String(pointer))?.[1];
    const line = index === undefined ? undefined : lines[Number(index)];
    return line === undefined ? [] : [line.productId];
  });
}
