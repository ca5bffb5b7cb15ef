import { executeWritesWithin, IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { strangers } from '../payment/payment.metrics.ts';
import { oncePerEvent } from './once-per-event.ts';
import { keepUnapplied } from './stripe-event.writes.ts';

/** Keeps events that name a payment but do not match its charge. */
@Injectable()
export class UnappliedEvents {
  constructor(private readonly keys: IdempotencyKeys) {}

  /** Has a key: an event that an operator has deleted does not return with a later delivery. */
  async keep(event: Stripe.Event, paymentId: string, intentId: string, why: string): Promise<void> {
    strangers.inc({ found: 'webhook' });
    const write = keepUnapplied(event, paymentId, intentId, why);
    await oncePerEvent(this.keys, event, (tx, operationId) => executeWritesWithin(tx, operationId, [write]));
  }
}
