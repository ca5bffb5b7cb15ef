import { reasonOf, withJobContext } from '@holdfast/service-defaults';
import { type MessageHandler } from '@nestjs/microservices';
import { type Job, UnrecoverableError } from 'bullmq';
import { type Logger } from 'pino';
import { isObservable, lastValueFrom } from 'rxjs';
import { BullMqContext } from './bullmq.context.ts';
import { jobFailureOf, noHandlerFor, notAnEnvelope } from './dead-reason.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { type DeliveryOutcome, handlingTime, messagesHandled, unknownName } from './message.metrics.ts';

export interface MessageProcessorOptions {
  readonly queue: string;
  readonly logger: Logger;
  readonly handlerOf: (name: string) => MessageHandler | null;
}

/** Handles one delivery of a message: opens its envelope, continues its trace, and counts its outcome. */
export class MessageProcessor {
  constructor(private readonly options: MessageProcessorOptions) {}

  /** Resolves with the handler's result. Rejects with an UnrecoverableError if a retry cannot help. */
  async process(job: Job<Envelope>): Promise<unknown> {
    const envelope = readEnvelope(job.data);
    if (envelope === undefined) throw this.giveUp(job, notAnEnvelope());
    const { messageId, traceparent } = envelope;
    return withJobContext({ id: messageId, traceparent: traceparent ?? undefined }, () =>
      this.handle(job, envelope),
    );
  }

  /** Counts jobs that a worker failed without handling them: too many of their workers crashed. */
  noteFailed(job: Job<Envelope> | undefined, error: Error): void {
    if (job?.deferredFailure !== undefined) this.giveUp(job, error);
  }

  private async handle(job: Job<Envelope>, envelope: Envelope): Promise<unknown> {
    const handler = this.options.handlerOf(job.name);
    if (handler === null) throw this.giveUp(job, noHandlerFor(job.name, this.options.queue));
    const context = new BullMqContext([job]);
    const endTimer = handlingTime.startTimer({ queue: this.options.queue, name: job.name });
    try {
      const result: unknown = await handler(envelope.payload, context);
      const value = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
      this.count(job, context.isDuplicate ? 'duplicate' : 'done');
      return value;
    } catch (error) {
      throw this.fail(job, jobFailureOf(error, envelope));
    } finally {
      endTimer();
    }
  }

  private fail(job: Job<Envelope>, failure: Error): Error {
    const attempt = job.attemptsMade + 1;
    const attempts = job.opts.attempts ?? 1;
    if (failure instanceof UnrecoverableError || attempt >= attempts) return this.giveUp(job, failure);
    this.count(job, 'retried');
    this.options.logger.warn(
      this.factsOf(job),
      `${job.name} failed, attempt ${attempt} of ${attempts}: ${reasonOf(failure)}`,
    );
    return failure;
  }

  private giveUp(job: Job<Envelope>, failure: Error): Error {
    this.count(job, 'dead');
    this.options.logger.error(
      { ...this.factsOf(job), err: failure },
      `${job.name} failed permanently on attempt ${job.attemptsMade + 1}; moved to dead letters: ${reasonOf(failure)}`,
    );
    return failure;
  }

  private count(job: Job<Envelope>, outcome: DeliveryOutcome): void {
    const name = this.options.handlerOf(job.name) === null ? unknownName : job.name;
    messagesHandled.inc({ queue: this.options.queue, name, outcome });
  }

  private factsOf({ name, id, attemptsMade }: Job<Envelope>) {
    return { queue: this.options.queue, job: name, messageId: id, attempt: attemptsMade + 1 };
  }
}
