import { type Logger } from 'pino';
import { type HealthCheck, type HealthReport, reportHealth } from './health.ts';
import { reasonOf } from '../logging/logger.ts';

/** Decides if this process should receive traffic, from its checks and its shutdown. */
export class Readiness {
  checks: readonly HealthCheck[] = [];
  private readonly shutdown = new AbortController();
  private hasBeenReady = false;
  private readonly down = new Set<string>();

  constructor(private readonly logger: Logger) {}

  get isStopping(): boolean {
    return this.stopping.aborted;
  }

  /** Aborts when shutdown begins. */
  get stopping(): AbortSignal {
    return this.shutdown.signal;
  }

  stop(): void {
    this.shutdown.abort();
  }

  /** Logs once when a dependency goes down and once when it is back, however often it is called. */
  async report(): Promise<HealthReport> {
    const report = await reportHealth(this.checks, (name, failure) => this.note(name, failure));
    this.hasBeenReady ||= report.status !== 'unavailable';
    return this.isStopping ? { ...report, status: 'unavailable' } : report;
  }

  /**
   * True once every required dependency has been up. From then on nothing is checked: later failures are a
   * matter of readiness.
   */
  async isStarted(): Promise<boolean> {
    if (!this.hasBeenReady) await this.report();
    return this.hasBeenReady;
  }

  private note(name: string, failure: Error | undefined): void {
    if (failure === undefined) {
      if (this.down.delete(name)) this.logger.info(`${name} is up again`);
    } else if (!this.down.has(name)) {
      this.down.add(name);
      this.logger.warn(`${name} is down: ${reasonOf(failure)}`);
    }
  }
}
