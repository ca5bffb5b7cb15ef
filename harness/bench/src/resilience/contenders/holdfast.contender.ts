import { type Dependency, Resilience, ResilienceModule } from '@holdfast/resilience';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { type Callers } from './contender.ts';

export const usersSee = { closed: 'all is well', open: 'an older page', half_open: 'an older page' };

/** All defaults. */
export function aDependency(resilience: Resilience, name: string): Dependency {
  return resilience.dependency({ name, usersSee });
}

/** As in a service: with the metrics that the module adds. */
export async function watchedResilience(): Promise<Resilience> {
  const module = ResilienceModule.forRoot({ logger: pino({ level: 'silent' }) });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  return app.get(Resilience);
}

function callersOf(resilience: Resilience): Callers {
  return (name) => {
    const dependency = aDependency(resilience, name);
    return { run: (work) => dependency.run(work) };
  };
}

export async function watched(): Promise<Callers> {
  return callersOf(await watchedResilience());
}

export function unwatched(): Callers {
  return callersOf(new Resilience());
}

/** With metrics, and the work uses its signal. */
export async function withSignal(): Promise<Callers> {
  const resilience = await watchedResilience();
  return (name) => {
    const dependency = aDependency(resilience, name);
    return {
      run: (work) =>
        dependency.run((attempt) => {
          attempt.signal.throwIfAborted();
          return work();
        }),
    };
  };
}
