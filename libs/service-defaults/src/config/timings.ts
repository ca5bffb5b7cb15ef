import { type z } from 'zod';

const isChosenHere = Symbol.for('holdfast.timings');

/**
 * Marks members of a service's schema as timings, or as limits that depend on timings. They are part of its
 * code: change one there. No deployment sets them, because they must keep their proportions to each other and
 * to other services.
 */
export function timings<T extends Readonly<Record<string, z.ZodType>>>(members: T): T {
  const marked = Object.entries(members).map(([name, type]) => [name, type.meta({ timing: true })]);
  return Object.fromEntries(marked) as T;
}

/** The names of a schema's timings. */
export function timingsIn(schema: z.ZodObject): ReadonlySet<string> {
  const members = Object.entries(schema.shape) as [string, z.ZodType][];
  return new Set(members.filter(([, type]) => type.meta()?.['timing'] === true).map(([name]) => name));
}

/** The names of a schema's settings, without its timings. */
export function settingsIn(schema: z.ZodObject): string[] {
  const ofTheCode = timingsIn(schema);
  return Object.keys(schema.shape).filter((name) => !ofTheCode.has(name));
}

/**
 * True in a process that a test harness has prepared: it sets the global symbol `holdfast.timings` before the
 * service loads, with `node --import`. There, the environment may shorten timings. False by default.
 */
export function timingsAreChosen(): boolean {
  return (globalThis as { readonly [isChosenHere]?: boolean })[isChosenHere] === true;
}
