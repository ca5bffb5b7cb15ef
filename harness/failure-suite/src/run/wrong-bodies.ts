import { type JsonSchema } from '@holdfast/local-stack/documented-api';

/** A body that its schema does not allow, because of a single change. */
export interface WrongBody {
  /** Where and what: `lines.0.quantity = 0`. */
  readonly change: string;
  readonly body: unknown;
}

type Wrong = readonly [change: string, value: unknown];

const unknownMember = 'unknownMember';

/** Variants of an allowed body that the schema does not allow: numbers, and missing or unknown members. */
export const wrongBodies = (schema: JsonSchema, allowed: unknown): WrongBody[] =>
  variants(schema, allowed, []).map(([change, body]) => ({ change, body }));

function variants(schema: JsonSchema, value: unknown, path: readonly string[]): Wrong[] {
  if (schema.type === 'integer') return wrongNumbers(schema, path);
  if (schema.type === 'array' && Array.isArray(value)) return wrongLists(schema, value, path);
  return isObject(value) && schema.type === 'object' ? wrongObjects(schema, value, path) : [];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wrongNumbers({ minimum, maximum }: JsonSchema, path: readonly string[]): Wrong[] {
  const wrong = [
    ...(minimum === undefined ? [] : [minimum - 1, minimum - 2, minimum + 0.5]),
    ...(maximum === undefined ? [] : [maximum + 1]),
  ];
  return wrong.map((each) => [`${path.join('.')} = ${each}`, each]);
}

/** Only the first item is changed: the others follow the same schema. */
function wrongLists(
  { items = {}, minItems = 0 }: JsonSchema,
  value: readonly unknown[],
  path: readonly string[],
): Wrong[] {
  const [first, ...others] = value;
  const none: Wrong[] = minItems > 0 ? [[`${path.join('.')} = []`, []]] : [];
  if (first === undefined) return none;
  const inFirst = variants(items, first, [...path, '0']);
  return [...none, ...inFirst.map(([change, wrong]): Wrong => [change, [wrong, ...others]])];
}

function wrongObjects(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Wrong[] {
  const missing = required.map((name): Wrong => {
    const rest = Object.entries(value).filter(([member]) => member !== name);
    return [`${[...path, name].join('.')} is missing`, Object.fromEntries(rest)];
  });
  const unknown: Wrong[] =
    additionalProperties === false
      ? [[`${[...path, unknownMember].join('.')} = 1`, { ...value, [unknownMember]: 1 }]]
      : [];
  const within = Object.entries(properties).flatMap(([name, schema]) =>
    name in value
      ? variants(schema, value[name], [...path, name]).map(([change, wrong]): Wrong => [
          change,
          { ...value, [name]: wrong },
        ])
      : [],
  );
  return [...missing, ...unknown, ...within];
}
