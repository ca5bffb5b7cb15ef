import { backgroundComment, Log, reasonOf } from '@holdfast/service-defaults';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { actionableWarnings } from '../fraud-warning/fraud-warning.metrics.ts';
import { disputesAwaitingEvidence, openDisputes } from './dispute.metrics.ts';

/** 10 s: less than the usual scrape interval of 15 s. */
const measureMs = 10_000;

interface Measured {
  readonly inquiry: number;
  readonly needs_response: number;
  readonly under_review: number;
  readonly awaiting: number;
  readonly actionable: number;
}

const measured = `${backgroundComment}
  select count(*) filter (where status = 'inquiry')::int as inquiry,
         count(*) filter (where status = 'needs_response')::int as needs_response,
         count(*) filter (where status = 'under_review')::int as under_review,
         count(*) filter (where evidence_due_by > clock_timestamp())::int as awaiting,
         (select count(*)::int from early_fraud_warning
          where actionable and created_at > clock_timestamp() - interval '7 days') as actionable
  from dispute where closed_at is null`;

/** Measures the tables of disputes and early fraud warnings, in every process. */
@Injectable()
export class DisputeMeter implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private hasFailed = false;

  constructor(
    @Inject(DataSource) private readonly database: Pick<DataSource, 'query'>,
    @Log() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    void this.tryToMeasure();
    this.timer = setInterval(() => void this.tryToMeasure(), measureMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    const [now] = await this.database.query<Measured[]>(measured);
    if (now === undefined) return;
    for (const status of ['inquiry', 'needs_response', 'under_review'] as const)
      openDisputes.set({ status }, now[status]);
    disputesAwaitingEvidence.set(now.awaiting);
    actionableWarnings.set(now.actionable);
  }

  private async tryToMeasure(): Promise<void> {
    try {
      await this.measure();
      this.hasFailed = false;
    } catch (error) {
      this.logger[this.hasFailed ? 'debug' : 'warn'](`failed to measure disputes: ${reasonOf(error)}`);
      this.hasFailed = true;
    }
  }
}
