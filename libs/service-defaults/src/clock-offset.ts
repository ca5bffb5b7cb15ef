/**
 * Shifts `Date.now()` and `new Date()` of this process by an offset, to test a wrong clock. Timers and
 * `performance.now()` are unaffected.
 */
export function shiftClock(offsetMs: number): void {
  if (offsetMs !== 0) globalThis.Date = shifted(globalThis.Date, offsetMs);
}

function shifted(real: DateConstructor, ms: number): DateConstructor {
  const now = (): number => real.now() + ms;
  return new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
