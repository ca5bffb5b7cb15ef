import { defineSuite, ownProcesses, rowsOf, runSuite } from '@holdfast/engine';

const by = 5;

interface Count {
  readonly name: string;
  readonly total: number;
}

const counter = defineSuite({
  name: 'The counter',
  stack: ownProcesses({
    services: [
      {
        name: 'counter',
        program: `${import.meta.dirname}/main.ts`,
        environment: { ADD: process.env['ADD'] ?? './add.ts' },
      },
    ],
    portBase: Number(process.env['PORT_BASE'] ?? 21_000),
  }),
  operations: [
    {
      name: 'addition',
      says: 'a customer adds 5 to a count of their own',
      act: (customer, key) => customer.send('POST', '/additions', { key, json: { name: customer.name, by } }),
    },
  ],
  ledgers: async (stack) => ({
    counts: await rowsOf<Count>(stack.address('postgres'), 'SELECT * FROM counts ORDER BY name'),
  }),
  invariants: [
    {
      number: 1,
      says: 'An accepted addition is added once; one without a success, once or not at all.',
      contradictions: ({ customers, ledgers }) =>
        customers.flatMap(({ name, wasAccepted }) => {
          const total = ledgers.counts.find((count) => count.name === name)?.total ?? 0;
          if (total === by || (total === 0 && !wasAccepted)) return [];
          return [`${name} ${wasAccepted ? 'got 200' : 'got no success'}, and its total is ${total}`];
        }),
    },
  ],
});

process.exitCode = await runSuite(counter);
