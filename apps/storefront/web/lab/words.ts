/** The sentences of the failure lab. The build without the lab has none of them. */
export const labWords = {
  name: 'Failure lab',
  heading: 'Failure lab',
} as const;
