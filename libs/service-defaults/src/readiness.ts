import { type Logger } from 'pino';
import { type HealthCheck, type HealthReport, reportHealth } from './health.ts';
import { reasonOf } from './logger.ts';

/** Whether this process should get traffic: its checks, and whether it is on its way out. */
export class Readiness {
  checks: readonly HealthCheck[] = [];
  isStopping = false;
  private hasBeenReady = false;
  private readonly down = new Set<string>();

  constructor(private readonly logger: Logger) {}

  /** The log tells once why a dependency went down, and once that it is back, however often readiness is asked. */
  async report(): Promise<HealthReport> {
    const report = await reportHealth(this.checks, (name, failure) => this.note(name, failure));
    this.hasBeenReady ||= report.status !== 'unavailable';
    return this.isStopping ? { ...report, status: 'unavailable' } : report;
  }

  /** Whether everything needed has been there once. From then on nothing is asked: what fails later is no matter of the start. */
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
