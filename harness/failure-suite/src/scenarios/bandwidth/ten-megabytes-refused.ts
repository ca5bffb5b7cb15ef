import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

const tenMegabytes = 10 * 1024 * 1024;
const chunk = Buffer.alloc(16 * 1024, 'x');

export default {
  name: 'ten-megabytes-refused',
  broken: 'A client sends a 10 MB order.',
  customerSees: 'That client gets 413 before the upload finishes. Other customers are not affected.',
  cell: { edge: 'shopper->checkout', fault: 'large body', phase: 'before the callee sees it' },
  proves: ['checkout.timeout'],
  fallacies: ['bandwidth is infinite'],
  run: async (system) => {
    expectPaid(await system.shopper('Grace').checkOut());
    // Bypasses the lab, which would buffer much of the body before checkout sees it.
    const { status, body, written } = await sendLarge(`${system.address('checkout')}/checkouts`);
    assert.equal(status, 413, body);
    assert.equal((JSON.parse(body) as { code: unknown }).code, 'body_too_large');
    assert.ok(written < tenMegabytes, 'the refusal came only after the whole body');
    expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
  },
} satisfies Scenario;

interface Refusal {
  readonly status: number;
  readonly body: string;
  /** Bytes sent before the response. */
  readonly written: number;
}

/** Sends like a browser: as fast as the server reads, while listening for the response. */
function sendLarge(url: string): Promise<Refusal> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let response = '';
    let failure = new Error('the connection ended without a response');
    socket.setEncoding('utf8').on('data', (text: string) => {
      response += text;
      // The rest of the body is no longer needed.
      if (isWhole(response)) socket.destroy();
    });
    socket.on('error', (error) => (failure = error));
    socket.on('close', () => {
      if (response === '') return reject(failure);
      const [head = '', body = ''] = response.split('\r\n\r\n', 2);
      resolve({ status: Number(head.split(' ', 2)[1]), body, written: socket.bytesWritten });
    });
    const head = [`POST ${pathname} HTTP/1.1`, 'Host: shop', 'Content-Type: application/json'];
    socket.write([...head, `Content-Length: ${tenMegabytes}`, 'Idempotency-Key: large', '', ''].join('\r\n'));
    const pour = (): void => {
      if (response === '' && socket.writable) socket.write(chunk, () => setImmediate(pour));
    };
    pour();
  });
}

function isWhole(response: string): boolean {
  const [head = '', body = ''] = response.split('\r\n\r\n', 2);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return length !== undefined && Buffer.byteLength(body) >= Number(length);
}
