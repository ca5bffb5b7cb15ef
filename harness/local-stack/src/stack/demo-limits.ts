/**
 * Limits for a demo on one machine: all customers share one IP address and a few email addresses. Only
 * declines are limited, to three per minute, so that card testing can be tried.
 */
export const demoLimits = {
  LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: '1000000',
  LIMIT_CHECKOUTS_PER_EMAIL_HOUR: '1000000',
  LIMIT_DECLINES_PER_ADDRESS_HOUR: '180',
  LIMIT_REFUNDS_PER_EMAIL_DAY: '1000000',
  LIMIT_EMAILS_PER_RECIPIENT_DAY: '1000000',
  LIMIT_KEYS_PER_ADDRESS_HOUR: '1000000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
};
