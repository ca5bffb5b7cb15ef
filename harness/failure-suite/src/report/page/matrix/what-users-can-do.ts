/** Things that users do, and the requests that show them. */
export const userActivities = [
  { does: 'order and pay', request: /\bPOST \/checkouts\b/ },
  { does: 'view an order', request: /\bGET \/orders\// },
  { does: 'get the receipt', request: undefined },
  { does: 'request a refund', request: /\bPOST \/orders\/[^ ]*refunds/ },
  { does: 'see suggestions', request: /\bGET \/recommendations/ },
  { does: 'browse products', request: /\bGET \/products/ },
] as const;

export type UserActivity = (typeof userActivities)[number]['does'];

export interface Down {
  readonly down: string;
  /** The process or role, as in the cells of the matrix. */
  readonly role: string;
  readonly expected: Readonly<Record<UserActivity, string>>;
}

const asUsual = 'as usual';

export const downs: readonly Down[] = [
  {
    down: 'one instance of checkout',
    role: 'checkout',
    expected: {
      'order and pay':
        '201 from the other instance; orders that the dead one started are finished under their keys',
      'view an order': 'from the other instance',
      'get the receipt': 'once, perhaps a moment later',
      'request a refund': 'from the other instance',
      'see suggestions': 'from the other instance',
      'browse products': 'from the other instance',
    },
  },
  {
    down: 'payments',
    role: 'payments',
    expected: {
      'order and pay': '202 (payment pending) with a notice; charged when it is back',
      'view an order': asUsual,
      'get the receipt': 'after the charge',
      'request a refund': '201 (pending); refunded when it is back',
      'see suggestions': asUsual,
      'browse products': asUsual,
    },
  },
  {
    down: 'Stripe',
    role: 'stripe',
    expected: {
      'order and pay': '202 (payment pending) with a notice; charged when it is back',
      'view an order': asUsual,
      'get the receipt': 'after the charge',
      'request a refund': '201 (pending); refunded when it is back',
      'see suggestions': asUsual,
      'browse products': asUsual,
    },
  },
  {
    down: 'recommendations',
    role: 'recommendations',
    expected: {
      'order and pay': 'as usual, and as fast',
      'view an order': asUsual,
      'get the receipt': asUsual,
      'request a refund': asUsual,
      'see suggestions': '200: the last good ones with their age, or popular products, with a notice',
      'browse products': asUsual,
    },
  },
  {
    down: 'email',
    role: 'email',
    expected: {
      'order and pay': asUsual,
      'view an order': asUsual,
      'get the receipt': 'once, when it is back',
      'request a refund': asUsual,
      'see suggestions': asUsual,
      'browse products': asUsual,
    },
  },
  {
    down: 'the mail server',
    role: 'mail',
    expected: {
      'order and pay': asUsual,
      'view an order': asUsual,
      'get the receipt': 'once, when it is back',
      'request a refund': asUsual,
      'see suggestions': asUsual,
      'browse products': asUsual,
    },
  },
  {
    down: 'Redis',
    role: 'redis',
    expected: {
      'order and pay': asUsual,
      'view an order': asUsual,
      'get the receipt': 'once, when it is back',
      'request a refund': asUsual,
      'see suggestions': 'live as usual; if that fails too, popular products',
      'browse products': asUsual,
    },
  },
  {
    down: 'Postgres',
    role: 'postgres',
    expected: {
      'order and pay':
        '503 with Retry-After, and nothing is charged; a retry with the same key resumes when it is back',
      'view an order': '503 with Retry-After',
      'get the receipt': 'once, when it is back',
      'request a refund': '503 with Retry-After',
      'see suggestions': '200: the last good ones, or popular products',
      'browse products': asUsual,
    },
  },
];
