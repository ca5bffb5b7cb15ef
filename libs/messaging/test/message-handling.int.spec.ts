import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService, metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import {
  Catch,
  Controller,
  type ExceptionFilter,
  Module,
  ParseIntPipe,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Job, type Queue, UnrecoverableError } from 'bullmq';
import { pino } from 'pino';
import { map, type Observable, of, throwError } from 'rxjs';
import { BullMqContext, BullMqServer, closeQueue, openQueue } from '../src/index.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });

class Declined extends Error {}

@Catch(Declined)
class DeclinedIsFinal implements ExceptionFilter {
  catch(error: Declined): Observable<never> {
    return throwError(() => new UnrecoverableError(`final: ${error.message}`));
  }
}

let hold: Promise<void> = Promise.resolve();
const handled: string[] = [];

@Controller()
class Consumer {
  @MessagePattern<string>('double')
  @UsePipes(ParseIntPipe)
  @UseInterceptors({ intercept: (_, next) => next.handle().pipe(map((value: number) => ({ value }))) })
  double(@Payload() n: number): Observable<number> {
    return of(2 * n);
  }

  @MessagePattern({ do: 'halve', what: 'number' })
  halve(@Payload() n: number): number {
    return n / 2;
  }

  @EventPattern<string>('pay')
  @UseFilters(DeclinedIsFinal)
  pay(): never {
    throw new Declined('no money');
  }

  @EventPattern<string>('guarded')
  @UseGuards({ canActivate: (context) => context.switchToRpc().getData<string>() === 'open' })
  guarded(@Payload() word: string): void {
    handled.push(word);
  }

  @EventPattern<string>('again')
  again(@Ctx() context: BullMqContext): void {
    context.noteDuplicate();
  }

  @EventPattern<string>('slow')
  async slow(): Promise<void> {
    handled.push('begun');
    await hold;
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

describe.each(['Redis', 'Postgres'] as const)('A handler on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let queue: string;
  let jobs: Queue;
  const apps: NestFastifyApplication[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
    await boot();
  });

  afterEach(() => {
    handled.length = 0;
    hold = Promise.resolve();
  });

  afterAll(async () => {
    for (const app of apps) await app.close();
    await closeQueue(jobs);
    await fixture.close();
  });

  async function boot(drainMs?: number): Promise<NestFastifyApplication> {
    const config = { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    const app = await bootService({
      name: 'consumer',
      config: { ...config, API_KEYS: [], EXTRA_API_KEYS: [], MAX_EVENT_LOOP_DELAY_MS: 60_000 },
      openApi: { title: 'Consumer', description: '' },
      module: () => ({ module: ConsumerModule }),
      consumers: () => [
        new BullMqServer({
          queue,
          url: fixture.queueUrl,
          logger,
          ...(drainMs === undefined ? {} : { drainMs }),
        }),
      ],
    });
    apps.push(app);
    return app;
  }

  async function add(name: string, payload: unknown, attempts = 3): Promise<string> {
    const messageId = randomUUID();
    const data = { messageId, traceparent: null, payload };
    await jobs.add(name, data, { jobId: messageId, attempts, backoff: { type: 'full-jitter' } });
    return messageId;
  }

  async function ended(messageId: string, state: 'completed' | 'failed'): Promise<Job> {
    return eventually(async () => {
      expect(await jobs.getJobState(messageId)).toBe(state);
      return (await jobs.getJob(messageId)) as Job;
    });
  }

  const counted = async (name: string) => {
    const { values } = await metrics.getSingleMetric('messaging_messages_handled_total')!.get();
    const entries = values
      .filter(({ labels, value }) => labels['queue'] === queue && labels['name'] === name && value > 0)
      .map(({ labels, value }): [string, number] => [String(labels['outcome']), value]);
    return Object.fromEntries(entries);
  };

  it('is counted from 0, so that the first dead letter is an increase', async () => {
    const text = await metrics.metrics();
    for (const name of ['double', 'unknown'])
      expect(text).toMatch(new RegExp(`{queue="${queue}",name="${name}",outcome="dead"[^}]*} 0$`, 'm'));
  });

  it('runs through its pipes and interceptors, and its result becomes the result of the job', async () => {
    const job = await ended(await add('double', '21'), 'completed');
    expect(job.returnvalue).toEqual({ value: 42 });
    expect(await counted('double')).toEqual({ done: 1 });
  });

  it('is found by a pattern that is an object, in any order', async () => {
    const job = await ended(await add('{"what":"number","do":"halve"}', 42), 'completed');
    expect(job.returnvalue).toBe(21);
  });

  it('fails with the error that its filter returns', async () => {
    const job = await ended(await add('pay', 1), 'failed');
    expect(job).toMatchObject({ attemptsMade: 1, failedReason: 'final: no money' });
    expect(await counted('pay')).toEqual({ dead: 1 });
  });

  it('does not run if its guard refuses', async () => {
    await ended(await add('guarded', 'open'), 'completed');
    const job = await ended(await add('guarded', 'shut', 2), 'failed');
    expect(handled).toEqual(['open']);
    expect(job.failedReason).toMatch(/forbidden/i);
    expect(await counted('guarded')).toEqual({ done: 1, retried: 1, dead: 1 });
  });

  it('distinguishes a duplicate from a processed message', async () => {
    await ended(await add('again', 1), 'completed');
    expect(await counted('again')).toEqual({ duplicate: 1 });
  });

  it('counts all names without a handler as one', async () => {
    await ended(await add(`made-up-${randomUUID()}`, 1), 'failed');
    expect(await counted('unknown')).toEqual({ dead: 1 });
  });

  it('returns a job that it cannot finish before its process must end, without using up an attempt', async () => {
    const work = Promise.withResolvers<void>();
    hold = work.promise;
    for (const app of apps.splice(0)) await app.close();
    const app = await boot(0);
    const messageId = await add('slow', 1);
    await eventually(() => expect(handled).toEqual(['begun']));
    await app.close();
    expect(await jobs.getJobState(messageId)).toBe('waiting');
    hold = Promise.resolve();
    await boot();
    expect(await ended(messageId, 'completed')).toMatchObject({ attemptsMade: 1 });
    work.resolve();
  });
});
