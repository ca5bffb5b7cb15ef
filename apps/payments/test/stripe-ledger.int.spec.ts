import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resilience } from '@holdfast/resilience';
import { StripeLedgerClient } from '../src/stripe/stripe-ledger.client.ts';
import { StripeStanding } from '../src/stripe/stripe-standing.ts';
import { anIntent, configFor, says, ScriptedStripe } from './scripted-stripe.ts';

const page = (intentId: string, hasMore: boolean) =>
  says(200, {
    object: 'list',
    url: '/v1/payment_intents',
    data: [anIntent({ id: intentId, created: 0 })],
    has_more: hasMore,
  });

describe("Stripe's list of charges", () => {
  const stripe = new ScriptedStripe();
  const period = { since: new Date(0), until: new Date(1_000) };
  let ledger: StripeLedgerClient;

  beforeEach(async () => {
    ledger = new StripeLedgerClient(new Resilience(), configFor(await stripe.start()), new StripeStanding());
  });
  afterEach(() => stripe.stop());

  it('is read to its end', async () => {
    stripe.follow(page('pi_1', true), page('pi_2', false));
    const charges = await ledger.allCharges(period);
    expect(charges.map(({ chargeId }) => chargeId)).toEqual(['pi_1', 'pi_2']);
    expect(stripe.requests.at(-1)?.url).toContain('starting_after=pi_1');
  });

  it('is not read forever if a page comes again', async () => {
    stripe.follow(page('pi_1', true));
    await expect(ledger.allCharges(period)).rejects.toThrow('Stripe lists the page after pi_1 again');
    expect(stripe.requests).toHaveLength(2);
  });
});
