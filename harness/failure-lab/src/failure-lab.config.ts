import { type EdgeConfig } from '@holdfast/lab-api';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type ObserveConfig, observeSchema, withAddresses } from './observe.config.ts';

const port = z.int().min(1).max(65_535);
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'must be a name in lower case, as checkout-2' });

const edge = z.strictObject({
  edge: z.string().regex(/^[a-z][a-z0-9-]*->[a-z][a-z0-9-]*$/, { error: 'must read caller->role' }),
  from: name,
  to: name,
  protocol: z.enum(['http', 'postgres', 'redis', 'smtp']),
  port,
  upstreams: z.array(z.strictObject({ name, host: z.string(), port })).min(1),
  frontDoor: z
    .strictObject({ readyPath: z.string().startsWith('/', { error: 'must be a path' }).optional() })
    .optional(),
});

const repeated = <Value>(values: readonly Value[]): Value[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const schema = z
  .strictObject({
    controlPort: port,
    host: z.string().default('127.0.0.1'),
    /** Accepted host names of the control API besides localhost. */
    names: z.array(z.string()).default(['failure-lab']),
    edges: z.array(edge),
    /** Base URL for process actions: `POST <stackControl>/kill/payments-2`. */
    stackControl: z.url({ protocol: /^https?$/, error: 'must be an http:// address' }).optional(),
    /** Default: the lab sees only its own edges. */
    observe: observeSchema.optional(),
  })
  .superRefine(({ edges, controlPort }, context) => {
    for (const { edge: name, protocol, frontDoor } of edges)
      if (frontDoor !== undefined && protocol !== 'http')
        context.addIssue({ code: 'custom', path: ['edges'], message: `${name}: a front door speaks http` });
    for (const twice of repeated(edges.map((each) => each.edge)))
      context.addIssue({ code: 'custom', path: ['edges'], message: `${twice} is listed twice` });
    for (const twice of repeated([controlPort, ...edges.map((each) => each.port)]))
      context.addIssue({ code: 'custom', path: ['edges'], message: `port ${twice} is used twice` });
  });

export interface FailureLabConfig {
  /** The folder of its file: for `npm start`, that of the whole stack. */
  readonly dataDir: string;
  readonly controlPort: number;
  readonly host: string;
  readonly names: readonly string[];
  readonly edges: readonly EdgeConfig[];
  readonly stackControl?: string | undefined;
  readonly observe?: ObserveConfig | undefined;
}

/** The lab cannot start; the message lists all problems. */
export class ConfigError extends Error {}

/** Reads the file that `LAB_CONFIG` names, and that of `LAB_OBSERVE` if it is set. Throws `ConfigError`. */
export function readConfig(environment: NodeJS.ProcessEnv): FailureLabConfig {
  const { LAB_CONFIG: file = '', LAB_OBSERVE: observeFile = '' } = environment;
  if (file === '')
    throw new ConfigError('failure-lab cannot start: LAB_CONFIG must name a JSON file, see README.md');
  const edges = jsonIn('LAB_CONFIG', file);
  const given =
    observeFile === ''
      ? edges
      : { ...edges, observe: withAddresses(jsonIn('LAB_OBSERVE', observeFile), environment) };
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze({ ...result.data, dataDir: path.dirname(path.resolve(file)) });
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  const files = observeFile === '' ? `${file} is` : `${file} or ${observeFile} is`;
  throw new ConfigError(`failure-lab cannot start, ${files} wrong:\n${problems.join('\n')}`);
}

function jsonIn(setting: string, file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`failure-lab cannot start: ${setting}=${file} cannot be read: ${why}`, { cause });
  }
}
