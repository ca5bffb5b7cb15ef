import { type Scenario } from '../scenario/scenario.ts';

/** A scenario that does nothing. */
export const aScenario = (name: string, over: Partial<Scenario> = {}): Scenario => ({
  name,
  group: 'by hand',
  broken: 'Nothing.',
  customerSees: 'An order.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'connect' },
  proves: [],
  run: () => Promise.resolve(),
  ...over,
});
