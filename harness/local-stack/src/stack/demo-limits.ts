/**
 * For a shop that one machine plays with: every customer comes from one address, and buys all day under few email addresses. Only declines are
 * limited, so that card testing can be tried: three a minute.
 */
export const demoLimits = {
  LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: '1000000',
  LIMIT_CHECKOUTS_PER_EMAIL_HOUR: '1000000',
  LIMIT_DECLINES_PER_ADDRESS_HOUR: '180',
  LIMIT_REFUNDS_PER_EMAIL_DAY: '1000000',
  LIMIT_MAILS_PER_EMAIL_DAY: '1000000',
  LIMIT_KEYS_PER_ADDRESS_HOUR: '1000000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
};
