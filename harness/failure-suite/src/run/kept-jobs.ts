import { type FinishedJobs } from '@holdfast/witness';

/**
 * Handled jobs that are kept for longer, or in larger numbers, than documented. Their payload is personal
 * data.
 */
export const keptJobs = (finished: readonly FinishedJobs[]): string[] =>
  finished.flatMap(({ queue, old, excess }) => [
    ...(old > 0 ? [`Queue ${queue} keeps jobs for more than 24 h after they were handled: ${old}`] : []),
    ...(excess > 0 ? [`Queue ${queue} keeps more than 1,000 handled jobs, by ${excess}`] : []),
  ]);
