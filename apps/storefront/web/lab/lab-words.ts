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
  fix: 'Fix everything',
  fixing: 'Fixing…',
  fixingNow: 'We already do. The result comes from the lab.',
  fixed: 'Fixed: the lab reports nothing broken.',
  notFixed: (detail: string) => `Not fixed. ${detail}`,
  stillBroken: 'The lab still reports something broken.',
  intro:
    'Every connection between two processes of this shop passes through the lab, which can break it at an exact message. The shop must still charge once.',
  tryIt: 'Break something',
  tryItText:
    'This loses the next response to a payment. The card is charged, and payments asks again with the same key: buy something and see.',
  more: 'More commands:',
  connections: (n: number) => `All ${n} connections`,
  edge: 'Connection',
  messages: 'Messages so far',
} as const;
