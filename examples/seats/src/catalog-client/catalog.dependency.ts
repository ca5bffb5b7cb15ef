import { type DependencyOptions } from '@holdfast/resilience';

export const catalogDependency: DependencyOptions = {
  name: 'catalog',
  attemptTimeoutMs: 500,
  deadlineMs: 800,
  attempts: 2,
  breaker: { openMs: 2_000, openCapMs: 15_000 },
  usersSee: {
    closed: 'Seats are shown with the names of their products.',
    open: 'Seats are shown without the names of their products, with a notice.',
    half_open:
      'One request at a time asks for names as a probe. All others are shown without, with a notice.',
  },
};
