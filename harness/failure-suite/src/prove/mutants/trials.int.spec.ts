import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Outcome } from './judge-mutant.ts';
import { type Mutant } from './mutant.ts';
import { MutantSwitch, type MutatedCopy } from './mutant-switch.ts';
import { NearSpecs } from './near-specs.ts';
import { SpecTrial } from './spec-trial.ts';
import { SuiteNotGreen, SuiteTrial } from './suite-trial.ts';

/** Each mutant is named after what it does to the checks. */
const readMutant = `
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const mutant = readFileSync('active-mutant', 'utf8');
const isBroken = (what) => existsSync(what);
const option = (name) => process.argv[process.argv.indexOf(name) + 1];`;

/** A Jest whose unit specs reach all mutants but one, and whose int spec sees what is left. */
const jest = `${readMutant}
if (mutant === 'hangs') setInterval(() => {}, 1_000);
else if (mutant !== 'no-report') {
  const test = (spec) => {
    const sees = spec.includes('unit') ? ['seen-by-unit', 'does-not-load'] : ['seen-by-int'];
    const isSlow = mutant === 'slow-once' && spec.includes('unit') && !isBroken('was-slow');
    if (isSlow) writeFileSync('was-slow', '');
    const isRed = sees.includes(mutant) || isSlow;
    const name = path.resolve(spec);
    const reached = ['seen-by-unit', 'seen-by-int', 'survives', 'does-not-load', 'slow-once', 'hangs', 'no-report'];
    mkdirSync('reached-mutants', { recursive: true });
    writeFileSync('reached-mutants/' + encodeURIComponent(spec) + '.json', JSON.stringify({ spec: name, reached }));
    const failure = { status: 'failed', fullName: 'charges once', failureMessages: ['Expected: 1'] };
    const assertionResults = isRed && !isSlow && mutant !== 'does-not-load' ? [failure] : [];
    return { name, status: isRed ? 'failed' : 'passed', message: 'SyntaxError', assertionResults };
  };
  const specs = process.argv.slice(2, process.argv.indexOf('--runTestsByPath'));
  const isControl = mutant === '' && isBroken('red-control');
  const testResults = specs.map(test).map((each) => (isControl ? { ...each, status: 'failed' } : each));
  writeFileSync(option('--outputFile'), JSON.stringify({ testResults }));
  if (testResults.some(({ status }) => status === 'failed')) console.log('[a spec file is red]');
}`;

const suite = `${readMutant}
if (mutant === 'record') {
  const reached = ['seen-by-suite', 'survives', 'unreached', 'no-report', 'breaks-once', 'seen-after-that'];
  const lines = [20_003, 21_003].map((port) => JSON.stringify({ at: 15, port, reached }));
  writeFileSync('reached-mutants/1.lines', lines.join('\\n') + '\\n{"at": 1');
}
if (mutant !== 'no-report') {
  const wanted = option('--only');
  const isFirst = !isBroken('broke');
  const breaksOnce = ['breaks-once', 'seen-after-that'].includes(mutant);
  if (breaksOnce) writeFileSync('broke', '');
  const isLate = mutant === 'seen-after-that' && wanted === 'late';
  const isRed = mutant === 'record' ? isBroken('red-suite') : mutant === 'seen-by-suite' || isLate || (breaksOnce && isFirst);
  if (mutant !== 'unreached') writeFileSync('active-mutant.executions', mutant);
  const bases = { lost: 20_000, late: 21_000 };
  const names = wanted === '*' ? ['lost', 'late'] : isRed ? [wanted.split(',')[0]] : wanted.split(',');
  const results = names.map((name) => ({ name, verdict: isRed ? 'broken' : 'held', reasons: ['charged twice'], portBase: bases[name], startedAt: 10, endedAt: 20 }));
  writeFileSync(option('--json'), JSON.stringify({ results, notRun: [] }));
}`;

const aMutant = (id: string): Mutant => ({
  id,
  file: 'libs/keys/src/claim.ts',
  line: 1,
  column: 1,
  kind: 'BooleanLiteral',
  original: 'true',
  replacement: 'false',
});

describe('a mutant in a copy of the tree', () => {
  let folder: string;
  let mutantSwitch: MutantSwitch;
  const { signal } = new AbortController();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const copy = (): MutatedCopy => ({ folder, mutantSwitch, environment: process.env });
  const bySpecs = (id: string): Promise<Outcome> =>
    new SpecTrial(copy(), new NearSpecs(folder), new Map()).run(aMutant(id), signal);

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-trials-')));
    write('package.json', '{"type":"module"}');
    write('libs/keys/package.json', '{"name":"@holdfast/keys"}');
    write('libs/keys/src/claim.ts', '');
    write('libs/keys/src/claim.unit.spec.ts', `import './claim.ts';`);
    write('libs/keys/test/keys.int.spec.ts', `import '../src/claim.ts';`);
    write('node_modules/jest/bin/jest.js', jest);
    write('node_modules/jest/package.json', '{"type":"module"}');
    mkdirSync(path.join(folder, 'reports'));
    write('harness/failure-suite/dist/main.js', suite);
    mutantSwitch = new MutantSwitch(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, Partial<Outcome>]>([
    [
      'seen-by-unit',
      {
        result: 'killed',
        tier: 'unit',
        because: 'libs/keys/src/claim.unit.spec.ts: "charges once": Expected: 1',
      },
    ],
    ['seen-by-int', { result: 'killed', tier: 'int' }],
    ['does-not-load', { result: 'killed', because: 'libs/keys/src/claim.unit.spec.ts: SyntaxError' }],
    ['slow-once', { result: 'survived', because: 'all 2 specs that reach it are green' }],
    ['survives', { result: 'survived', because: 'all 2 specs that reach it are green' }],
    ['never-reached', { result: 'survived', because: 'no spec reaches it' }],
    ['no-report', { result: 'could not run' }],
  ])('that %s is judged by the specs', async (id, expected) => {
    expect(await bySpecs(id)).toMatchObject(expected);
  });

  it('is not killed by a spec that is red without it', async () => {
    write('red-control', '');
    expect(await bySpecs('seen-by-unit')).toMatchObject({
      result: 'survived',
      because: 'no spec reaches it',
    });
  });

  it('is not killed by a file that does not load without it either', async () => {
    const trial = new SpecTrial(copy(), new NearSpecs(folder), new Map());
    await trial.run(aMutant('survives'), signal);
    write('red-control', '');
    expect(await trial.run(aMutant('does-not-load'), signal)).toMatchObject({ result: 'could not run' });
  });

  it.each<[string, Partial<Outcome>]>([
    ['seen-by-suite', { result: 'killed', tier: 'suite', because: 'lost: charged twice' }],
    [
      'breaks-once',
      {
        result: 'survived',
        because: '2 tried: lost: charged twice; held when run again; every scenario held',
      },
    ],
    ['seen-after-that', { result: 'killed', because: 'late: charged twice' }],
    ['survives', { result: 'survived', because: '2 tried: every scenario held' }],
    ['unreached', { result: 'survived', because: '2 tried: every scenario held; no process executed it' }],
    ['seen-by-unit', { result: 'survived', because: 'no scenario executes it', seconds: 0 }],
    ['no-report', { result: 'could not run' }],
  ])('that %s is judged by the suite', async (id, expected) => {
    expect(await new SuiteTrial(copy(), [], 1).run(aMutant(id), signal)).toMatchObject(expected);
  });

  it('is not tried by a suite that is red without it', async () => {
    write('red-suite', '');
    const trial = new SuiteTrial(copy(), [], 1);
    await expect(trial.run(aMutant('survives'), signal)).rejects.toThrow(SuiteNotGreen);
  });
});
