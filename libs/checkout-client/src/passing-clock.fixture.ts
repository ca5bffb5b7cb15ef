interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock on which time passes only while a call has nothing else to do. */
export class PassingClock {
  now = Date.UTC(2026, 0, 15);
  private timers: Timer[] = [];
  private held = 0;

  get timersLeft(): number {
    return this.timers.length;
  }

  /**
   * Runs a call to its end, passing over every pause at once. A call that works outside this thread (it hashes its body) while
   * another one has timers must be waited for in `hold`.
   */
  async pass<T>(call: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => void (isOver = true);
    call.then(over, over);
    for (;;) {
      await this.idle();
      if (isOver) return call;
      this.fireNext();
    }
  }

  /** No time passes until that has come about: for a reply that waits for what no turn of the event loop can promise. */
  async hold(until: Promise<unknown>): Promise<void> {
    this.held += 1;
    try {
      await until;
    } finally {
      this.held -= 1;
    }
  }

  /** Until nothing is held and all that this thread had to do is done: promises that wait for one another take no more turns. */
  private async idle(): Promise<void> {
    for (let turns = 0; turns < 5; turns = this.held > 0 ? 0 : turns + 1)
      await new Promise((resolve) => setImmediate(resolve));
  }

  private fireNext(): void {
    const [next] = this.timers.sort((a, b) => a.at - b.at);
    if (next === undefined) return;
    this.timers.shift();
    this.now = Math.max(this.now, next.at);
    next.fire();
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = { at: this.now + ms, fire: resolve };
      this.timers.push(timer);
      const stop = (): void => {
        this.timers = this.timers.filter((each) => each !== timer);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(signal?.reason);
      };
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }
}
