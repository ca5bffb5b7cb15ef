import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Stripe from 'stripe';
import { handledEvents } from './stripe-event.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const page = readFileSync(path.join(root, 'docs/how-to/go-live-with-stripe.md'), 'utf8');

const calls =
  /\b(paymentIntents|payments|refunds|disputes|charges|events|radar|balance\w*|customers)\.(\w+)\(/g;

const eventNames = /\b(?:payment_intent|refund|charge|radar)(?:\.[a-z_]+)+/g;

/** The calls to Stripe in the sources: `paymentIntents.create`. */
const made = globSync('apps/payments/src/stripe/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .filter((source) => /\bstripe: Stripe\b|new Stripe\(/.test(source))
  .flatMap((source) => [...source.matchAll(calls)])
  .map(([, resource = '', method = '']) => `${resource.replace(/^payments$/, 'paymentIntents')}.${method}`);

describe('docs/how-to/go-live-with-stripe.md', () => {
  it('lists the events that payments handles, and no other', () => {
    const listed = [...page.matchAll(/^\| `([a-z_]+(?:\.[a-z_]+)+)`/gm)].map(([, type]) => type);
    expect(listed).toEqual([...handledEvents]);
  });

  it('forwards the same events with the command line tool', () => {
    const forwarded = /stripe\/cli listen .*--events (\S+)/.exec(page)?.[1]?.split(',');
    expect(forwarded).toEqual([...handledEvents]);
  });

  it.each([
    'harness/local-stack/src/stack/webhook-events.ts',
    'docker-compose.yml',
    'k8s/components/stripe-simulator/stripe-simulator.env',
  ])('subscribes the local Stripe to the same events in %s', (file) => {
    const names = readFileSync(path.join(root, file), 'utf8').match(eventNames) ?? [];
    expect(names).toEqual([...handledEvents]);
  });

  it("names the SDK's version of the API for the endpoint", () => {
    expect(page).toContain(`| \`${Stripe.API_VERSION}\``);
  });

  it('lists every call that payments makes to Stripe, and no other', () => {
    const listed = [...page.matchAll(/`(\w+\.\w+)`/g)].map(([, call = '']) => call);
    const permitted = new Set(listed.filter((call) => /^(paymentIntents|refunds|disputes)\./.test(call)));
    expect(made.length).toBeGreaterThan(10);
    expect([...permitted].sort()).toEqual([...new Set(made)].sort());
  });
});
