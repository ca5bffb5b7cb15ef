import { formatMoney } from '@holdfast/contracts';
import { type Charge } from '../stripe/ledger-entry.ts';
import { type Finding } from './finding.ts';
import { type BookedPayment } from './own-ledger.store.ts';

/** 60 s: at the expiry, payments cancels the intent, and retries if Stripe does not respond. */
const marginMs = 60_000;

type Known = Omit<Finding, 'kind' | 'found' | 'then'>;

/** Compares a payment with its intent that waits for the customer's confirmation; undefined if they agree. */
export function compareConfirmation(
  { chargeId, amount }: Charge,
  { payment, unfinished, operationId, confirmationOverMs }: BookedPayment,
  known: Known,
): Finding | undefined {
  const repair = { kind: 'cancel_charge', chargeId } as const;
  const sum = formatMoney(amount);
  if (payment.status === 'failed')
    return {
      ...known,
      kind: 'confirmation_open_payment_failed',
      found: `Stripe waits for the customer to confirm ${sum}, but the payment is recorded as failed.`,
      then: { repair },
    };
  if (payment.status !== 'pending' || !isOver(confirmationOverMs, unfinished)) return undefined;
  return {
    ...known,
    kind: 'confirmation_expired_payment_pending',
    found: `The time to confirm ${sum} is over, and the payment is still pending.`,
    then: nextStep(unfinished, operationId) ?? { repair },
  };
}

function nextStep(unfinished: BookedPayment['unfinished'], operationId: string): Finding['then'] | undefined {
  if (unfinished === undefined) return undefined;
  return unfinished === 'review'
    ? { state: 'needs_decision', action: `Look at its key: npm run ops -- keys show ${operationId}` }
    : { state: 'waiting', action: 'Payments cancels the intent as soon as Stripe responds.' };
}

/** Without a known expiry, the operation finds the intent; without an operation, nothing else would. */
function isOver(overMs: number | undefined, unfinished: BookedPayment['unfinished']): boolean {
  return overMs === undefined ? unfinished === undefined : overMs >= marginMs;
}
