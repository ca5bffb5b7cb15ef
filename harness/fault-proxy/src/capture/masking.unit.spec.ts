import { describe, expect, it } from '@jest/globals';
import { mask } from './masking.ts';

const token = 'mS0meTokenOf43Characters-which_is_base64url';

describe('mask', () => {
  it.each([
    [`Authorization: Bearer ${token}\r\nhost: x`, 'Authorization: [masked]\r\nhost: x', ['authorization']],
    ['cookie: a=b; c=d', 'cookie: [masked]', ['cookie']],
    ['Stripe-Signature: t=1,v1=abc', 'Stripe-Signature: [masked]', ['stripe-signature']],
    ['the log has Bearer abc.def', 'the log has Bearer [masked]', ['authorization']],
    [`{"accessToken":"${token}","a":1}`, '{"accessToken":"[masked]","a":1}', ['accessToken']],
    [`"{\\"accessToken\\":\\"${token}\\"}"`, '"{\\"accessToken\\":\\"[masked]\\"}"', ['accessToken']],
    // Cut off after 4 KiB.
    ['{"accessToken":"mS0m', '{"accessToken":"[masked]', ['accessToken']],
    ['pi_1_secret_Abc', 'pi_1_secret_[masked]', ['client_secret']],
    ['GET /x?client_secret=abc&a=1', 'GET /x?client_secret=[masked]&a=1', ['client_secret']],
    ['amount=1&card[cvc]=123&a=1', 'amount=1&card[cvc]=[masked]&a=1', ['cvc']],
    ['key sk_test_abc and whsec_def', 'key sk_test_[masked] and whsec_[masked]', ['api_key']],
    [`/orders/ord_1#${token}`, '/orders/ord_1#[masked]', ['order token']],
    ['/orders/ord_=\r\n1#mS0m=\r\neTok"', '/orders/ord_=\r\n1#[masked]"', ['order token']],
    ['postgres://a:b@host/db', 'postgres://a:[masked]@host/db', ['password']],
    ["alter role a password 'b'", "alter role a password '[masked]'", ['password']],
    ['card[number]=4242424242424242&a', 'card[number]=[masked]&a', ['card number']],
    ['"4000 0025 0000 3155"', '"[masked]"', ['card number']],
  ])('hides the secret in %j', (text, expected, names) => {
    expect(mask(text)).toEqual({ text: expected, masked: names });
  });

  it.each([
    'idempotency-key: 0190a3f8-0000-7000-8000-000000000000-charge-1',
    'the order ord_0190a3f8000070008000000000000000 of 4242424242424241',
    '{"amount":4200,"payment_method":"pm_card_visa"}',
    'GET /orders/ord_1/history',
  ])('leaves %j', (text) => {
    expect(mask(text)).toEqual({ text, masked: [] });
  });
});
