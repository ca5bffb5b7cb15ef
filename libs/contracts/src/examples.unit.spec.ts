import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as contracts from './index.ts';

const { examples } = contracts;
const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

const exported: readonly unknown[] = Object.values(contracts);
/** All schemas that have a name in the documents. */
const named = exported.filter(isSchema).flatMap((schema) => {
  const id = z.globalRegistry.get(schema)?.id;
  return id === undefined ? [] : [[id, schema] as const];
});

describe('the examples of the documents', () => {
  it('are one for each schema, and no others', () => {
    expect(Object.keys(examples).sort()).toEqual(named.map(([id]) => id).sort());
  });

  it.each(named)('%s has one that is valid, and shows nothing else', (id, schema) => {
    const example = Object.entries(examples).find(([name]) => name === id)?.[1];
    const { data, error } = schema.safeParse(example);
    expect(error).toBeUndefined();
    // A value that the schema fills in or drops would differ from the example.
    expect(data).toMatchObject(example ?? {});
  });

  it('leave the key to the header', () => {
    expect(JSON.stringify(examples)).not.toContain('requestId');
  });
});
