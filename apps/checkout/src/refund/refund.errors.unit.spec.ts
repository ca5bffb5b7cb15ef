import { describe, expect, it } from '@jest/globals';
import { paymentDisputed } from './refund.errors.ts';

describe('a refund that is refused during a dispute', () => {
  it('leaves what comes after the dispute to our team: the customer may be too late then', () => {
    expect(paymentDisputed().message).toMatch(/in our favor, contact our team about the refund\.$/);
  });
});
