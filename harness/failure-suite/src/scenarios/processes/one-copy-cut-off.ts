import { type Scenario } from '../../scenario/scenario.ts';
import { oneCopyCutOff } from '../one-copy-cut-off.ts';

const base = {
  customerSees: 'At worst a retry. Each order is paid and charged once, and gets one receipt.',
  fallacies: ['the network is reliable', 'topology does not change'],
  // The breakers of the instance and its relay may be open for 10 s when it is connected again.
  livenessMs: 40_000,
} as const;
const silent = { kind: 'black_hole' } as const;
const reset = { kind: 'reset' } as const;
const cell = { phase: 'throughout' } as const;

export default [
  {
    ...base,
    name: 'checkout-2-resets-with-postgres',
    broken: 'One instance of checkout loses each connection to Postgres; the other keeps its own.',
    cell: { ...cell, edge: 'checkout->postgres', fault: 'reset of one copy' },
    proves: ['checkout.recovery'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'checkout-2->postgres', fault: reset, isPaidMeanwhile: true }),
  },
  {
    ...base,
    name: 'checkout-2-silent-with-postgres',
    broken: 'For one instance of checkout, Postgres accepts everything and responds to nothing.',
    cell: { ...cell, edge: 'checkout->postgres', fault: 'black hole of one copy' },
    proves: ['checkout.recovery', 'checkout.timeout'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'checkout-2->postgres', fault: silent, isPaidMeanwhile: true }),
  },
  {
    ...base,
    name: 'payments-2-resets-with-postgres',
    broken: 'One instance of payments loses each connection to Postgres; the other keeps its own.',
    cell: { ...cell, edge: 'payments->postgres', fault: 'reset of one copy' },
    proves: ['payment.recovery'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'payments-2->postgres', fault: reset, isPaidMeanwhile: false }),
  },
  {
    ...base,
    name: 'payments-2-silent-with-postgres',
    broken: 'For one instance of payments, Postgres accepts everything and responds to nothing.',
    cell: { ...cell, edge: 'payments->postgres', fault: 'black hole of one copy' },
    proves: ['payment.recovery', 'payment.timeout'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'payments-2->postgres', fault: silent, isPaidMeanwhile: false }),
  },
  {
    ...base,
    name: 'email-2-silent-with-postgres',
    broken: 'For one instance of email, Postgres accepts everything and responds to nothing.',
    cell: { ...cell, edge: 'email->postgres', fault: 'black hole of one copy' },
    proves: ['receipt.recovery', 'receipt.timeout'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'email-2->postgres', fault: silent, isPaidMeanwhile: true }),
  },
  {
    ...base,
    name: 'checkout-2-silent-with-redis',
    needs: 'redis',
    broken: 'For one instance of checkout, Redis accepts everything and responds to nothing.',
    cell: { ...cell, edge: 'checkout->redis', fault: 'black hole of one copy' },
    proves: ['receipt.recovery', 'checkout.fallback'],
    run: (system) =>
      oneCopyCutOff(system, { edge: 'checkout-2->redis', fault: silent, isPaidMeanwhile: true }),
  },
  {
    ...base,
    name: 'email-2-silent-with-redis',
    needs: 'redis',
    broken: 'For one instance of email, Redis accepts everything and responds to nothing.',
    cell: { ...cell, edge: 'email->redis', fault: 'black hole of one copy' },
    proves: ['receipt.recovery', 'receipt.timeout'],
    run: (system) => oneCopyCutOff(system, { edge: 'email-2->redis', fault: silent, isPaidMeanwhile: true }),
  },
] satisfies readonly Scenario[];
