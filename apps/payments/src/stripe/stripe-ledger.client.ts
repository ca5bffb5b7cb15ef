import { type DependencyOptions, Resilience } from '@holdfast/resilience';
import { Settings } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { type PaymentsConfig } from '../payments.config.ts';
import { type Charge, chargeOf, type ChargeRefund, chargeRefundOf } from './ledger-entry.ts';
import { type DisputeAtStripe, disputeAtStripe } from './dispute-report.ts';
import { addressOf } from './stripe.client.ts';
import { StripeHttpClient } from './stripe-http.client.ts';
import { StripeStanding } from './stripe-standing.ts';
import { stripeLedgerDependency } from './stripe-ledger.dependency.ts';
import { stripeWebhookDependency } from './stripe-webhook.dependency.ts';

/** 100: the largest page that Stripe returns. */
const pageSize = 100;

export interface Period {
  readonly since: Date;
  readonly until: Date;
}

export interface LedgerPage<T> {
  readonly entries: readonly T[];
  /** The ID after which the next page starts; undefined on the last. */
  readonly next: string | undefined;
}

type Answered = { readonly lastResponse: { readonly headers: Record<string, string> } };

/**
 * Reads charges, refunds and disputes at Stripe, newest first. Lists are consistent there, searches are not:
 * only a list can prove absence.
 */
@Injectable()
export class StripeLedgerClient {
  private readonly stripe: Stripe;
  private readonly stripeForWebhooks: Stripe;

  constructor(resilience: Resilience, @Settings() config: PaymentsConfig, standing: StripeStanding) {
    const connect = (through: DependencyOptions): Stripe =>
      new Stripe(config.STRIPE_SECRET_KEY, {
        ...addressOf(config.STRIPE_API_URL),
        httpClient: new StripeHttpClient(resilience.dependency(through), standing, { isBackground: true }),
        maxNetworkRetries: 0,
        telemetry: false,
      });
    this.stripe = connect(stripeLedgerDependency(config));
    this.stripeForWebhooks = connect(stripeWebhookDependency(config));
  }

  /** All pages, for a short period. */
  allCharges(period: Period): Promise<Charge[]> {
    return allPages((after) => this.charges(period, after));
  }

  /** All pages, for a short period. */
  allRefunds(period: Period): Promise<ChargeRefund[]> {
    return allPages((after) => this.refunds(period, after));
  }

  async charges(period: Period, after?: string): Promise<LedgerPage<Charge>> {
    const page = await this.stripe.paymentIntents.list({ created: createdIn(period), ...pageAfter(after) });
    return { entries: page.data.map((intent) => chargeOf(intent, clockOf(page))), next: nextOf(page) };
  }

  async refunds(period: Period, after?: string): Promise<LedgerPage<ChargeRefund>> {
    const page = await this.stripe.refunds.list({ created: createdIn(period), ...pageAfter(after) });
    return { entries: page.data.map((refund) => chargeRefundOf(refund, clockOf(page))), next: nextOf(page) };
  }

  async disputes(period: Period, after?: string): Promise<LedgerPage<DisputeAtStripe>> {
    const page = await this.stripe.disputes.list({ created: createdIn(period), ...pageAfter(after) });
    return {
      entries: page.data.map((dispute) => disputeAtStripe(dispute, clockOf(page))),
      next: nextOf(page),
    };
  }

  /** Undefined if Stripe has none with this ID. */
  dispute(disputeId: string): Promise<DisputeAtStripe | undefined> {
    return known(async () => {
      const dispute = await this.stripe.disputes.retrieve(disputeId);
      return disputeAtStripe(dispute, clockOf(dispute));
    });
  }

  /** Undefined if Stripe has none with this ID. */
  charge(chargeId: string): Promise<Charge | undefined> {
    return chargeAt(this.stripe, chargeId);
  }

  /** The same, for an event that names it. */
  chargeOfEvent(chargeId: string): Promise<Charge | undefined> {
    return chargeAt(this.stripeForWebhooks, chargeId);
  }

  /** Also while the refund is pending: it may still fail. */
  async isRefunded(chargeId: string): Promise<boolean> {
    const intent = await this.stripe.paymentIntents.retrieve(chargeId, { expand: ['latest_charge'] });
    return (intent.latest_charge as Stripe.Charge | null)?.refunded === true;
  }

  /** By a search, which may miss the last minute: a charge it does not find may still exist. */
  async chargeOfPayment(paymentId: string): Promise<Charge | undefined> {
    const query = `metadata['paymentId']:'${paymentId}'`;
    const page = await this.stripe.paymentIntents.search({ query, limit: 1 });
    return page.data.map((intent) => chargeOf(intent, clockOf(page)))[0];
  }

  /** Undefined if Stripe has none with this ID. */
  refund(providerRefundId: string): Promise<ChargeRefund | undefined> {
    return known(async () => {
      const refund = await this.stripe.refunds.retrieve(providerRefundId);
      return chargeRefundOf(refund, clockOf(refund));
    });
  }
}

async function allPages<T>(read: (after: string | undefined) => Promise<LedgerPage<T>>): Promise<T[]> {
  let page = await read(undefined);
  const entries = [...page.entries];
  while (page.next !== undefined) {
    const { next } = page;
    page = await read(next);
    if (page.next === next) throw new Error(`Stripe lists the page after ${next} again`);
    entries.push(...page.entries);
  }
  return entries;
}

/** Whole seconds, as Stripe stores them: adjacent periods share no second. */
function createdIn({ since, until }: Period): Stripe.RangeQueryParam {
  return { gte: Math.ceil(since.getTime() / 1_000), lt: Math.ceil(until.getTime() / 1_000) };
}

function pageAfter(after: string | undefined): Stripe.PaginationParams {
  return { limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) };
}

function nextOf(page: { has_more: boolean; data: { id: string }[] }): string | undefined {
  return page.has_more ? page.data.at(-1)?.id : undefined;
}

/** Stripe's clock, by which its objects are dated; ours if the response has no date. */
function clockOf({ lastResponse }: Answered): number {
  const stripeTime = Date.parse(lastResponse.headers['date'] ?? '');
  return Number.isNaN(stripeTime) ? Date.now() : stripeTime;
}

function chargeAt(stripe: Stripe, chargeId: string): Promise<Charge | undefined> {
  return known(async () => {
    const intent = await stripe.paymentIntents.retrieve(chargeId);
    return chargeOf(intent, clockOf(intent));
  });
}

async function known<T>(retrieve: () => Promise<T>): Promise<T | undefined> {
  try {
    return await retrieve();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'resource_missing') return undefined;
    throw error;
  }
}
