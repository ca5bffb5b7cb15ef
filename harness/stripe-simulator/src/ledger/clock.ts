import { type DatabaseSync } from 'node:sqlite';

/** The time of the local Stripe: real time plus what a test has added, over restarts too. */
export class Clock {
  constructor(private readonly database: DatabaseSync) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.aheadMs();
  }

  aheadMs(): number {
    return Number(this.database.prepare('SELECT ahead_ms FROM clock').get()?.['ahead_ms']);
  }

  advance(ms: number): void {
    this.database.prepare('UPDATE clock SET ahead_ms = ahead_ms + ?').run(ms);
  }
}
