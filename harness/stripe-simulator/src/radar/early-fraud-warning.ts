import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { seconds } from '../http/endpoint.ts';
import { equals } from '../ledger/ledger.ts';
import { newId } from '../ledger/object-id.ts';

/** The issuer suspects fraud; a dispute may follow. */
export function warnOfFraud(origin: EventOrigin, charge: Stripe.Charge): Stripe.Radar.EarlyFraudWarning {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId('issfr_1'),
    object: 'radar.early_fraud_warning',
    actionable: isActionable(charge),
    charge: charge.id,
    created: seconds(origin),
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    ...(typeof charge.payment_intent === 'string' ? { payment_intent: charge.payment_intent } : {}),
  };
  origin.ledger.earlyFraudWarnings.insert(warning, origin);
  recordEvent(origin, 'radar.early_fraud_warning.created', warning);
  return warning;
}

/** A warning can no longer be acted on once its charge is disputed or wholly refunded. */
export function reviseWarnings(origin: EventOrigin, chargeId: string): void {
  const { charges, earlyFraudWarnings } = origin.ledger;
  const charge = charges.find(chargeId);
  if (charge === undefined || isActionable(charge)) return;
  for (const warning of earlyFraudWarnings.page(equals('charge', chargeId), { limit: 100 }).data) {
    if (!warning.actionable) continue;
    const revised = { ...warning, actionable: false };
    earlyFraudWarnings.replace(revised);
    recordEvent(origin, 'radar.early_fraud_warning.updated', revised, { actionable: true });
  }
}

function isActionable({ disputed, refunded }: Stripe.Charge): boolean {
  return !disputed && !refunded;
}
