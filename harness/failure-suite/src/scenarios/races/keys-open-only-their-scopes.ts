import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';

interface Allowed {
  /** As in the setting; none means the default, `charge+refund`. */
  readonly scopes: string;
  readonly read: string;
  readonly refund: string;
}

const unknown = '404 order_not_found';

const keys: Readonly<Record<string, Allowed>> = {
  'partner-4d1b7e9a2c5f4806d3': { scopes: '', read: unknown, refund: unknown },
  'cashier-7f0d3b5e9a2c4618c6': { scopes: ':refund', read: unknown, refund: unknown },
  'board-2e6a9c4d8b1f4735e5': { scopes: ':ops', read: unknown, refund: unknown },
  'reader-8c3f5a7b1e9d4260f4': { scopes: ':read', read: '200 ok', refund: '403 scope_missing' },
  'support-5b9e2d7c4f1a4083a7': { scopes: ':read+refund', read: '200 ok', refund: '201 ok' },
};

const callerOf = (key: string): string => key.split('-')[0] ?? '';

/** Reads an order and its history, then refunds it. Returns each status and code. */
async function tries(system: System, orderId: string, key: string): Promise<string[]> {
  const ask = async (method: string, part: string, body?: string): Promise<string> => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() };
    const response = await fetch(`${system.edge('shopper->checkout')}/orders/${orderId}${part}`, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    const { code = 'ok' } = (await response.json()) as { readonly code?: string };
    return `${response.status} ${code}`;
  };
  return [await ask('GET', ''), await ask('GET', '/history'), await ask('POST', '/refunds', '{}')];
}

export default {
  name: 'keys-open-only-their-scopes',
  broken: 'Programs with valid API keys of other scopes read and refund an order.',
  customerSees:
    'Nothing. Only a key with the scope read sees the order, and only one that also has the scope refund refunds it.',
  cell: { edge: 'shopper->checkout', fault: "another caller's key", phase: 'after the response' },
  proves: ['checkout.idempotency', 'refund.idempotency'],
  fallacies: ['the network is secure'],
  settings: {
    checkout: {
      EXTRA_API_KEYS: Object.entries(keys)
        .map(([key, { scopes }]) => `${callerOf(key)}:${key}${scopes}`)
        .join(','),
    },
  },
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    for (const [key, { read, refund }] of Object.entries(keys))
      assert.deepEqual(
        await tries(system, orderId, key),
        [read, read, refund],
        `what the key of ${callerOf(key)} opens`,
      );
  },
} satisfies Scenario;
