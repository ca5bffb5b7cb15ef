import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { paste } from './pasted-commands.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { Shopper } from './shopper.ts';

interface Stop {
  readonly name: string;
  readonly promise: string;
  readonly commands: string[];
}

/** The stops of the tour in the output of `npm start`. */
function stopsIn(output: string): Stop[] {
  const lines = output.slice(output.indexOf('Take the tour')).split('\n').slice(1);
  const stops: Stop[] = [];
  for (const line of lines.slice(0, lines.indexOf(''))) {
    const [, name, promise] = /^ {2}(\w+) +(.+)$/.exec(line) ?? [];
    if (name !== undefined && promise !== undefined) stops.push({ name, promise, commands: [] });
    else stops.at(-1)?.commands.push(line);
  }
  return stops;
}

/** Pastes the whole tour into a shell without settings of the stack; returns the output of each stop. */
async function take(stops: readonly Stop[]): Promise<ReadonlyMap<string, string>> {
  const pasted = await paste(
    stops.map(({ commands }) => [commands.join('\n')]),
    { PATH: process.env['PATH'] },
  );
  return new Map(stops.map(({ name }, index) => [name, pasted[index]?.[0]?.output ?? '']));
}

const bodyOf = (response = ''): Record<string, unknown> =>
  JSON.parse(response.slice(response.indexOf('\r\n\r\n')).trim()) as Record<string, unknown>;

describe('the tour that npm start prints', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  let stops: Stop[];
  let printed: ReadonlyMap<string, string>;

  beforeAll(async () => {
    stack = await startStack('postgres', { FAILURE_LAB: 'on' });
    shopper = new Shopper(stack);
    stops = stopsIn(stack.output);
    printed = await take(stops);
  });
  afterAll(() => stack.remove());

  it('buys: 201, paid', () => {
    expect(printed.get('Buy')).toMatch(/^HTTP\/1.1 201 /);
    expect(bodyOf(printed.get('Buy'))).toMatchObject({ status: 'paid' });
  });

  it('repeats: the same response, marked as a replay here and in the service log', async () => {
    expect(printed.get('Repeat')).toMatch(/^HTTP\/1.1 201 [^]*\r\nidempotent-replayed: true\r\n/i);
    expect(bodyOf(printed.get('Repeat'))).toEqual(bodyOf(printed.get('Buy')));
    await eventually(() => expect(stack.log('checkout')).toMatch(/POST \/checkouts 201 replayed \d+ ms/));
  });

  it('shows one receipt in the inbox', async () => {
    await eventually(async () =>
      expect(await shopper.mailsAbout(bodyOf(printed.get('Buy'))['orderId'])).toHaveLength(1),
    );
    const inbox = stops.find(({ name }) => name === 'Inbox')?.promise.match(/http:\S+/)?.[0];
    expect(inbox).toBe(stack.addresses['mail inbox']);
    expect((await fetch(String(inbox), { headers: { accept: 'text/html' } })).status).toBe(200);
  });

  it('shows one charge for both requests', () => {
    const { charges } = JSON.parse(String(printed.get('Ledger'))) as { charges: unknown[] };
    expect(charges).toHaveLength(1);
  });

  it('breaks payments: 202, pending, with a notice', () => {
    expect(printed.get('Break')).toMatch(/HTTP\/1.1 202 /);
    expect(bodyOf(printed.get('Break'))).toMatchObject({
      status: 'payment_pending',
      notice: expect.stringMatching(/\w/),
    });
  });

  it('explains what is down, and what customers see', () => {
    expect(printed.get('Explain')).toMatch(/payments/);
    expect(printed.get('Explain')).toMatch(/users see/i);
  });

  it('recovers: the second order is charged once, and its receipt arrives', async () => {
    const { orderId } = bodyOf(printed.get('Break'));
    await eventually(async () => {
      expect((await shopper.get(`/orders/${String(orderId)}`)).body).toMatchObject({ status: 'paid' });
      expect(await shopper.mailsAbout(orderId)).toHaveLength(1);
    });
    expect(await shopper.charges(orderId)).toHaveLength(1);
  });
});
