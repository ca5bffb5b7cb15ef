import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import { validationPipe } from './validation.pipe.ts';

const schema = z.strictObject({
  email: z.email(),
  lines: z.array(z.strictObject({ quantity: z.int().max(99) })),
});

async function errorsOf(body: unknown): Promise<unknown> {
  try {
    await validationPipe().transform(body, { type: 'body', schema });
  } catch (error) {
    if (error instanceof Problem) return error.options.extensions?.['errors'];
    throw error;
  }
  throw new Error('the body was accepted');
}

describe('validationPipe', () => {
  it('passes on what fits', async () => {
    const body = { email: 'a@example.com', lines: [{ quantity: 2 }] };
    expect(await validationPipe().transform(body, { type: 'body', schema })).toEqual(body);
  });

  it('reports all faults together, each with its pointer', async () => {
    expect(await errorsOf({ email: 'x', lines: [{ quantity: 2 }, { quantity: 100 }] })).toEqual([
      { pointer: '/email', detail: expect.any(String) },
      { pointer: '/lines/1/quantity', detail: expect.any(String) },
    ]);
  });

  it('points at the whole body when that is at fault', async () => {
    expect(await errorsOf('text')).toEqual([{ pointer: '', detail: expect.any(String) }]);
  });

  it('points at each unknown member', async () => {
    const body = { email: 'a@example.com', lines: [{ quantity: 1, 'a/b': 1 }], foo: 1, bar: 2 };
    expect(await errorsOf(body)).toEqual([
      { pointer: '/lines/0/a~1b', detail: 'Unknown member' },
      { pointer: '/foo', detail: 'Unknown member' },
      { pointer: '/bar', detail: 'Unknown member' },
    ]);
  });

  it('repeats no value', async () => {
    expect(JSON.stringify(await errorsOf({ email: 's3cret', lines: 's3cret', 4: 's3cret' }))).not.toContain(
      's3cret',
    );
  });
});
