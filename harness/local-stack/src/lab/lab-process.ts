import { type EdgeConfig } from '@holdfast/lab-api';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answersOk } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';

/** The system around the lab; the types of its fields are in failure-lab's observe.config.ts. */
export interface LabObserve {
  readonly target: 'processes' | 'containers';
  readonly copies: number;
  readonly portBase: number;
  readonly commit: string | null;
  readonly services: Readonly<Record<string, string>>;
  readonly extraServices: readonly string[];
  readonly shopUrl: string | null;
  readonly simulatorUrl: string | null;
  readonly inboxUrl: string;
  readonly redisUrl: string | null;
  readonly postgresUrl: string;
  readonly operatorKey: string;
  readonly stripeSecretKey: string;
}

/** The content of the file that LAB_CONFIG names. */
export interface LabConfig {
  readonly controlPort: number;
  readonly host: string;
  readonly edges: readonly EdgeConfig[];
  /**
   * Base URL for process actions: `POST <stackControl>/kill/payments-2`. Holds a secret, so only the owner
   * may read the file.
   */
  readonly stackControl?: string;
  /** Absent: the lab sees only its own edges. */
  readonly observe?: LabObserve | undefined;
}

export interface LabOptions extends LabConfig {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
}

export const labProgram = 'harness/failure-lab/dist/main.js';

/** The failure lab as a process of the stack, between all others. */
export function labProcess({ dataDir, env, ...config }: LabOptions): ProcessSpec {
  const file = path.join(dataDir, 'failure-lab.json');
  const { host, controlPort, edges } = config;
  return {
    name: 'failure-lab',
    kind: 'server',
    command: process.execPath,
    args: [path.join(repositoryRoot, labProgram)],
    cwd: repositoryRoot,
    env: { ...env, LAB_CONFIG: file },
    stopSignal: 'SIGTERM',
    dependsOn: [],
    ports: [
      { port: controlPort, purpose: 'the failure lab' },
      ...edges.map(({ port, edge }) => ({ port, purpose: `the lab's edge ${edge}` })),
    ],
    prepare: () => {
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
      return Promise.resolve();
    },
    ready: () => answersOk(`http://${host}:${controlPort}/health/ready`),
  };
}
