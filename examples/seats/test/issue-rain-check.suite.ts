/** The part of the suite that breaks every message of a rain check. */
import { type Operation, rowsOf, type RunningStack, type SuiteEvidence } from '@holdfast/engine';

interface StoredRainCheck {
  readonly customer: string;
}

export const issueRainCheck = (secret: string): Operation => ({
  name: 'issue-rain-check',
  says: 'a customer sends a rain check of their own',
  act: (customer, key) =>
    customer.send('POST', '/rain-checks', {
      key: `"${key}"`,
      headers: { authorization: `Bearer ${secret}` },
      json: { customer: customer.name, details: 'Next Friday.' },
    }),
});

export const storedRainChecks = (stack: RunningStack): Promise<readonly StoredRainCheck[]> =>
  rowsOf(stack.address('postgres'), 'SELECT customer FROM rain_checks ORDER BY created_at');

interface Stored {
  readonly rainChecks: readonly StoredRainCheck[];
}

/** Customers who got 201 for a rain check, and do not have exactly one. */
export const wrongRainChecks = ({ customers, ledgers }: SuiteEvidence<Stored>): string[] =>
  customers
    .filter(({ wasAccepted, responses }) => wasAccepted && responses[0]?.path === '/rain-checks')
    .map(({ name }) => ({ name, own: ledgers.rainChecks.filter(({ customer }) => customer === name) }))
    .filter(({ own }) => own.length !== 1)
    .map(({ name, own }) => `${name} got 201, and has ${own.length}`);
