import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Additions } from './source-additions.ts';

export const exampleService = { name: 'seats', folder: 'examples/seats' } as const;

/** A part of the example. Paths are relative to the service. */
export interface Copied {
  /** Patterns of its own files. */
  readonly files: readonly string[];
  /** Its places in files that it shares. */
  readonly additions: Readonly<Record<string, Additions>>;
}

/** One with a table. */
export interface Part extends Copied {
  readonly process: string;
  readonly row: string;
  readonly message?: string;
  /** In the name of its migration. */
  readonly createdAt: string;
}

export const exampleProcess: Part = {
  process: 'issue-rain-check',
  row: 'rain-check',
  createdAt: '1764000001000',
  files: [
    'src/issue-rain-check/*.ts',
    'src/rain-check/*.ts',
    'src/database/migrations/*-create-rain-checks.ts',
    'test/issue-rain-check.*.ts',
  ],
  additions: {
    'src/seats.module.ts': {
      imports: [
        "import { IssueRainCheckController } from './issue-rain-check/issue-rain-check.controller.ts';",
        "import { IssueRainCheckHandler } from './issue-rain-check/issue-rain-check.handler.ts';",
      ],
      entries: { controllers: 'IssueRainCheckController', providers: 'IssueRainCheckHandler' },
    },
    'src/database/seats.data-source.ts': {
      imports: [
        "import { RainCheckEntity } from '../rain-check/rain-check.entity.ts';",
        "import { CreateRainChecks1764000001000 } from './migrations/1764000001000-create-rain-checks.ts';",
      ],
      entries: { entities: 'RainCheckEntity', migrations: 'CreateRainChecks1764000001000' },
    },
    'test/suite.ts': {
      imports: [
        "import { issueRainCheck, storedRainChecks, wrongRainChecks } from './issue-rain-check.suite.ts';",
      ],
      entries: {
        operations: 'issueRainCheck(secret)',
        ledgers: 'rainChecks: await storedRainChecks(stack)',
        invariants: `{
          number: 3,
          says: 'Anyone who got 201 for a rain check has exactly one.',
          contradictions: (evidence) => wrongRainChecks(evidence),
        }`,
      },
    },
  },
};

export const exampleConsumer: Part = {
  process: 'count-late-arrival',
  row: 'late-arrival',
  message: 'latecomer-admitted',
  createdAt: '1764000002000',
  files: [
    'src/count-late-arrival/*.ts',
    'src/database/migrations/*-create-late-arrivals.ts',
    'test/count-late-arrival.*.ts',
  ],
  additions: {
    'src/seats.module.ts': {
      imports: [
        "import { CountLateArrivalHandler, countLateArrivalInbox } from './count-late-arrival/count-late-arrival.handler.ts';",
        "import { CountLateArrivalProcessor } from './count-late-arrival/count-late-arrival.processor.ts';",
      ],
      entries: {
        controllers: 'CountLateArrivalProcessor',
        providers: 'CountLateArrivalHandler',
        inboxes: "{ database: DataSource, consumer: 'count-late-arrival', token: countLateArrivalInbox }",
      },
    },
    'src/database/seats.data-source.ts': {
      imports: [
        "import { CreateLateArrivals1764000002000 } from './migrations/1764000002000-create-late-arrivals.ts';",
      ],
      entries: { migrations: 'CreateLateArrivals1764000002000' },
    },
  },
};

export const exampleDependency: Copied = {
  files: ['src/catalog-client/*.ts', 'test/catalog-client.*.ts'],
  additions: {
    'src/seats.module.ts': {
      imports: ["import { CatalogClient } from './catalog-client/catalog.client.ts';"],
      entries: { providers: 'CatalogClient' },
    },
    'src/seats.config.ts': { imports: [], entries: { seatsSettings: 'CHECKOUT_URL: httpUrl.optional()' } },
  },
};

/** Its own files, relative to the example, with their texts. */
export const filesOf = (root: string, { files }: Copied): (readonly [file: string, text: string])[] => {
  const cwd = path.join(root, exampleService.folder);
  return globSync([...files], { cwd })
    .sort()
    .map((file) => [file, readFileSync(path.join(cwd, file), 'utf8')] as const);
};
