import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../what-was-seen.ts';

const tenMegabytes = 10 * 1024 * 1024;

export default {
  name: 'ten-megabytes-refused',
  broken: 'A client sends an order of 10 MB.',
  customerSees: 'That client is refused with 413 before the body is through. Others buy as ever.',
  cell: { edge: 'shopper->checkout', fault: 'large body', phase: 'before the callee sees it' },
  proves: ['checkout.timeout'],
  fallacies: ['bandwidth is infinite'],
  isShort: true,
  run: async (system) => {
    const { status, body, written } = await sendLarge(`${system.edge('shopper->checkout')}/checkouts`);
    assert.equal(status, 413, body);
    assert.equal((JSON.parse(body) as { code: unknown }).code, 'body_too_large');
    assert.ok(written < tenMegabytes, 'it was told only after all of it had come');
    expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
  },
} satisfies Scenario;

interface Refusal {
  readonly status: number | undefined;
  readonly body: string;
  /** How much had gone when the answer came. */
  readonly written: number;
}

/** As far as the server takes it: a client reads the answer while it still sends. */
function sendLarge(url: string): Promise<Refusal> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': tenMegabytes,
      'idempotency-key': 'large',
    };
    const sending = request(url, { method: 'POST', headers }, (answer) => {
      const written = sending.socket?.bytesWritten ?? 0;
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => {
        sending.destroy();
        resolve({ status: answer.statusCode, body, written });
      });
      answer.on('error', reject);
    });
    sending.on('error', reject);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const pour = (): void => {
      while (!sending.destroyed && sending.write(chunk));
    };
    sending.on('drain', pour);
    pour();
  });
}
