import { type DatabaseSync } from 'node:sqlite';

/** The time of the local Stripe: real time plus what a test has added, over restarts too. */
export class Clock {
  /** Only this process writes the ledger's file. */
  private ahead: number;

  constructor(private readonly database: DatabaseSync) {
    this.ahead = Number(database.prepare('SELECT ahead_ms FROM clock').get()?.['ahead_ms']);
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.ahead;
  }

  aheadMs(): number {
    return this.ahead;
  }

  advance(ms: number): void {
    this.database.prepare('UPDATE clock SET ahead_ms = ahead_ms + ?').run(ms);
    this.ahead += ms;
  }
}
