import { describe, expect, it } from '@jest/globals';
import { arrivalAt } from './arrival.ts';

const token = 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c';
const orders = 'https://shop.example/orders';

describe('arrivalAt', () => {
  it('takes the token of an email link out of the fragment', () => {
    expect(arrivalAt(`${orders}/ord_1#${token}`)).toEqual({
      orderId: 'ord_1',
      token,
      isFromBank: false,
      cleanPath: '/orders/ord_1',
    });
  });

  it('keeps nothing of what the bank and Stripe add to the address', () => {
    const query = 'from=bank&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&source_type=card';
    expect(arrivalAt(`${orders}/ord_1?${query}`)).toEqual({
      orderId: 'ord_1',
      token: undefined,
      isFromBank: true,
      cleanPath: '/orders/ord_1',
    });
  });

  it.each(['', '#', '#content', `#${token}x`, `#${token.slice(1)}`, `#${token.slice(1)}.`])(
    'finds no token in the fragment %p',
    (fragment) => expect(arrivalAt(`${orders}/ord_1${fragment}`)?.token).toBeUndefined(),
  );

  it.each([
    'https://shop.example/',
    `https://shop.example/cart#${token}`,
    `${orders}`,
    `${orders}/`,
    `${orders}/ord_1/history`,
    `${orders}/%E0%A4%A`,
  ])('is undefined at %s', (address) => expect(arrivalAt(address)).toBeUndefined());
});
