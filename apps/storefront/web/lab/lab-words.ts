/** The sentences of the lab's page. */
export const labPageWords = {
  sidePanel: 'Experiments and details',
  backToExperiments: 'Back to the experiments',
} as const;
