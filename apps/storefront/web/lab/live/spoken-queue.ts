/** Sentences that wait to be read aloud, one for each subject: a newer state replaces an older one. */
export class SpokenQueue {
  private readonly waiting = new Map<string, string>();

  put(subject: string, sentence: string): void {
    // The newest goes to the end: subjects that change all the time must not hold up the others.
    this.waiting.delete(subject);
    this.waiting.set(subject, sentence);
  }

  /** The sentence that has waited longest. */
  take(): string | undefined {
    for (const [subject, sentence] of this.waiting) {
      this.waiting.delete(subject);
      return sentence;
    }
    return undefined;
  }
}
