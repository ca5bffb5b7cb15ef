/** Variables by name, as text. */
type Environment = Readonly<Record<string, string>>;

/**
 * Shifts `Date.now()` and `new Date()` of this process by `ms`, to test a wrong clock. Timers and
 * `performance.now()` are unaffected. Its source runs inside other processes, so it uses nothing else.
 */
export function shiftClock(ms: number): void {
  const real = globalThis.Date;
  const now = (): number => real.now() + ms;
  if (ms === 0) return;
  globalThis.Date = new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}

const symbolName = 'holdfast.timings';

const preload = `globalThis[Symbol.for('${symbolName}')] = true;
(${shiftClock.toString()})(Number(process.env.CLOCK_OFFSET_MS ?? 0));`;

/** A Node option without spaces, which also works where there is no file of ours, as in a container. */
const preparing = `--import=data:text/javascript,${encodeURIComponent(preload)}`;

/**
 * The environment of a service that a test harness has prepared: it takes timings from its environment, and
 * CLOCK_OFFSET_MS shifts its clock, ms.
 */
export function prepared(environment: Environment): Environment {
  const options = [environment['NODE_OPTIONS'], preparing].filter((option) => option !== undefined);
  return { ...environment, NODE_OPTIONS: options.join(' ') };
}

/**
 * True for the environment of a prepared program; the services that it starts are prepared, too. Builds
 * differ in the source of `shiftClock`, so only the name counts.
 */
export function isPrepared(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['NODE_OPTIONS']?.includes(symbolName) === true;
}
