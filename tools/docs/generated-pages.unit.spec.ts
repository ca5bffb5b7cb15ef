import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { generatedPages } from './generated-pages.ts';
import { withCurrentLines } from './lesson-lines.ts';
import { settingsPage } from './settings-page.ts';
import { statusesPage } from './statuses-page.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the generated pages of docs', () => {
  it('are up to date: npm run docs', async () => {
    const pages = await generatedPages(root);
    expect(pages).toHaveLength(3);
    for (const { file, text } of pages) expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
  });
});

describe('settingsPage', () => {
  const schema = z.object({
    PORT: z.coerce.number().default(3000),
    NAME: z.string(),
    NOTE: z.string().default(''),
  });
  const example = '# Title.\n\n# Where it listens,\n# and for whom.\nPORT=1\nNAME=x\n# A note.\nNOTE=\n';
  const [one, two] = ['one', 'two'].map((service) => ({ service, schema, example }));

  it('lists settings in the groups of the example, with their defaults and descriptions', () => {
    expect(settingsPage([{ ...one!, example: '# One.\nPORT=1' }, two!])).toContain(
      '## two\n\n- `PORT` (`3000`), `NAME` (required): Where it listens, and for whom.\n- `NOTE` (optional): A note.\n',
    );
  });

  it('calls a setting required whose default is refused', () => {
    const refusing = schema.refine(({ NOTE }) => NOTE !== '', { path: ['NOTE'], when: () => true });
    expect(
      settingsPage([
        { ...one!, example: '# One.\nPORT=1' },
        { ...two!, schema: refusing },
      ]),
    ).toContain('- `NOTE` (required): A note.\n');
  });

  it('lists what all services share once', () => {
    const page = settingsPage([one!, two!]);
    expect(page.match(/`NOTE`/g)).toHaveLength(1);
    expect(page).toContain('## Every service\n\n- `PORT`');
  });

  it("lists one's own services last, without what ours share", () => {
    const own = { service: 'tickets', schema, example: `${example}# Seats.\nSEATS=\n` };
    const page = settingsPage([one!, two!], [own]);
    expect(page.match(/`NOTE`/g)).toHaveLength(1);
    expect(page).toMatch(/\n## tickets\n\n- `SEATS` \(optional\): Seats\.\n$/);
  });

  it('lists what all services with a database share once', () => {
    const withDatabase = schema.extend({ DATABASE_URL: z.string() });
    const data = `${example}# The database.\nDATABASE_URL=\n`;
    const stored = [one!, two!].map((each) => ({ ...each, schema: withDatabase, example: data }));
    const page = settingsPage([...stored, { ...one!, service: 'three' }]);
    expect(page.match(/^- `DATABASE_URL`/gm)).toHaveLength(1);
    expect(page).toContain('## Every service with a database\n\n- `DATABASE_URL` (required): The database.');
  });
});

describe('statusesPage', () => {
  const title = 'Orders';

  it('has a row for each status that a named change leads to', () => {
    const changes = { settle: { paid: ['new', 'waiting'], failed: ['new'] }, refund: { refunded: ['paid'] } };
    expect(statusesPage([{ title, changes }])).toMatch(
      /## Orders\n\n\| change +\| from.+\n.+\n\| `settle` \| `new`, `waiting` \| `paid` +\|\n\| `settle` \| `new` +\| `failed` +\|\n\| `refund`/,
    );
  });

  it('leaves out the names of changes that have none', () => {
    expect(statusesPage([{ title, changes: { '': { paid: ['new'] } } }])).toContain(
      '| from  | to     |\n| ----- | ------ |\n| `new` | `paid` |',
    );
  });
});

describe('withCurrentLines', () => {
  const page = 'Read `find` in [a.ts:1](../a.ts#L1).';

  it('names the line that declares the symbol', () => {
    expect(withCurrentLines(page, () => 'find();\n\nexport function find() {}')).toBe(
      'Read `find` in [a.ts:3](../a.ts#L3).',
    );
  });

  it('names the first use if the file declares no such symbol', () => {
    expect(withCurrentLines(page, () => '\nthis.find();')).toBe('Read `find` in [a.ts:2](../a.ts#L2).');
  });

  it('throws if the file no longer has the symbol', () => {
    expect(() => withCurrentLines(page, () => '')).toThrow('../a.ts has no "find"');
  });
});
