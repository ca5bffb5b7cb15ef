import { inDollars } from '../customers/price-list.ts';
import { clocksOf, type Interval, type Row, type Version } from './versions.ts';

/** Written down from the contract, and not imported from checkout: its own presenter may be the bug. */
function shownOrder(order: Row, dispute: Row | null): Row {
  const money = (amountMinor: unknown): Row => ({ amountMinor, currency: order['currency'] });
  const name = order['customer_name'];
  const url = order['action_url'];
  const expiresAt = timeOf(order['action_expires_at']);
  return {
    orderId: order['order_id'],
    status: order['status'],
    customer: { email: order['customer_email'], ...(name === null ? {} : { name }) },
    lines: order['lines'],
    total: money(order['amount_minor']),
    // More than the payment can be returned at the provider; it is shown as the whole payment.
    refundedTotal: money(Math.min(Number(order['refunded_minor']), Number(order['amount_minor']))),
    paymentId: order['payment_id'],
    notice: order['notice'],
    expectedBy: timeOf(order['expected_by']),
    nextAction: url === null || expiresAt === null ? null : { type: 'confirm_with_bank', url, expiresAt },
    dispute,
    createdAt: timeOf(order['created_at']),
  };
}

export const timeOf = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null);

const confirmationOver =
  "The time to confirm this payment with your bank is over, so please don't confirm it anymore. We're finding " +
  "out whether it went through. You won't be charged twice, and we'll email you either way.";

const overdue = (total: string): string =>
  `The transfer of ${total} from your bank is taking longer than expected. We're looking into it. ` +
  "You don't need to order again, and you won't be charged twice. We'll email you when the payment arrives, or if it doesn't.";

const open = ['inquiry', 'needs_response', 'under_review'];
const millis = (row: Row): number => (row['created_at'] as Date).getTime();

/** The newest open one, otherwise the newest. Each of several from one millisecond is possible. */
function shownDisputes(disputes: readonly Row[]): (Row | null)[] {
  const openOnes = disputes.filter(({ status }) => open.includes(String(status)));
  const candidates = openOnes.length === 0 ? disputes : openOnes;
  const newest = Math.max(...candidates.map(millis));
  const shown = candidates.filter((row) => millis(row) === newest);
  return shown.length === 0 ? [null] : shown.map(disputeView);
}

const disputeView = (row: Row): Row => ({
  status: row['status'],
  amount: { amountMinor: row['amount_minor'], currency: row['currency'] },
  evidenceDueBy: timeOf(row['evidence_due_by']),
});

/** The next view without a commit, and its time; undefined if there is none. */
function laterView(view: Row): { readonly at: number; readonly view: Row } | undefined {
  const action = view['nextAction'] as { readonly expiresAt: string } | null;
  if (action !== null) {
    const over = { ...view, status: 'payment_pending', notice: confirmationOver, nextAction: null };
    return { at: Date.parse(action.expiresAt), view: over };
  }
  const expectedBy = view['expectedBy'];
  if (typeof expectedBy !== 'string') return undefined;
  const { amountMinor } = view['total'] as { readonly amountMinor: number };
  const late = { ...view, notice: overdue(inDollars(amountMinor)), expectedBy: null };
  return { at: Date.parse(expectedBy), view: late };
}

/**
 * The views of one version. Some change at a certain time, before that is committed. `isTimeKnown`: false if
 * the scenario moves the clocks of processes.
 */
export function viewsOf(
  { row, commit }: Version,
  disputes: readonly Row[],
  { startedAt, endedAt }: Interval,
  isTimeKnown: boolean,
): Row[] {
  if (row === undefined || commit === undefined) return [];
  return shownDisputes(disputes).flatMap((dispute) => {
    const view = shownOrder(row, dispute);
    const later = laterView(view);
    if (later === undefined) return [view];
    const { least, most } = clocksOf(commit);
    const mayBeBefore = !isTimeKnown || startedAt + least < later.at + 1;
    const mayBeAfter = !isTimeKnown || endedAt + most >= later.at;
    return [...(mayBeBefore ? [view] : []), ...(mayBeAfter ? [later.view] : [])];
  });
}
