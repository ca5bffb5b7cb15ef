import { describe, expect, it } from '@jest/globals';
import { authenticationOf, declineOf, refundResultOf, testCard } from './test-cards.ts';

describe('testCard', () => {
  it.each(['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex'])('%s is accepted', (name) => {
    expect(declineOf(testCard(name)?.last4 ?? '')).toBeUndefined();
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
    ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
  ])('%s is declined with %s, %s', (name, code, declineCode) => {
    const decline = declineOf(testCard(name)?.last4 ?? '');
    expect([decline?.code, decline?.declineCode]).toEqual([code, declineCode]);
  });

  it.each(['pm_card_nothing', 'constructor', 'pm_card_visa_', ''])('%j is unknown', (name) => {
    expect(testCard(name)).toBeUndefined();
  });
});

describe('authenticationOf', () => {
  it.each([
    ['pm_card_authenticationRequired', 'always'],
    ['pm_card_authenticationRequiredOnSetup', 'always'],
    ['pm_card_authenticationRequiredSetupForOffSession', 'unless_set_up'],
    ['pm_card_threeDSecure2Required', 'always'],
    ['pm_card_threeDSecureOptional', 'if_requested'],
    ['pm_card_visa', undefined],
  ])('%s wants a confirmation: %s', (name, when) => {
    expect(authenticationOf(testCard(name)?.last4 ?? '')).toBe(when);
  });
});

describe('refundResultOf', () => {
  it.each([
    ['pm_card_pendingRefund', 'succeeded'],
    ['pm_card_refundFail', 'failed'],
    ['pm_card_visa', undefined],
  ])('a refund to %s later becomes %s', (name, end) => {
    expect(refundResultOf(testCard(name)?.last4 ?? '')).toBe(end);
  });
});
