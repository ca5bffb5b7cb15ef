/**
 * Environment of all services in the suite: the product's waits, each much shorter, in the same order of size. A scenario with settings of its own
 * runs with those on top; one scenario asserts the shipped defaults.
 */
export const suiteTimings: Readonly<Record<string, string>> = {
  // Both cores are shared by all stacks: being slow is no overload here, and overload has scenarios of its own.
  MAX_EVENT_LOOP_DELAY_MS: '60000',
  LOG_LEVEL: 'info',
};
