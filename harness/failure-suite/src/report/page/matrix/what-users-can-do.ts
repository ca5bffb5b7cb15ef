/** What users can do, and how to tell it from the answers they got. */
export const userActivities = [
  { does: 'order and pay', request: /\bPOST \/checkouts\b/ },
  { does: 'look at an order', request: /\bGET \/orders\// },
  { does: 'get the receipt', request: undefined },
  { does: 'ask for a refund', request: /\bPOST \/orders\/[^ ]*refunds/ },
  { does: 'see suggestions', request: /\bGET \/recommendations/ },
  { does: 'see the products', request: /\bGET \/products/ },
] as const;

export type UserActivity = (typeof userActivities)[number]['does'];

export interface Down {
  readonly down: string;
  /** The process or role, as cells name it. */
  readonly role: string;
  readonly expected: Readonly<Record<UserActivity, string>>;
}

const asEver = 'as ever';

export const downs: readonly Down[] = [
  {
    down: 'one copy of checkout',
    role: 'checkout',
    expected: {
      'order and pay': '201 from the other copy; what the dead one had begun is finished under its key',
      'look at an order': 'from the other copy',
      'get the receipt': 'once, perhaps a moment later',
      'ask for a refund': 'from the other copy',
      'see suggestions': 'from the other copy',
      'see the products': 'from the other copy',
    },
  },
  {
    down: 'payments',
    role: 'payments',
    expected: {
      'order and pay': '202, payment pending, with a notice; charged once it is back',
      'look at an order': asEver,
      'get the receipt': 'after the charge',
      'ask for a refund': '201, pending; made once it is back',
      'see suggestions': asEver,
      'see the products': asEver,
    },
  },
  {
    down: 'Stripe',
    role: 'stripe',
    expected: {
      'order and pay': '202, payment pending, with a notice; charged once it is back',
      'look at an order': asEver,
      'get the receipt': 'after the charge',
      'ask for a refund': '201, pending; made once it is back',
      'see suggestions': asEver,
      'see the products': asEver,
    },
  },
  {
    down: 'recommendations',
    role: 'recommendations',
    expected: {
      'order and pay': 'as ever, and as fast',
      'look at an order': asEver,
      'get the receipt': asEver,
      'ask for a refund': asEver,
      'see suggestions': '200: the last good ones with their age, or the popular products, with a notice',
      'see the products': asEver,
    },
  },
  {
    down: 'email',
    role: 'email',
    expected: {
      'order and pay': asEver,
      'look at an order': asEver,
      'get the receipt': 'once, when it is back',
      'ask for a refund': asEver,
      'see suggestions': asEver,
      'see the products': asEver,
    },
  },
  {
    down: 'the mail server',
    role: 'mail',
    expected: {
      'order and pay': asEver,
      'look at an order': asEver,
      'get the receipt': 'once, when it is back',
      'ask for a refund': asEver,
      'see suggestions': asEver,
      'see the products': asEver,
    },
  },
  {
    down: 'Redis',
    role: 'redis',
    expected: {
      'order and pay': asEver,
      'look at an order': asEver,
      'get the receipt': 'once, when it is back',
      'ask for a refund': asEver,
      'see suggestions': 'live as ever; should that fail too, the popular products',
      'see the products': asEver,
    },
  },
  {
    down: 'Postgres',
    role: 'postgres',
    expected: {
      'order and pay': '503 with Retry-After, and nothing is charged; the same key goes on when it is back',
      'look at an order': '503 with Retry-After',
      'get the receipt': 'once, when it is back',
      'ask for a refund': '503 with Retry-After',
      'see suggestions': '200, the last good ones or the popular products',
      'see the products': asEver,
    },
  },
];
