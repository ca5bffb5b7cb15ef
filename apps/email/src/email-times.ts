export abstract class EmailTimes {
  /** How often due emails are looked up. 1 s: a second does not matter. */
  abstract readonly pollMs: number;
  /**
   * How long an attempt owns its email. 30 s: more than twice the longest attempt, so that attempts overlap
   * only if a process was paused.
   */
  abstract readonly leaseMs: number;
  /**
   * The longest pause while the mail server is down; pauses start at 200 ms. 10 s: short enough to resume
   * quickly.
   */
  abstract readonly awayCapMs: number;
  /**
   * The pauses while the server defers an email (4xx): 1 s doubling to 10 min. Greylisting usually accepts a
   * retry after 5 min.
   */
  abstract readonly deferredMs: number;
  abstract readonly deferredCapMs: number;
  /**
   * 12 s for a whole attempt, however slow the server is: less than the 15 s in which a stopping process
   * drains.
   */
  abstract readonly attemptMs: number;
  /**
   * 10 s without a byte; half of it to connect and for the greeting. A server may scan the whole email before
   * it responds, and giving up then leaves the email uncertain.
   */
  abstract readonly silenceMs: number;
}

export const emailTimes: EmailTimes = {
  pollMs: 1_000,
  leaseMs: 30_000,
  awayCapMs: 10_000,
  deferredMs: 1_000,
  deferredCapMs: 600_000,
  attemptMs: 12_000,
  silenceMs: 10_000,
};
