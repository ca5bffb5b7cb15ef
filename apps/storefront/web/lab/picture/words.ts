const names: Readonly<Record<string, string>> = {
  shopper: 'Customers',
  checkout: 'Checkout',
  payments: 'Payments',
  stripe: 'Stripe',
  recommendations: 'Recommendations',
  email: 'Email',
  mail: 'Mail server',
  redis: 'Redis',
  postgres: 'Postgres',
};

/** Names that keep their capital within a sentence. */
const proper: ReadonlySet<string> = new Set(['stripe', 'redis', 'postgres']);

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The sentences and labels of the system picture. */
export const pictureWords = {
  region: 'System picture',
  group: 'System picture. Arrow keys move, Enter opens, Escape closes.',
  reading: 'Waiting for the lab to report its connections…',
  credit: 'Drawn with',
  nodeName: (name: string): string => names[name] ?? capitalized(name.replaceAll('-', ' ')),
  nameInText: (name: string): string =>
    proper.has(name) ? (names[name] ?? name) : (names[name] ?? name).toLowerCase(),
  states: {
    ready: 'ready',
    degraded: 'degraded',
    'not ready': 'not ready',
    starting: 'starting',
    paused: 'paused',
    stopping: 'stopping',
    down: 'down',
    unknown: 'unknown',
  },
  process: (pid: number): string => `pid ${pid}`,
  /** A copy of a service, in the order of their names. */
  copy: (number: number): string => `${number}:`,
  notOurs: 'not run by this stack',
  asked: 'asked…',
  uses: (store: string, queueStore: string): string | undefined =>
    store === 'redis'
      ? 'queues and cache'
      : store !== 'postgres'
        ? undefined
        : queueStore === 'postgres'
          ? 'a database per service, and the queues'
          : 'a database per service',
  queues: (jobs: number): string => (jobs === 1 ? '1 job waits' : `${jobs} jobs wait`),
  unpublished: (rows: number): string => `${rows} wait in outboxes`,
  toSend: (emails: number): string => `${emails} to send`,
  inbox: (emails: number): string => (emails === 1 ? '1 email' : `${emails} emails`),
  openInbox: 'Open the inbox',
  customersOff: 'off',
  customersRate: (perSecond: number): string => `${perSecond} a second`,
  customersBought: (orders: number): string => `${orders} bought`,
  stripeFaults: (faults: number): string => (faults === 1 ? '1 fault' : `${faults} faults`),
  webhooks: 'webhooks',
  rate: (perSecond: number): string => `${perSecond}/s`,
  more: (others: number): string => `and ${others} more`,
  connection: (from: string, to: string): string => `Connection from ${from} to ${to}`,
  breaker: { closed: 'closed', open: 'open', half_open: 'half-open' },
  breakerInFull: (state: string): string => `breaker ${state}`,
  breakerOf: (dependency: string, state: string): string => `${dependency} breaker ${state}`,
  nextTry: (wait: string): string => `next try in ${wait}`,
  nextCallTests: 'next call tests',
  oneCallTests: 'one call tests',
  backedOff: (wait: string): string => `backs off for ${wait}`,
  retriesUsedUp: 'retries used up',
  seconds: (count: number): string => `${count} ${count === 1 ? 'second' : 'seconds'}`,
  gone: (route: string): string => `The lab has no connection ${route}.`,
  /** The list of phones. */
  list: 'System',
  to: (name: string): string => `to ${name}`,
  connectionsOf: (name: string): string => `Connections of ${name}`,
  close: 'Close',
} as const;
