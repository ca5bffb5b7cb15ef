/** A place that is not prescribed, within bounds. All are in free.ts. */
export class Free {
  /** Follows "must be". */
  readonly bounds: string;
  readonly accepts: (found: unknown) => boolean;
  readonly isOptional: boolean;

  constructor(bounds: string, accepts: (found: unknown) => boolean, isOptional = false) {
    this.bounds = bounds;
    this.accepts = accepts;
    this.isOptional = isOptional;
  }

  /** The same place, which may also be missing. */
  optional(): Free {
    return new Free(this.bounds, this.accepts, true);
  }
}

/** The expected value of a place. Fields that are undefined must not exist. */
export type Shape = string | number | boolean | Free | readonly Shape[] | Fields;
export interface Fields {
  readonly [field: string]: Shape | undefined;
}

export interface Difference {
  /** `spec.ports[http].port`; empty for the whole. */
  readonly path: string;
  /** `is 3012, expected 3002`. */
  readonly text: string;
}

type Found = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Found =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Enough for a whole NetworkPolicy. */
const longest = 600;
/** JSON, with bounds in place of free places. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Free ? `<${inner.bounds}>` : inner,
  );
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Every place where the found value is not as expected: changed, missing or unknown. */
export function differences(expected: Shape | undefined, found: unknown, path = ''): Difference[] {
  if (expected instanceof Free) {
    if (found === undefined ? expected.isOptional : expected.accepts(found)) return [];
    const is = found === undefined ? 'is missing' : `is ${shown(found)}`;
    return [{ path, text: `${is}, must be ${expected.bounds}` }];
  }
  if (found === undefined)
    return expected === undefined ? [] : [{ path, text: `is missing, expected ${shown(expected)}` }];
  if (expected === undefined) return [{ path, text: `is ${shown(found)}, which is not expected` }];
  if (Array.isArray(expected) && Array.isArray(found)) return inLists(expected, found, path);
  if (isFields(expected) && isFields(found)) return inFields(expected, found, path);
  return expected === found ? [] : [{ path, text: `is ${shown(found)}, expected ${shown(expected)}` }];
}

const inFields = (expected: Fields, found: Found, path: string): Difference[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((field) =>
    differences(expected[field], found[field], path === '' ? field : `${path}.${field}`),
  );

/** The fields that identify an item of a list, whatever its place. */
const identities = ['name', 'key', 'path', 'topologyKey'];
const identityOf = (item: unknown): unknown =>
  isFields(item)
    ? identities.map((field) => item[field]).find((value) => typeof value === 'string')
    : undefined;

function inLists(expected: readonly Shape[], found: readonly unknown[], path: string): Difference[] {
  const names = expected.map(identityOf);
  const isNamed =
    expected.length > 0 && [...names, ...found.map(identityOf)].every((name) => name !== undefined);
  if (!isNamed)
    return Array.from({ length: Math.max(expected.length, found.length) }, (_, index) =>
      differences(expected[index], found[index], `${path}[${index}]`),
    ).flat();
  return [...new Set([...names, ...found.map(identityOf)])].flatMap((name) => {
    const place = `${path}[${String(name)}]`;
    const [first, ...others] = found.filter((item) => identityOf(item) === name);
    const wanted = expected[names.indexOf(name)];
    return [
      ...differences(wanted, first, place),
      ...others.map(() => ({ path: place, text: 'is listed twice' })),
    ];
  });
}
