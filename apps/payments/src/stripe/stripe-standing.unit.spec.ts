import { beforeEach, describe, expect, it } from '@jest/globals';
import { type StripeRefusal, StripeStanding } from './stripe-standing.ts';

const charge = { method: 'POST', path: '/v1/payment_intents', isCheck: false };
const list = { method: 'GET', path: '/v1/payment_intents?limit=1', isCheck: false };
const says = (status: number, code?: string) => ({
  status,
  headers: { 'request-id': 'req_1' },
  body: status < 300 ? {} : { error: { type: 'invalid_request_error', code } },
});

describe('StripeStanding', () => {
  let now: number;
  let standing: StripeStanding;
  let heard: (StripeRefusal | undefined)[];

  beforeEach(() => {
    now = 1_000;
    heard = [];
    standing = new StripeStanding(() => now);
    standing.listen((refusal) => heard.push(refusal));
  });

  it.each([
    [401, undefined],
    [403, undefined],
    [400, 'testmode_charges_only'],
    [400, 'account_invalid'],
  ])('takes %i %s for a refusal of us, and knows what Stripe calls the request', (status, code) => {
    standing.hear(charge, says(status, code));
    expect(standing.refusal).toEqual({
      route: 'POST /v1/payment_intents',
      status,
      code: code ?? null,
      requestId: 'req_1',
      since: 1_000,
    });
  });

  it.each([200, 400, 402, 404, 409, 429, 500, 503])('takes %i for none', (status) => {
    standing.hear(charge, says(status));
    expect([standing.refusal, standing.chargesRefusedForMs]).toEqual([undefined, 0]);
  });

  it("takes a customer's closed bank account for none", () => {
    standing.hear(charge, says(400, 'account_closed'));
    expect(standing.refusal).toBeUndefined();
  });

  it('reports its start and its end, once each', () => {
    for (const status of [401, 401, 500, 429, 200, 200]) standing.hear(charge, says(status));
    expect(heard).toEqual([expect.objectContaining({ status: 401 }), undefined]);
  });

  it('counts from the first refusal, whatever is asked in between', () => {
    standing.hear(list, says(401));
    now += 60_000;
    standing.hear(charge, says(401));
    now += 30_000;
    expect(standing.chargesRefusedForMs).toBe(90_000);
    expect(standing.refusal?.since).toBe(1_000);
  });

  it('takes any other answer for the end of a wrong key', () => {
    standing.hear(charge, says(401));
    standing.hear(list, says(200));
    expect(standing.refusal).toBeUndefined();
  });

  it('does not take a list that may be read for the end of a charge that may not be made', () => {
    standing.hear(charge, says(403));
    standing.hear(list, says(200));
    expect(standing.refusal?.route).toBe('POST /v1/payment_intents');
    standing.hear({ ...charge, path: '/v1/payment_intents/pi_1/confirm' }, says(402));
    expect(standing.refusal).toBeUndefined();
  });

  it('reports when a refusal of another route reaches charges', () => {
    standing.hear({ ...charge, path: '/v1/refunds' }, says(403));
    standing.hear(charge, says(403));
    expect(heard.map((refusal) => refusal?.route)).toEqual(['POST /v1/refunds', 'POST /v1/payment_intents']);
  });

  it('keeps charges going while only something else is refused', () => {
    standing.hear({ ...charge, path: '/v1/refunds' }, says(403));
    now += 600_000;
    expect([standing.refusal?.route, standing.chargesRefusedForMs]).toEqual(['POST /v1/refunds', 0]);
  });

  it('goes on counting when a check passed and a charge is refused again: the check asked less of the key', () => {
    standing.hear(charge, says(403));
    now += 60_000;
    standing.hear({ ...charge, isCheck: true }, says(400));
    expect(standing.refusal).toBeUndefined();
    now += 60_000;
    standing.hear(charge, says(403));
    expect(standing.chargesRefusedForMs).toBe(120_000);
  });

  it('counts from zero after a charge got a response, or long after a passed check', () => {
    standing.hear(charge, says(401));
    now += 60_000;
    standing.hear(charge, says(200));
    standing.hear(charge, says(401));
    expect(standing.chargesRefusedForMs).toBe(0);
    standing.hear({ ...charge, isCheck: true }, says(400));
    now += 300_001;
    standing.hear(charge, says(401));
    expect(standing.chargesRefusedForMs).toBe(0);
  });
});
