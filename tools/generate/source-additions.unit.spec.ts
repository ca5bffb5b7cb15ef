import { describe, expect, it } from '@jest/globals';
import { withAdditions } from './source-additions.ts';

const source = `import { a } from './a.ts';
import {
  b,
} from './b.ts';

const controllers = [
  A, // The first.
];
export const suite = {
  invariants: [],
  ledgers: async () => ({ seats: [1] }),
  entities: [A],
  controllers: [...controllers],
};
export const settings = z.object({ ...more }).refine(f, [g]).refine(h);
`;

describe('additions to a source file', () => {
  it('follow the last import, and end their lists', () => {
    const imports = [`import { c } from './c.ts';`];
    const entries = {
      controllers: 'C',
      invariants: '{ n: 1 }',
      ledgers: 'cs: [2]',
      entities: 'C',
      settings: 'C: 1',
    };
    expect(withAdditions('a.ts', source, { imports, entries })).toBe(`import { a } from './a.ts';
import {
  b,
} from './b.ts';
import { c } from './c.ts';

const controllers = [
  A, C // The first.
];
export const suite = {
  invariants: [ { n: 1 }],
  ledgers: async () => ({ seats: [1], cs: [2] }),
  entities: [A, C],
  controllers: [...controllers],
};
export const settings = z.object({ ...more, C: 1 }).refine(f, [g]).refine(h);
`);
  });

  it('are refused if a list is missing, or is there twice', () => {
    const adding = (text: string) => () =>
      withAdditions('a.ts', text, { imports: [], entries: { entities: 'C' } });
    expect(adding('')).toThrow('a.ts has no list "entities" to add C to.');
    expect(adding('f({ entities: [] }, { entities: [] })')).toThrow('a.ts has several lists "entities"');
  });
});
