import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { bundleFiles } from '../bundle/bundle-files.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';
import { fromBundles, fromCurrentBundles } from './bundled-plan.ts';

function spec(name: string, program: string): ProcessSpec {
  return {
    name,
    kind: 'service',
    command: 'node',
    args: [path.join(repositoryRoot, program), '--verbose'],
    env: { PORT: '3001' },
    cwd: '/',
    stopSignal: 'SIGTERM',
    dependsOn: ['databases'],
    ports: [],
  };
}

const checkout = 'apps/checkout/dist/main.js';
const plan = {
  tasks: [],
  processes: [
    spec('checkout', checkout),
    spec('checkout-2', checkout),
    spec('loyalty', 'apps/loyalty/dist/main.js'),
  ],
};

describe('fromBundles', () => {
  it('runs the bundles of programs, with their compile cache, and the others as built', () => {
    const { processes } = fromBundles(plan, { [checkout]: '/bundles/checkout.mjs' });
    const bundled = {
      args: ['--max-semi-space-size=4', '/bundles/checkout.mjs', '--verbose'],
      env: { PORT: '3001', NODE_COMPILE_CACHE: '/bundles/compiled' },
      dependsOn: ['databases'],
    };
    expect(processes).toEqual([
      { ...plan.processes[0], ...bundled },
      { ...plan.processes[1], ...bundled },
      plan.processes[2],
    ]);
  });
});

describe('fromCurrentBundles', () => {
  it('brings the bundles up to date before the first program starts', () => {
    const { tasks, processes } = fromCurrentBundles(plan, [checkout]);
    expect(tasks).toEqual([{ name: 'bundles', dependsOn: [], run: expect.any(Function) }]);
    expect(processes.map(({ dependsOn, args }) => [dependsOn, args.at(-2)])).toEqual([
      [['databases', 'bundles'], bundleFiles([checkout])[checkout]],
      [['databases', 'bundles'], bundleFiles([checkout])[checkout]],
      [['databases'], plan.processes[2]?.args[0]],
    ]);
  });
});
