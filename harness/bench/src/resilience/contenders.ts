import type CircuitBreaker from 'opossum';

/** A call to one dependency through a library. */
export type Caller = (work: () => Promise<unknown>) => Promise<unknown>;

/** Makes the caller of a dependency, by its name. */
type Callers = (name: string) => Caller;

export const contenders = {
  bare: { label: 'nothing between', prepare: bare },
  holdfast: { label: 'Holdfast', prepare: holdfast },
  opossum: { label: 'opossum, all defaults', prepare: () => opossum({}) },
  'opossum-lean': {
    label: 'opossum, percentiles and snapshots off',
    prepare: () => opossum({ rollingPercentilesEnabled: false, enableSnapshots: false }),
  },
} satisfies Record<string, { readonly label: string; readonly prepare: () => Promise<Callers> }>;

export type ContenderName = keyof typeof contenders;

/** @throws Error for an unknown name. */
export async function prepare(name: string): Promise<Callers> {
  const found = Object.entries(contenders).find(([key]) => key === name);
  if (found === undefined) throw new Error(`there is no contender ${name}`);
  return found[1].prepare();
}

function bare(): Promise<Callers> {
  return Promise.resolve(() => async (work: () => Promise<unknown>) => work());
}

// Imported on demand, so that no process loads another contender's code.

/** As in a service: with the metrics that the module adds, and all defaults. */
async function holdfast(): Promise<Callers> {
  const { Resilience, ResilienceModule } = await import('@holdfast/resilience');
  const { NestFactory } = await import('@nestjs/core');
  const { pino } = await import('pino');
  const module = ResilienceModule.forRoot({ logger: pino({ level: 'silent' }) });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const resilience = app.get(Resilience);
  const usersSee = { closed: 'all is well', open: 'an older page', half_open: 'an older page' };
  return (name) => {
    const dependency = resilience.dependency({ name, usersSee });
    return (work) => dependency.run(work);
  };
}

async function opossum(options: CircuitBreaker.Options): Promise<Callers> {
  const { default: Breaker } = await import('opossum');
  return (name) => {
    const breaker = new Breaker((work: () => Promise<unknown>) => work(), { name, ...options });
    return (work) => breaker.fire(work);
  };
}
