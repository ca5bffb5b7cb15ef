import { Injectable } from '@nestjs/common';
import { type Period } from '../stripe/stripe-ledger.client.ts';
import { compareUnappliedEvent } from './compare-payment.ts';
import { type Finding } from './finding.ts';
import { type BookedPayment, OwnLedger, type UnappliedEvent } from './own-ledger.store.ts';

/** Lists the events that named a payment but were not applied. */
@Injectable()
export class UnappliedEventsComparison {
  constructor(private readonly own: OwnLedger) {}

  async ofPage(page: readonly BookedPayment[]): Promise<Finding[]> {
    return findingsOf(page, await this.own.eventsNotApplied(page.map(({ payment }) => payment.paymentId)));
  }

  async ofOlderPayments(period: Period): Promise<Finding[]> {
    const events = await this.own.eventsOfOlderPayments(period);
    const paymentIds = events.map(({ paymentId }) => paymentId);
    return findingsOf(await this.own.paymentsKnownBy(paymentIds, []), events);
  }
}

const findingsOf = (named: readonly BookedPayment[], events: readonly UnappliedEvent[]): Finding[] =>
  events.flatMap((event) => {
    const booked = named.find(({ payment }) => payment.paymentId === event.paymentId);
    return booked === undefined ? [] : [compareUnappliedEvent(booked, event)];
  });
