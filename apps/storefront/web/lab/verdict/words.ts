/** The sentences of the verdict bar that are not the lab's own. */
export const verdictWords = {
  region: 'Verdict',
  connecting: 'Looking for the lab…',
  lost: (age: string) => `Lost sight of the lab ${age} ago. Trying to reach it.`,
} as const;
