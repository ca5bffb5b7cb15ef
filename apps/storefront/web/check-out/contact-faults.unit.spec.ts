import { describe, expect, it } from '@jest/globals';
import { customerSchema } from '@holdfast/contracts';
import { words } from '../words.ts';
import { emailFaults } from './contact-faults.ts';

describe('an email address', () => {
  it.each(['ada@example.com', 'ada.lovelace+tea@mail.example.co.uk', "o'brien@example.com"])(
    'can be %s',
    (email) => {
      expect(emailFaults(email)).toEqual([]);
      expect(customerSchema.safeParse({ email }).success).toBe(true);
    },
  );

  it('is needed', () => {
    expect(emailFaults('')).toEqual([{ field: 'email', message: words.checkout.emailMissing }]);
  });

  it.each([
    'ada',
    'ada@example',
    '@example.com',
    'ada@.com',
    'ada@example..com',
    'ada lovelace@example.com',
    'ada@example.com, grace@example.com',
    'ada..lovelace@example.com',
    'ada&grace@example.com',
    'ädä@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('cannot be %s', (email) => {
    expect(emailFaults(email)).toEqual([{ field: 'email', message: words.checkout.emailInvalid }]);
    expect(customerSchema.safeParse({ email }).success).toBe(false);
  });
});
