interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that advances only while a call has nothing else to do. */
export class PassingClock {
  now = Date.UTC(2026, 0, 15);
  private timers: Timer[] = [];
  private held = 0;

  get timersLeft(): number {
    return this.timers.length;
  }

  /**
   * Runs a call to its end, skipping every pause. A call that works off this thread (it hashes its body)
   * while another has timers must be wrapped in `hold`.
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

  /**
   * Stops the clock until `until` settles, for replies that wait for something no turn of the event loop can
   * guarantee.
   */
  async hold(until: Promise<unknown>): Promise<void> {
    this.held += 1;
    try {
      await until;
    } finally {
      this.held -= 1;
    }
  }

  /**
   * Resolves once nothing is held and this thread is idle. Promises that await one another take at most 5
   * turns.
   */
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
