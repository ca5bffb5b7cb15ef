import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

/** An order of one line with all its fields. */
const longestResponse = 1_500;

export default {
  name: 'sizes-and-encodings',
  broken:
    'Clients compress their requests, offer to accept compressed responses, and send oversized headers.',
  customerSees:
    'Unreadable requests are refused immediately and charge nothing. Responses are small and need no compression.',
  cell: { edge: 'shopper->checkout', fault: 'compressed body', phase: 'before the callee sees it' },
  proves: ['checkout.timeout'],
  fallacies: ['transport cost is zero'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const paid = await ada.checkOut({
      order: twoTeas,
      headers: { 'accept-encoding': 'gzip, br' },
      attempts: 1,
    });
    expectPaid(paid);
    assert.ok(Buffer.byteLength(paid.text) <= longestResponse, `an order is ${paid.text.length} bytes long`);
    const url = `${system.edge('shopper->checkout')}/checkouts`;
    const key = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const body = gzipSync(paid.sent ?? '');
    const packed = await fetch(url, {
      method: 'POST',
      headers: { ...key, 'content-encoding': 'gzip' },
      body,
    });
    assert.ok([400, 415].includes(packed.status), `a compressed body got ${packed.status}`);
    const headers = { ...key, 'x-much': 'x'.repeat(40_000) };
    const long = await fetch(url, { method: 'POST', headers, body: paid.sent });
    assert.ok([400, 431].includes(long.status), `a 40 kB header got ${long.status}`);
  },
} satisfies Scenario;
