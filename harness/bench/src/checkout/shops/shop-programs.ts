import path from 'node:path';
import { type ProgramFiles, repositoryRoot, stackPrograms } from '@holdfast/local-stack';
import { serviceNames } from '../../measure/process-names.ts';

type Service = (typeof serviceNames)[number];

const folder = 'harness/bench/dist/checkout';
const naive = (name: string): string => `${folder}/naive/${name}.program.js`;

/** DBOS cannot be bundled. */
export const workflowPrograms = {
  checkout: `${folder}/dbos/checkout.program.js`,
  payments: `${folder}/dbos/payments.program.js`,
};

/** The programs that run as one bundle each. */
export const bundledPrograms: readonly string[] = [
  ...stackPrograms.filter((program) => !program.includes('failure-lab')),
  ...[...serviceNames, 'migrate'].map(naive),
];

const migrations = 'apps/migrations/dist/main.js';

/** The naive shop's programs in place of Holdfast's, or `loose` ones, which are not bundled. */
export function programsWith(bundles: ProgramFiles, loose: Partial<Record<Service, string>>): ProgramFiles {
  const fileOf = (service: Service): string => {
    const { [service]: program } = loose;
    return program === undefined ? (bundles[naive(service)] ?? '') : path.join(repositoryRoot, program);
  };
  return {
    ...bundles,
    ...Object.fromEntries(serviceNames.map((service) => [`apps/${service}/dist/main.js`, fileOf(service)])),
    [migrations]: bundles[naive('migrate')] ?? '',
  };
}
