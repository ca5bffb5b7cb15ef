import { isRecord } from '../http/problem.ts';

/** Integer minor units: 4200 usd is $42. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface OrderLine {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}

export type OrderStatus = (typeof statuses)[number];

/** An order as returned by `POST /checkouts` and `GET /orders/:orderId`. */
export interface Order {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly customer: { readonly email: string; readonly name?: string };
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  /** The sum of valid refunds. Missing in responses of versions before 0.2. */
  readonly refundedTotal?: Money;
  readonly paymentId: string | null;
  /** Text for the customer, in plain English. */
  readonly notice: string | null;
  /** When the money should arrive while the customer's bank moves it; else null. */
  readonly expectedBy: string | null;
  /** Set only while the status is `requires_action`. */
  readonly nextAction: BankConfirmation | null;
  /** Set if the payer contests the payment at the bank. */
  readonly dispute: OrderDispute | null;
  readonly createdAt: string;
}

/** The customer must confirm the payment on the bank's page: open `url` before `expiresAt`. */
export interface BankConfirmation {
  readonly type: 'confirm_with_bank';
  readonly url: string;
  readonly expiresAt: string;
}

export interface OrderDispute {
  readonly status: string;
  readonly amount: Money;
  readonly evidenceDueBy: string | null;
}

const statuses = [
  'payment_pending',
  'requires_action',
  'paid',
  'payment_failed',
  'refund_pending',
  'refunded',
] as const;

/** True if all required members are valid: a partial order is not trusted. Unknown members are allowed. */
export function isOrder(json: unknown): json is Order {
  return (
    isRecord(json) &&
    isText(json['orderId']) &&
    statuses.some((status) => status === json['status']) &&
    isRecord(json['customer']) &&
    isText(json['customer']['email']) &&
    Array.isArray(json['lines']) &&
    json['lines'].every(isOrderLine) &&
    isMoney(json['total']) &&
    (json['refundedTotal'] === undefined || isMoney(json['refundedTotal'])) &&
    isTextOrNull(json['paymentId']) &&
    isTextOrNull(json['notice']) &&
    (json['expectedBy'] === null || isTime(json['expectedBy'])) &&
    (json['nextAction'] === null || isBankConfirmation(json['nextAction'])) &&
    (json['dispute'] === null || isDispute(json['dispute'])) &&
    isTime(json['createdAt'])
  );
}

/** True for integer minor units with a currency. */
export function isMoney(json: unknown): json is Money {
  return isRecord(json) && Number.isSafeInteger(json['amountMinor']) && isCurrency(json['currency']);
}

/** Other texts cannot be shown as money: `Intl.NumberFormat` refuses them. */
function isCurrency(json: unknown): boolean {
  return isText(json) && /^[a-z]{3}$/i.test(json);
}

export function isTime(json: unknown): json is string {
  return isText(json) && !Number.isNaN(Date.parse(json));
}

export function isText(json: unknown): json is string {
  return typeof json === 'string' && json !== '';
}

export function isBankConfirmation(json: unknown): json is BankConfirmation {
  return (
    isRecord(json) &&
    json['type'] === 'confirm_with_bank' &&
    isWebAddress(json['url']) &&
    isTime(json['expiresAt'])
  );
}

/** A page opens this address, so it must not be a script. */
function isWebAddress(json: unknown): boolean {
  return isText(json) && /^https?:\/\//i.test(json);
}

function isDispute(json: unknown): boolean {
  return (
    isRecord(json) &&
    isText(json['status']) &&
    isMoney(json['amount']) &&
    (json['evidenceDueBy'] === null || isTime(json['evidenceDueBy']))
  );
}

function isTextOrNull(json: unknown): boolean {
  return json === null || typeof json === 'string';
}

function isOrderLine(json: unknown): boolean {
  return (
    isRecord(json) &&
    isText(json['productId']) &&
    typeof json['name'] === 'string' &&
    Number.isSafeInteger(json['quantity']) &&
    isMoney(json['unitPrice']) &&
    isMoney(json['lineTotal'])
  );
}
