import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installedPackage } from '../repository.ts';
import { stripeJsOf } from './real-stripe.ts';

const simulator = 'http://127.0.0.1:3010';
const at = (apiUrl: string | undefined): string =>
  stripeJsOf(
    { secretKey: 'sk_test_1', publishableKey: 'pk_test_1', webhookSecret: undefined, apiUrl },
    simulator,
  );

describe('stripeJsOf', () => {
  it('is the script that @stripe/stripe-js loads', () => {
    const loader = readFileSync(path.join(installedPackage('@stripe/stripe-js'), 'dist/pure.mjs'), 'utf8');
    const [, release] = /RELEASE_TRAIN = '(\w+)'/.exec(loader) ?? [];
    expect(at(undefined)).toBe(`https://js.stripe.com/${release}/stripe.js`);
    expect(at('https://api.stripe.com/')).toBe(at(undefined));
  });

  it('is the stand-in of the server that acts as Stripe', () => {
    expect(stripeJsOf(undefined, simulator)).toBe('http://127.0.0.1:3010/endive/stripe.js');
    expect(at('http://stripe.test:9/')).toBe('http://stripe.test:9/endive/stripe.js');
  });
});
