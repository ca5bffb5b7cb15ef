/** `node tools/bootstrap.mjs examples/seats/test/suite.ts`: every message, broken in every way. */
import path from 'node:path';
import { defineSuite, ownProcesses, rowsOf, runSuite } from '@holdfast/engine';
import { embeddedPostgresUrl, fastTimings, prepared } from '@holdfast/local-stack';
import { issueRainCheck, storedRainChecks, wrongRainChecks } from './issue-rain-check.suite.ts';

const portBase = Number(process.env['PORT_BASE'] ?? 21_000);
const program = (name: string): string => path.resolve(import.meta.dirname, '../dist', name);
const secret = 's3cret-of-these-tests-alone';

interface StoredSeat {
  readonly customer: string;
  readonly confirmed: boolean;
}

const idOf = (customer: string): string => customer.slice(0, 32);

const seats = defineSuite({
  name: 'The service of seats',
  stack: ownProcesses({
    portBase,
    services: [
      {
        name: 'seats',
        program: program('main.js'),
        migrations: program('migrate.js'),
        environment: prepared({
          ...fastTimings['*'],
          // Queues in the same Postgres, around the lab.
          QUEUE_URL: embeddedPostgresUrl(portBase, 'suite'),
          API_KEYS: `shop:${secret}:charge`,
          LOG_LEVEL: 'warn',
        }),
      },
    ],
  }),
  operations: [
    {
      name: 'reservation',
      says: 'a customer reserves a seat of their own',
      act: (customer, key) =>
        customer.send('POST', '/seats', {
          key: `"${key}"`,
          headers: { authorization: `Bearer ${secret}` },
          json: { seatId: idOf(customer.name), customer: customer.name, productId: 'tea' },
        }),
    },
    issueRainCheck(secret),
  ],
  ledgers: async (stack) => ({
    seats: await rowsOf<StoredSeat>(
      stack.address('postgres'),
      'SELECT customer, confirmed_at IS NOT NULL AS confirmed FROM seats ORDER BY seat_id',
    ),
    rainChecks: await storedRainChecks(stack),
  }),
  // Longer than the relay and the queue poll: a confirmation belongs to its reservation.
  calmMs: 1_000,
  // A busy machine takes its time.
  patienceMs: 1_000,
  livenessMs: 30_000,
  unfinished: (ledgers) =>
    ledgers.seats
      .filter(({ confirmed }) => !confirmed)
      .map(({ customer }) => `the seat of ${customer} is not confirmed`),
  invariants: [
    {
      number: 1,
      says: 'Anyone who got 201 for a seat has it, and it is confirmed.',
      contradictions: ({ customers, ledgers }) =>
        customers
          .filter(({ wasAccepted, responses }) => wasAccepted && responses[0]?.path === '/seats')
          .filter(({ name }) => !ledgers.seats.some((seat) => seat.customer === name && seat.confirmed))
          .map(({ name }) => `${name} got 201, and has no confirmed seat`),
    },
    {
      number: 2,
      says: 'A key gets the same response each time.',
      contradictions: ({ customers }) =>
        customers.flatMap(({ name, responses }) => {
          const texts = new Set(responses.filter(({ status }) => status === 201).map(({ text }) => text));
          return texts.size > 1 ? [`${name} got ${texts.size} different responses`] : [];
        }),
    },
    {
      number: 3,
      says: 'Anyone who got 201 for a rain check has exactly one.',
      contradictions: (evidence) => wrongRainChecks(evidence),
    },
  ],
});

process.exitCode = await runSuite(seats);
