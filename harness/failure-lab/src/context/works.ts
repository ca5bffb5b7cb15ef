/** A sentence about the work in progress, with the way to stop it; undefined if there is none. */
export type Work = () => string | undefined;

/** Experiments and random plans break things on their own, so only one of them may be at work. */
export class Works {
  private readonly all: Work[] = [];

  add(work: Work): void {
    this.all.push(work);
  }

  get current(): string | undefined {
    for (const work of this.all) {
      const sentence = work();
      if (sentence !== undefined) return sentence;
    }
    return undefined;
  }
}
