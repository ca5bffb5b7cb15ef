import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { bodyOf, isCheckout, summaryOf } from '../responses.ts';
import { chargesOf, orderOf, text, wasPaid } from '../rows.ts';

const fromPlaced = [
  'payment_pending',
  'requires_action',
  'paid',
  'payment_failed',
  'refund_pending',
  'refunded',
];

/** The statuses in which an order may be seen after each status. */
const later: Readonly<Record<string, readonly string[]>> = {
  payment_pending: fromPlaced,
  requires_action: fromPlaced,
  paid: ['paid', 'refund_pending', 'refunded'],
  payment_failed: ['payment_failed'],
  refund_pending: ['refund_pending', 'refunded', 'paid'],
  refunded: ['refunded', 'paid', 'refund_pending'],
};

/**
 * Checks every order and its charge in each sample. The ledgers of a sample are read one after another, so a
 * charge that is missing in one sample may appear in the next.
 */
export function whileItRan({ samples, ledgers }: Evidence): string[] {
  const isWhole = ({ unreadable }: Ledgers): boolean => unreadable.length === 0;
  const inTime = [...samples, ledgers].filter(isWhole).sort((a, b) => a.readAt - b.readAt);
  const found = inTime.flatMap((sample, index) => [
    ...moment(sample, inTime[index + 1] ?? sample),
    ...step(inTime[index - 1], sample),
    ...promises(inTime[index - 1], sample, ledgers),
  ]);
  return [...new Set(found)];
}

function moment(sample: Ledgers, next: Ledgers): string[] {
  return sample.orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    const charges = chargesOf(sample, orderId);
    if (charges.length > 1)
      return [
        `while it ran, order ${orderId} was charged ${charges.length} times: ${charges.map((c) => c.chargeId).join(', ')}`,
      ];
    if (wasPaid(order) && charges.length === 0 && chargesOf(next, orderId).length === 0)
      return [`while it ran, order ${orderId} was ${text(order, 'status')} without a charge`];
    return [];
  });
}

function step(before: Ledgers | undefined, now: Ledgers): string[] {
  if (before === undefined) return [];
  return [
    ...before.orders.flatMap((order) => {
      const [orderId, was] = [text(order, 'order_id'), text(order, 'status')];
      const is = orderOf(now, orderId);
      if (is === undefined) return [`order ${orderId} disappeared`];
      const status = text(is, 'status');
      return later[was]?.includes(status) === true ? [] : [`order ${orderId} went from ${was} to ${status}`];
    }),
    ...before.charges
      .filter(({ chargeId }) => !now.charges.some((charge) => charge.chargeId === chargeId))
      .map(({ chargeId }) => `charge ${chargeId} disappeared`),
  ];
}

/**
 * After a 201, the order must read as paid. Only responses before the previous sample count, because reading
 * takes time.
 */
function promises(before: Ledgers | undefined, sample: Ledgers, { responses }: Ledgers): string[] {
  if (before === undefined) return [];
  return responses
    .filter((response) => isCheckout(response) && response.status === 201 && response.endedAt < before.readAt)
    .flatMap((response) => {
      const orderId = text(bodyOf(response), 'orderId');
      const order = orderOf(sample, orderId);
      if (order !== undefined && wasPaid(order)) return [];
      return [
        `${summaryOf(response)}, but afterwards order ${orderId} was ${order === undefined ? 'missing' : text(order, 'status')}`,
      ];
    });
}
