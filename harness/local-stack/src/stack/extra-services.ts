import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** A call that an extra service makes or takes: whom it is to or from, and the variable in which the caller is told the address. */
export interface ExtraCall {
  /** `payments`, `postgres`, another extra service. */
  readonly role: string;
  /** `PAYMENTS_URL` */
  readonly variable: string;
}

/** A service that is no part of Holdfast, and runs with it: behind the lab like all others, and killed and counted like them. */
export interface ExtraService {
  readonly name: string;
  /** Its program, counted from the repository's root: `apps/loyalty/dist/main.js`. It listens on PORT, and `GET /health/ready` answers 200. */
  readonly program: string;
  /** A program that makes its tables in the database of its name. Without one it has no database. */
  readonly migrations?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whom it calls. `postgres` is its own database, `queues` the server of the queues. */
  readonly calls?: readonly ExtraCall[];
  /** Services of Holdfast that call it. */
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

/** The services in a JSON file, counted from the repository's root. Throws when it is not there or not of this form. */
export function readExtraServices(file: string): readonly ExtraService[] {
  const services: unknown = JSON.parse(readFileSync(path.resolve(repositoryRoot, file), 'utf8'));
  if (Array.isArray(services) && services.every(isExtraService)) return services;
  throw new Error('it is not a list of { name, program, migrations?, environment?, calls?, calledBy? }');
}
