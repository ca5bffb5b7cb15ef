/** The sentences of the lab's page. */
export const labPageWords = {
  sidePanel: 'Experiments and details',
  backToExperiments: 'Back to the experiments',
  reading: 'Reading the lab…',
  nothing: 'Nothing is broken.',
  broken: (n: number) => (n === 1 ? 'One thing is broken.' : `${n} things are broken.`),
  readAt: (time: string) => `Read from the lab at ${time}.`,
  unread: 'The lab does not respond.',
  lastRead: (time: string) => `The list is from ${time}. We keep reading.`,
  struck: (n: number) => (n === 0 ? 'Has not struck yet' : n === 1 ? 'Struck once' : `Struck ${n} times`),
  connections: (n: number) => `All ${n} connections`,
  edge: 'Connection',
  messages: 'Messages so far',
} as const;
