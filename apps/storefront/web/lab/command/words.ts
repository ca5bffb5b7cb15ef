export const commandWords = {
  copy: 'Copy',
  copied: 'Copied',
  /** The name of the button for screen readers. */
  copyThis: (does: string) => `Copy the command: ${does}`,
  copyByHand: 'Selected. Copy it with Ctrl+C or ⌘C.',
} as const;
