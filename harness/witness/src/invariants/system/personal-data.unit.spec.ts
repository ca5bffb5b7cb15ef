import { describe, expect, it } from '@jest/globals';
import { anOrderRow, history, insert, type Step, validSteps } from '../../history/rules/history.fixture.ts';
import { aCharge, against, aLedger, anEmail, aResponse, broken } from '../evidence.fixture.ts';

const sent = JSON.stringify({ customer: { email: 'Ada@shoppers.example', name: 'Ada Lovelace' } });
const ledgers = aLedger({ responses: [aResponse({ sent })] });
const after = (...steps: readonly Step[]) => ({ history: history(...validSteps, ...steps) });
const to = { to: 'Ada@shoppers.example', customerName: 'Ada Lovelace' };
const keyWith = (state: string) => insert('idempotency_key', { state, input: JSON.stringify(to) });
const message = (queue: string, payload: object) => insert('outbox', { message_id: 'm-1', queue, payload });

describe('39: personal data', () => {
  it('may be in orders, in an unfinished operation, in messages to email, and in the ledger of emails', () => {
    const order = anOrderRow({ customer_email: to.to, customer_name: to.customerName });
    const email = { recipient: to.to, content: to, reason: '550 <ada@shoppers.example> is unknown' };
    const steps: Step[] = [
      ['checkout', insert('orders', order), message('email', to), keyWith('running')],
      ['email', insert('email', email)],
    ];
    expect(against(39, ledgers, after(...steps))).toBe('');
  });

  it.each<[what: string, step: Step, says: string]>([
    [
      'a message to another service',
      ['checkout', message('checkout', { customerId: 'ada@shoppers.example' })],
      'checkout.outbox.payload of checkout has an address of a customer',
    ],
    [
      'the input of a finished operation',
      ['checkout', keyWith('done')],
      'checkout.idempotency_key.input of a finished operation has an address of a customer',
    ],
    [
      'a table of payments',
      ['payments', insert('payment', { payment_id: 'pay_1', description: 'For ADA Lovelace' })],
      'payments.payment.description has a name of a customer',
    ],
    [
      'a line of a history',
      ['checkout', insert('order_event', { event_id: 9, text: 'Sent to ada@shoppers.example.' })],
      'checkout.order_event.text has an address of a customer',
    ],
    [
      'bytes',
      ['payments', insert('idempotency_key', { body: Buffer.from('ada@shoppers.example') })],
      'payments.idempotency_key.body has an address of a customer',
    ],
  ])('is contradicted by %s', (_what, step, says) => {
    expect(against(39, ledgers, after(step))).toBe(says);
  });

  it('is contradicted by metadata of a charge', () => {
    const charges = [aCharge({ metadata: { orderId: 'ord_1', email: 'ada@shoppers.example' } })];
    expect(against(39, { ...ledgers, charges }, {})).toContain(
      'a charge or refund at the provider has an address',
    );
  });

  it.each([
    ['sent', anEmail({ has_content: true }), 'email eml_1 was sent, but its text is kept'],
    [
      'given up',
      anEmail({ status: 'held', given_up_at: '2025-11-24T16:00:00Z', has_content: true }),
      'email eml_1 was given up, but its text is kept',
    ],
  ])('is contradicted by the text of an email that was %s', (_what, email, says) => {
    expect(against(39, aLedger({ emails: [email] }), {})).toBe(says);
  });

  it.each([
    ['was sent', anEmail({ has_content: false })],
    ['is held', anEmail({ status: 'held', given_up_at: null, has_content: true })],
  ])('allows an email that %s', (_what, email) => {
    expect(broken(aLedger({ emails: [email], mails: [] }), {})).not.toContain(39);
  });
});
