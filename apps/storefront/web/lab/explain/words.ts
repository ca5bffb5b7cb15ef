/** The labels around the explanations of breakers, which are the services' own words. */
export const explainWords = {
  breaker: (dependency: string, state: string): string => `Breaker of ${dependency}: ${state}`,
  noBreaker: (dependency: string): string => `Calls to ${dependency}`,
  in: (process: string): string => `in ${process}`,
  usersSee: 'Users see:',
} as const;
