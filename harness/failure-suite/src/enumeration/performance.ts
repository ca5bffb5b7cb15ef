import { type Message } from '@holdfast/fault-proxy';
import { type Operation } from '../scenario/readiness-box.ts';
import { type CustomerResponse, bodyOf, type CheckOut, type Shopper } from '../system/shopper.ts';
import { type System } from '../system/system.ts';

/** How often a customer comes back with the same key: as a real one does, or never. */
export type Customer = 'comes back' | 'never comes back';

export type Asking = Omit<CheckOut, 'order'>;

/** An operation as the enumeration performs it: what it needs, what starts it, and which of the messages that follow are its own. */
export interface Performance {
  readonly operation: Operation;
  /** What a customer does, in plain words. */
  readonly says: string;
  /** Before anything is recorded or struck. What it gives is handed to `act`. */
  readonly prepare: (system: System, shopper: Shopper) => Promise<string>;
  /** Ends with the customer's last answer. */
  readonly act: (shopper: Shopper, given: string, options: Asking) => Promise<CustomerResponse>;
  /** All that came of it has happened. */
  readonly isOver: (system: System, shopper: Shopper, given: string) => Promise<boolean>;
  readonly owns: (message: Message) => boolean;
  /** What this operation says as well is its own: it is struck there, and not here. */
  readonly beyond?: Operation;
}

/** The provider's news wait until `DELETE`: without them an operation's own messages come in one order. */
const withholdWebhooks = (system: System): Promise<void> => system.simulator.withholdEvents();

async function hasMail(system: System, shopper: Shopper, subject: string): Promise<boolean> {
  const mails = await system.mails();
  if (!mails.some((mail) => mail.to.includes(shopper.email) && mail.subject.includes(subject))) return false;
  const { unpublished } = await system.ledgers();
  return unpublished.length === 0;
}

async function aPaidOrder(system: System, shopper: Shopper): Promise<string> {
  const response = await shopper.checkOut();
  if (response.status !== 201 && response.status !== 202)
    throw new Error(`no order to begin with: ${response.status} ${response.text}`);
  await system.until('the receipt of the order to begin with', () => hasMail(system, shopper, 'receipt'));
  return String(bodyOf(response)['orderId']);
}

/** Consumers of what follows an order, which have enumerations of their own or none. */
const isAfterwards = ({ route }: Message): boolean => /^(?:email|recommendations|stripe)->/.test(route);
const isOfQueue = ({ route }: Message): boolean => route.endsWith('->redis');

const checkout: Performance = {
  operation: 'checkout',
  says: 'a customer buys two packs of tea',
  prepare: async (system) => {
    await withholdWebhooks(system);
    return '';
  },
  act: (shopper, _given, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: (message) => !isAfterwards(message) && !isOfQueue(message),
};

const refund: Performance = {
  operation: 'refund',
  says: 'a customer gives two packs of tea back',
  prepare: async (system, shopper) => {
    const orderId = await aPaidOrder(system, shopper);
    await withholdWebhooks(system);
    return orderId;
  },
  act: (shopper, orderId, options) => shopper.refund(orderId, options),
  isOver: (system, shopper) => hasMail(system, shopper, 'refund'),
  owns: (message) => !isAfterwards(message) && !isOfQueue(message),
};

const receipt: Performance = {
  operation: 'receipt',
  says: 'a customer is sent the receipt of an order',
  prepare: async (system) => {
    await withholdWebhooks(system);
    return '';
  },
  act: (shopper, _given, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: ({ route }) => /^(?:checkout->redis|email->.*)$/.test(route),
};

const webhook: Performance = {
  operation: 'webhook',
  says: 'the provider tells of a charge whose answer payments never got',
  prepare: async (system) => {
    await system.lab.fault('payments->stripe', {
      kind: 'black_hole',
      direction: 'response',
      label: '200 POST /v1/payment_intents',
      times: 1,
    });
    // News that come at once share statements, or not, as the machine happens to be busy.
    await system.simulator.deliverInTurn();
    return '';
  },
  act: (shopper, _given, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: ({ route }) => /^(?:stripe->payments|payments->(?:postgres|redis)|checkout->postgres)$/.test(route),
  beyond: 'checkout',
};

const recommendations: Performance = {
  operation: 'recommendations',
  says: 'a customer looks at suggestions',
  prepare: aPaidOrder,
  act: (shopper, _given, { timeoutMs = 3_000 }) =>
    shopper.get(`/recommendations?customerId=${encodeURIComponent(shopper.email)}&limit=3`, { timeoutMs }),
  isOver: () => Promise.resolve(true),
  owns: ({ route }) =>
    !/^(?:email|payments|stripe)->|^checkout->(?:postgres|payments)$|^recommendations->redis$/.test(route),
};

export const performances: readonly Performance[] = [checkout, refund, webhook, receipt, recommendations];

export function performanceOf(operation: Operation): Performance {
  const found = performances.find((each) => each.operation === operation);
  if (found === undefined) throw new Error(`no enumeration of ${operation}`);
  return found;
}
