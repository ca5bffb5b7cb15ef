import { type Message } from '@holdfast/lab-api';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { bankPageIn, bodyOf, type CheckOut, type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';

export type RequestOptions = Omit<CheckOut, 'order'>;

/** A customer within a system, and what the preparation returned. */
export interface Acting {
  readonly system: System;
  readonly shopper: Shopper;
  readonly given: string;
}

/** An operation for the enumeration: its preparation, its start, and which messages belong to it. */
export interface Performance {
  readonly operation: Enumerable;
  /** The customer's action, as a clause. */
  readonly says: string;
  /** Runs before anything is recorded or struck; its result is passed to `act`. */
  readonly prepare: (system: System, shopper: Shopper) => Promise<string>;
  /** Returns the customer's last response. */
  readonly act: (customer: Acting, options: RequestOptions) => Promise<CustomerResponse>;
  /** True once all of its effects have occurred. */
  readonly isOver: (system: System, shopper: Shopper, given: string) => Promise<boolean>;
  readonly owns: (message: Message) => boolean;
  /** The operations that already strike messages which both share. */
  readonly beyond?: readonly Enumerable[];
  /** Refusals that a retry may get as well, by their code: the customer was too late. Default: none. */
  readonly mayRefuse?: readonly string[];
  /** How long a message may take to occur. Default 6 s. */
  readonly untilStruckMs?: number;
}

/** Withholds webhooks until faults are cleared, so that an operation's messages have a fixed order. */
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
    throw new Error(`no order to start with: ${response.status} ${response.text}`);
  await system.until('the first order has its receipt', () => hasMail(system, shopper, 'receipt'));
  return String(bodyOf(response)['orderId']);
}

/** Messages after an order, which belong to other enumerations or to none. */
const isAfterwards = ({ route }: Message): boolean => /^(?:email|recommendations|stripe)->/.test(route);
const isOfQueue = ({ route }: Message): boolean => route.endsWith('->redis');

const checkout: Performance = {
  operation: 'checkout',
  says: 'a customer buys two packs of tea',
  prepare: async (system) => {
    await withholdWebhooks(system);
    return '';
  },
  act: ({ shopper }, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: (message) => !isAfterwards(message) && !isOfQueue(message),
};

const refund: Performance = {
  operation: 'refund',
  says: 'a customer returns two packs of tea',
  prepare: async (system, shopper) => {
    const orderId = await aPaidOrder(system, shopper);
    await withholdWebhooks(system);
    return orderId;
  },
  act: ({ shopper, given }, options) => shopper.refund(given, options),
  isOver: (system, shopper) => hasMail(system, shopper, 'refund'),
  owns: (message) => !isAfterwards(message) && !isOfQueue(message),
};

const receipt: Performance = {
  operation: 'receipt',
  says: 'a customer gets the receipt of an order',
  prepare: async (system) => {
    await withholdWebhooks(system);
    return '';
  },
  act: ({ shopper }, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: ({ route }) => /^(?:checkout->redis|email->.*)$/.test(route),
};

const webhook: Performance = {
  operation: 'webhook',
  says: 'the provider reports a charge whose response payments never got',
  prepare: async (system) => {
    await system.lab.fault('payments->stripe', {
      kind: 'black_hole',
      direction: 'response',
      label: '200 POST /v1/payment_intents',
      times: 1,
    });
    // Concurrent webhooks may share statements, depending on load.
    await system.simulator.deliverInTurn();
    return '';
  },
  act: ({ shopper }, options) => shopper.checkOut(options),
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: ({ route }) => /^(?:stripe->payments|payments->(?:postgres|redis)|checkout->postgres)$/.test(route),
  beyond: ['checkout'],
};

/** A card whose bank asks the customer for a confirmation. */
const securedOrder = { paymentMethod: 'pm_card_threeDSecure2Required' };

/** A customer whose bank does not respond tries again. */
async function orderThenConfirm(
  { system, shopper }: Acting,
  options: RequestOptions,
): Promise<CustomerResponse> {
  const response = await shopper.checkOut({ ...options, order: securedOrder });
  const page = bankPageIn(response);
  if (page !== undefined)
    await system.until('the bank takes the confirmation', () => system.simulator.confirmWithBank(page));
  return response;
}

/** Reads change nothing: breaking one is like breaking the message after it. */
const isRead = ({ label }: Message): boolean => label.startsWith('select ');

const confirmation: Performance = {
  operation: 'confirmation',
  says: 'a customer confirms a payment on the page of the bank',
  prepare: async (system) => {
    await system.simulator.deliverInTurn();
    return '';
  },
  act: orderThenConfirm,
  isOver: (system, shopper) => hasMail(system, shopper, 'receipt'),
  owns: (message) => !isAfterwards(message) && !isOfQueue(message) && !isRead(message),
  beyond: ['checkout', 'webhook'],
  mayRefuse: ['card_declined'],
};

/**
 * The cancel and the commits that end the payment and the order. The number of messages before them varies,
 * because both services look after an order that waits.
 */
const endsUnconfirmed = /\/cancel$|^update idempotency_key .*insert outbox/;

const expiry: Performance = {
  operation: 'expiry',
  says: 'a customer leaves without confirming on the page of the bank',
  prepare: async (system) => {
    await withholdWebhooks(system);
    return '';
  },
  act: ({ shopper }, options) => shopper.checkOut({ ...options, order: securedOrder }),
  isOver: (system, shopper) => hasMail(system, shopper, 'did not go through'),
  owns: (message) => !isAfterwards(message) && endsUnconfirmed.test(message.label),
  mayRefuse: ['card_declined'],
  untilStruckMs: 10_000,
};

const recommendations: Performance = {
  operation: 'recommendations',
  says: 'a customer views suggestions',
  prepare: aPaidOrder,
  act: ({ shopper }, { timeoutMs = 3_000 }) =>
    shopper.get(`/recommendations?customerId=${encodeURIComponent(shopper.email.toLowerCase())}&limit=3`, {
      timeoutMs,
    }),
  isOver: () => Promise.resolve(true),
  owns: ({ route }) =>
    !/^(?:email|payments|stripe)->|^checkout->(?:postgres|payments)$|^recommendations->redis$/.test(route),
};

export const performances: readonly Performance[] = [
  checkout,
  refund,
  webhook,
  receipt,
  recommendations,
  confirmation,
  expiry,
];

/** The operations of a shop without these services. */
export const performancesWithout = (services: readonly string[]): readonly Performance[] =>
  performances.filter(({ operation }) => !services.includes(operation));

export function performanceOf(operation: Enumerable): Performance {
  const found = performances.find((each) => each.operation === operation);
  if (found === undefined) throw new Error(`no enumeration of ${operation}`);
  return found;
}
