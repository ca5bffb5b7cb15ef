import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(import.meta.dirname, '../k8s/network-test.sh');
const ways = [
  ['open', 'checkout', 'payments:3002'],
  ['closed', 'email', 'payments:3002'],
  ['open', 'storefront', 'checkout:3001'],
  ['closed', 'storefront', 'payments:3002'],
  ['closed', 'payments', 'checkout:3001'],
  ['open', 'payments', 'stripe-simulator:3010'],
  ['closed', 'checkout', 'stripe-simulator:3010'],
] as const;

/** Stands in for a cluster: a `kubectl` whose output the test sets for each caller and target. */
const kubectl = `#!/usr/bin/env node
const [, from] = /deployment\\/(\\S+)/.exec(process.argv.join(' '));
const [, to] = /http:\\/\\/([^/]+)\\//.exec(process.argv.join(' '));
const answer = JSON.parse(process.env.ANSWERS)[from + ' ' + to];
if (answer === 'dead') throw new Error('unable to upgrade connection');
console.log(answer);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-kubectl-'));
  writeFileSync(path.join(folder, 'kubectl'), kubectl, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The exit code and the reported errors if one connection does not behave as it should. */
function run(changed?: { readonly index: number; readonly answer: string }): [number | null, string] {
  const answers = Object.fromEntries(
    ways.map(([wanted, from, to], index) => [
      `${from} ${to}`,
      index === changed?.index ? changed.answer : wanted,
    ]),
  );
  const { status, stderr } = spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH']}`, ANSWERS: JSON.stringify(answers) },
  });
  return [status, stderr];
}

describe('the network test of the demo', () => {
  it('passes if every connection is open or closed as it should be', () => {
    expect(run()).toEqual([0, '']);
  });

  it.each(ways.map(([wanted, from, to], index) => [from, to, wanted, index] as const))(
    'fails if the connection from %s to %s is not %s',
    (from, to, wanted, index) => {
      const [status, said] = run({ index, answer: wanted === 'open' ? 'closed' : 'open' });
      expect([status, said]).toEqual([
        1,
        expect.stringMatching(`${from} -> http://${to}/.* must be ${wanted}`),
      ]);
    },
  );

  it.each(ways.map(([, from, to], index) => [from, to, index] as const))(
    'fails if %s cannot be asked about its connection to %s, because that proves nothing',
    (from, to, index) => {
      expect(run({ index, answer: 'dead' })).toEqual([
        expect.any(Number),
        expect.stringMatching(`no response from ${from}, so its connection to http://${to}/.* is unknown`),
      ]);
      expect(run({ index, answer: 'dead' })[0]).not.toBe(0);
      expect(run({ index, answer: '' })[0]).not.toBe(0);
    },
  );
});
