/** Collects deliveries while its window is open, then runs them one after another, the latest first. */
export class ReverseGate {
  private gathered: (() => Promise<void>)[] | undefined;

  pass(openWindow: () => Promise<void>, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const run = (): Promise<void> => work().then(resolve, reject);
      if (this.gathered !== undefined) {
        this.gathered.push(run);
        return;
      }
      const gathered = [run];
      this.gathered = gathered;
      openWindow().then(async () => {
        this.gathered = undefined;
        for (const next of gathered.toReversed()) await next();
      }, reject);
    });
  }
}
