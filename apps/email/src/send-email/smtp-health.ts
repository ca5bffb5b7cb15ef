import { type HealthCheck } from '@holdfast/service-defaults';

/** 10 s: each verification signs in to the mail server, and an orchestrator checks every few seconds. */
const keptMs = 10_000;
/** 5 s: a mail server that is back shows soon. */
const failureKeptMs = 5_000;
/** 900 ms: less than the second after which a check counts as down. */
const patienceMs = 900;

/**
 * The readiness check of the mail server. It bypasses the breaker. All checks share one verification, and its
 * result is kept for a while. Until a slow one ends, the last result holds; before the first, the server
 * counts as up.
 */
export class SmtpHealth implements HealthCheck {
  readonly name = 'smtp';
  readonly isNeeded = false;
  private verifying: Promise<void> | undefined;
  private failure: Error | undefined;
  private verifiedAt = -Infinity;
  private keptUntil = -Infinity;

  /** @param longestMs how long a verification may take */
  constructor(
    private readonly verify: () => Promise<unknown>,
    private readonly longestMs: number,
  ) {}

  async check(): Promise<void> {
    if (performance.now() >= this.keptUntil) {
      this.verifying ??= this.verifyOnce();
      await within(patienceMs, this.verifying).catch(() => undefined);
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** After a failed attempt to send, a success is not kept for longer than a failure. */
  doubt(): void {
    this.keptUntil = Math.min(this.keptUntil, this.verifiedAt + failureKeptMs);
  }

  private async verifyOnce(): Promise<void> {
    try {
      await within(this.longestMs, this.verify());
      this.failure = undefined;
    } catch (error) {
      this.failure = error as Error;
    }
    this.verifying = undefined;
    this.verifiedAt = performance.now();
    this.keptUntil = this.verifiedAt + (this.failure === undefined ? keptMs : failureKeptMs);
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no response within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
