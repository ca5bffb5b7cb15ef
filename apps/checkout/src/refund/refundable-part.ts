import { formatMoney, type Money, type OrderLine, type RefundOrder } from '@holdfast/contracts';
import { final } from '@holdfast/idempotency';
import { blocksRefunds, lostMinor } from '../dispute/dispute.ts';
import { orderNotRefundable } from '../order/order.errors.ts';
import { disputesOf, type Order, orderLine, refundedOf, totalOf } from '../order/order.ts';
import { exceedsRemaining, paymentDisputed, paymentReturned, type WrongPart } from './refund.errors.ts';
import { type Refund } from './refund.ts';

/** Products with their quantities: those requested, or those that other refunds have taken. */
export type Quantities = readonly NonNullable<RefundOrder['lines']>[number][];

/** The payment, less refunds and lost disputes. */
export function leftOf(order: Order): Money {
  const returned = refundedOf(order).amountMinor + lostMinor(disputesOf(order));
  return { ...order.total, amountMinor: Math.max(0, order.total.amountMinor - returned) };
}

/**
 * The amount that the request comes to, and its lines at the prices paid. `taken`: lines of refunds that
 * succeeded or are in progress. @throws Problem, final, if the order cannot cover it
 */
export function refundablePart(
  order: Order,
  taken: Quantities,
  { amount, lines }: Pick<RefundOrder, 'amount' | 'lines'>,
): Pick<Refund, 'amount' | 'lines'> {
  if (order.status !== 'paid') throw final(orderNotRefundable(order.status));
  if (disputesOf(order).some(blocksRefunds)) throw final(paymentDisputed());
  const left = leftOf(order);
  if (left.amountMinor === 0) throw final(paymentReturned());
  if (lines !== undefined) return partOfLines(order, taken, lines, left);
  return { amount: amount === undefined ? left : partOfAmount(amount, left), lines: null };
}

function partOfAmount(amount: Money, left: Money): Money {
  if (amount.currency !== left.currency)
    throw final(
      exceedsRemaining(left, [
        { pointer: '/amount/currency', detail: `must be ${left.currency}, the currency of the payment` },
      ]),
    );
  if (amount.amountMinor > left.amountMinor)
    throw final(
      exceedsRemaining(left, [
        {
          pointer: '/amount/amountMinor',
          detail: `must be at most ${left.amountMinor}: ${formatMoney(left)} is left`,
        },
      ]),
    );
  return amount;
}

function partOfLines(
  order: Order,
  taken: Quantities,
  wanted: Quantities,
  left: Money,
): Pick<Refund, 'amount' | 'lines'> {
  const checked = wanted.map((line, index) => checkedLine(order, taken, line, index));
  const wrong = checked.filter((each): each is WrongPart => 'pointer' in each);
  if (wrong.length > 0) throw final(exceedsRemaining(left, wrong));
  const lines = checked.filter((each): each is OrderLine => !('pointer' in each));
  const amount = totalOf(lines);
  if (amount.amountMinor > left.amountMinor)
    throw final(
      exceedsRemaining(left, [
        { pointer: '/lines', detail: `cost ${formatMoney(amount)}, but only ${formatMoney(left)} is left` },
      ]),
    );
  return { amount, lines };
}

/** An order may list a product in several lines; its price is the same in all. */
function checkedLine(
  { lines }: Order,
  taken: Quantities,
  { productId, quantity }: Quantities[number],
  index: number,
): OrderLine | WrongPart {
  const bought = lines.find((line) => line.productId === productId);
  if (bought === undefined)
    return {
      pointer: `/lines/${index}/productId`,
      detail: `${JSON.stringify(productId)} is not in this order`,
    };
  const rest = quantityOf(lines, productId) - quantityOf(taken, productId);
  return quantity > rest
    ? {
        pointer: `/lines/${index}/quantity`,
        detail: `must be at most ${rest}: the rest was not bought or is refunded`,
      }
    : orderLine(bought, quantity);
}

const quantityOf = (lines: Quantities, productId: string): number =>
  lines.filter((line) => line.productId === productId).reduce((sum, { quantity }) => sum + quantity, 0);
