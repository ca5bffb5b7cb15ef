export interface EmailTimes {
  /** How often due mails are looked for. 1 s: nobody counts the seconds of a mail (guess). */
  readonly pollMs: number;
  /** How long an attempt has its mail to itself. 30 s: twice the longest attempt at SMTP, so that no two overlap unless a process stood still. */
  readonly leaseMs: number;
  /** What the pauses grow to, from 200 ms, while the mail server is away. 10 s: one that is back is not kept waiting (guess). */
  readonly awayCapMs: number;
  /** The pauses when it answers "not now": 1 s doubling to 10 min; greylisting lets in what comes again after five minutes or so. */
  readonly deferredMs: number;
  readonly deferredCapMs: number;
  /** 12 s for a whole attempt, however slowly the server trickles: less than the 15 s in which a stopping process drains. */
  readonly attemptMs: number;
  /**
   * 10 s for each silence, half of it to connect and for the greeting: a server may scan the whole mail before it takes it, and who gives
   * up then leaves it uncertain (guess).
   */
  readonly silenceMs: number;
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
