import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** A call that an extra service makes or receives, and the variable that gives the caller the address. */
export interface ExtraCall {
  /** `payments`, `postgres`, another extra service. */
  readonly role: string;
  /** `PAYMENTS_URL` */
  readonly variable: string;
}

/**
 * A service outside Holdfast that runs with it: behind the lab, and covered by the failure suite like all
 * others.
 */
export interface ExtraService {
  readonly name: string;
  /**
   * Its program, relative to the repository's root: `apps/loyalty/dist/main.js`. It listens on PORT, and `GET
   * /health/ready` returns 200.
   */
  readonly program: string;
  /**
   * A program that creates its tables in the database of its name. Without it, the service has no database.
   */
  readonly migrations?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The calls it makes. `postgres` is its own database, `queues` the queue server. */
  readonly calls?: readonly ExtraCall[];
  /** The Holdfast services that call it. */
  readonly calledBy?: readonly ExtraCall[];
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areCalls = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) &&
    value.every((call: unknown) => isRecord(call) && isText(call['role']) && isText(call['variable'])));

function isExtraService(value: unknown): value is ExtraService {
  if (!isRecord(value)) return false;
  const { name, program, migrations, environment, calls, calledBy } = value;
  return (
    isText(name) &&
    /^[a-z][a-z-]*[a-z]$/.test(name) &&
    isText(program) &&
    (migrations === undefined || isText(migrations)) &&
    (environment === undefined ||
      (isRecord(environment) && Object.values(environment).every((entry) => typeof entry === 'string'))) &&
    areCalls(calls) &&
    areCalls(calledBy)
  );
}

/**
 * Reads services from a JSON file, relative to the repository's root. Throws if the file is missing or
 * malformed.
 */
export function readExtraServices(file: string): readonly ExtraService[] {
  const services: unknown = JSON.parse(readFileSync(path.resolve(repositoryRoot, file), 'utf8'));
  if (Array.isArray(services) && services.every(isExtraService)) return services;
  throw new Error('it is not a list of { name, program, migrations?, environment?, calls?, calledBy? }');
}

/** The list of the services that belong to this repository but not to Holdfast, in its root. */
export const listOfServices = 'extra-services.json';

/** The services of that list, which are run and deployed with ours. Default: none. */
export const listedServices = (root = repositoryRoot): readonly ExtraService[] =>
  existsSync(path.join(root, listOfServices)) ? readExtraServices(path.join(root, listOfServices)) : [];
