import { randomBytes } from 'node:crypto';
import { styled } from './terminal.ts';

export interface TourOfStack {
  /** Absent if the shop is off. */
  readonly shopUrl?: string | undefined;
  readonly checkoutUrl: string;
  readonly inboxUrl: string;
  /** Absent if payments go to Stripe itself. */
  readonly simulatorUrl?: string | undefined;
  /** Real cards are charged and test cards are refused, so there is nothing to try. */
  readonly isLive: boolean;
  readonly killPayments: readonly string[];
  readonly startPayments: readonly string[];
  readonly explain: string;
}

interface Stop {
  readonly name: string;
  readonly promise: string;
  readonly commands: readonly string[];
}

/**
 * A shell function, so that a repeat is as short as `order one`. The keys are new in each start: a kept one
 * would be a replay.
 */
const orderFunction = (checkoutUrl: string): string =>
  [
    `order() { curl -si ${checkoutUrl}/checkouts -H "Idempotency-Key: ${randomBytes(3).toString('hex')}-$1" \\`,
    `  -H 'Content-Type: application/json' -d '{"customer":{"email":"ada@example.com"},`,
    `  "lines":[{"productId":"prod_tea","quantity":2}],"paymentMethod":"pm_card_visa"}'; }`,
  ].join('\n');

function stopsOf(stack: TourOfStack): readonly Stop[] {
  const { shopUrl, checkoutUrl, inboxUrl, simulatorUrl, killPayments, startPayments, explain } = stack;
  const ledger = {
    name: 'Ledger',
    promise: 'One charge for both requests',
    commands: [`curl -s ${simulatorUrl}/_simulator/charges`],
  };
  return [
    ...(shopUrl === undefined
      ? []
      : [{ name: 'Shop', promise: `Buy in your browser, at ${shopUrl}`, commands: [] }]),
    {
      name: 'Buy',
      promise: 'Two packs of tea: 201, "status":"paid"',
      commands: [orderFunction(checkoutUrl), 'order one'],
    },
    {
      name: 'Repeat',
      promise: 'The same response, marked Idempotent-Replayed: true',
      commands: ['order one'],
    },
    { name: 'Inbox', promise: `One receipt, at ${inboxUrl}`, commands: [] },
    ...(simulatorUrl === undefined ? [] : [ledger]),
    {
      name: 'Break',
      promise: 'Without payments: 202, "status":"payment_pending", and a notice',
      commands: [...killPayments, 'order two'],
    },
    { name: 'Explain', promise: 'What is down, and what customers see', commands: [explain] },
    { name: 'Recover', promise: 'Order two is charged once; its receipt arrives', commands: startPayments },
  ];
}

/** The first things to try on a fresh stack: one line each, with commands that can be pasted as they are. */
export function tour(stack: TourOfStack): readonly string[] {
  if (stack.isLive) return ['This stack charges real cards, so there is no tour: Stripe refuses test cards.'];
  const indent = ' '.repeat(11);
  return [
    'Take the tour in a second terminal, in this folder:',
    ...stopsOf(stack).flatMap(({ name, promise, commands }) => [
      `  ${styled('bold', name.padEnd(9))}${promise}`,
      ...commands.map((command) => `${indent}${command.replaceAll('\n', `\n${indent}`)}`),
    ]),
  ];
}
