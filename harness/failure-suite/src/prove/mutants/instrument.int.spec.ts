import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instrument } from './instrument.ts';
import { type Mutant } from './mutant.ts';
import { MutantSwitch } from './mutant-switch.ts';
import { reachLinesIn } from './scenario-reach.ts';

const file = 'apps/pay/src/pay.ts';
const source = `import { limit } from './limit.ts';
const log = { info: (text: string) => text };
interface Row { readonly status: string }
export const sql = (table: string): string => \`select 1 from \${table} where id = $1 for update\`;
export function pay(amount: number): Row {
  log.info(amount > 3 ? 'a large one' : 'small');
  if (amount > limit) throw new Error('The limit is exceeded.');
  return { status: 'paid' };
}
process.stdout.write(JSON.stringify([sql('payment'), pay(10)]));
`;

describe('instrument', () => {
  let folder: string;
  let mutantSwitch: MutantSwitch;
  let mutants: readonly Mutant[];
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const run = (program = 'apps/pay/dist/pay.js'): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, program)], {
      encoding: 'utf8',
    });
    return stdout + (/Error: .*/.exec(stderr)?.[0] ?? '');
  };
  const activate = (kind: string, replacement: string): void => {
    const found = mutants.find((each) => each.kind === kind && each.replacement === replacement);
    if (found === undefined) throw new Error(`no ${kind} -> ${replacement}`);
    mutantSwitch.activate(found.id);
  };
  const unchanged = '["select 1 from payment where id = $1 for update",{"status":"paid"}]';

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-mutants-')));
    write('package.json', '{"type":"module"}');
    write(file, source);
    write('apps/pay/dist/limit.js', 'export const limit = 10;');
    write('harness/judge/dist/main.js', `import '../../../apps/pay/dist/pay.js';`);
    mutantSwitch = new MutantSwitch(folder);
    mutants = await instrument(folder, [file], mutantSwitch);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('changes nothing without an active mutant', () => {
    mutantSwitch.clear();
    expect(run()).toBe(unchanged);
    expect(mutantSwitch.wasExecuted).toBe(false);
  });

  it.each([
    ['EqualityOperator', 'amount >= limit', 'Error: The limit is exceeded.'],
    ['StringLiteral', '""', unchanged.replace('"paid"', '""')],
    ['SqlLock', '', unchanged.replace('for update', '')],
    ['SqlEquality', '<>', unchanged.replace('id =', 'id <>')],
  ])('activates one mutant: %s -> %j', (kind, replacement, expected) => {
    activate(kind, replacement);
    expect(run()).toBe(expected);
    expect(mutantSwitch.wasExecuted).toBe(true);
  });

  it('records what a process executes, also at its exit', () => {
    mutantSwitch.record();
    expect(run()).toBe(unchanged);
    expect(run('harness/judge/dist/main.js')).toBe(unchanged);
    const [line, ...others] = reachLinesIn(mutantSwitch.reachedFolder);
    const reached = mutants.filter(({ id }) => line?.reached.includes(id));
    expect(reached.map(({ original }) => original)).toEqual(
      expect.arrayContaining(['amount > limit', `'paid'`, 'for update']),
    );
    expect(others).toEqual([]);
  });

  it('leaves the processes of the harness as they are, because they judge', () => {
    activate('StringLiteral', '""');
    expect(run('harness/judge/dist/main.js')).toBe(unchanged);
  });

  it('names the place and the change of each mutant', () => {
    expect(mutants.find(({ kind }) => kind === 'SqlLock')).toEqual({
      id: expect.stringMatching(/^sql-/),
      file,
      line: 4,
      column: (source.split('\n')[3] ?? '').indexOf('for update') + 1,
      kind: 'SqlLock',
      original: 'for update',
      replacement: '',
    });
    expect(mutants.find(({ replacement }) => replacement === 'amount >= limit')).toMatchObject({
      line: 7,
      original: 'amount > limit',
    });
  });

  it('mutates no log lines, no texts for people and no imports', () => {
    const lines = mutants.map(({ line }) => line);
    expect(lines).not.toContain(1);
    expect(lines).not.toContain(6);
    expect(mutants.filter(({ kind, original }) => kind === 'StringLiteral' && original !== `'paid'`)).toEqual(
      [expect.objectContaining({ original: `'payment'` })],
    );
  });

  it('puts the same mutants into the sources, for the specs', () => {
    expect(readFileSync(path.join(folder, file), 'utf8')).toContain('amount >= limit');
  });
});
