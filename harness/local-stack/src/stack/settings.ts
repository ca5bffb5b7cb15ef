import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ProgramFiles } from '../bundle/bundle-files.ts';
import { repositoryRoot } from '../repository.ts';
import { type ExtraService, listOfServices, readExtraServices } from './extra-services.ts';
import { type RealStripe, realStripe } from './real-stripe.ts';
import { type OptionalService, optionalServices } from './services.ts';
import { highestOffset, mostCopies, mostExtraServices } from './ports.ts';

/** The settings of a stack, from the environment. */
export interface StackSettings {
  /** PORT_BASE, default 3000. */
  readonly portBase: number;
  /** DATA_DIR, default `.local` in the repository; relative paths start there. */
  readonly dataDir: string;
  /**
   * DATABASE_URL: an existing server instead of the embedded one. Its path names the database to connect to
   * first.
   */
  readonly databaseUrl: string | undefined;
  /** REDIS_URL: an existing server instead of one on the PATH. */
  readonly redisUrl: string | undefined;
  /** EXTRA_API_KEYS: `name:secret,name:secret`, accepted by every service. */
  readonly extraApiKeys: string | undefined;
  /** SHOP_URL: your own shop, to which banks and emails lead customers. Default: what this stack has. */
  readonly shopUrl?: string | undefined;
  /** PATH: where to find a Redis server. */
  readonly searchPath: string;
  /** LOG_LEVEL of the services, default info. */
  readonly logLevel: string;
  /**
   * FAILURE_LAB, `on` (default) or `off`: if on, every connection between processes passes the failure lab.
   */
  readonly failureLab: 'on' | 'off';
  /** False: the lab sees only its own edges, as the failure suite wants it. Default: true. */
  readonly labObserves?: boolean;
  /** STOREFRONT, `on` (default) or `off`: the pages of the shop. */
  readonly storefront: 'on' | 'off';
  /** `off`: no mail inbox is started, and email needs an SMTP_URL in `environment`. Default `on`. */
  readonly mailInbox?: 'on' | 'off';
  /** COPIES, default 1: processes of each of checkout, payments and email. */
  readonly copies: number;
  /** EXTRA_SERVICES, a JSON file: your own services that run with ours. See `withListedServices`. */
  readonly extraServices: readonly ExtraService[];
  /** WITHOUT_SERVICES, comma-separated: services that this shop does not have. Default: none. */
  readonly withoutServices?: readonly OptionalService[];
  /**
   * STRIPE_SECRET_KEY and related settings: payments talks to Stripe, without a simulator. Default: the
   * simulator.
   */
  readonly stripe?: RealStripe | undefined;
  /**
   * Additional environment by service (`checkout`: all its copies), by process (`checkout-2`), or for all
   * services (`*`). The narrowest wins.
   */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Settings of the embedded Postgres, as in postgresql.conf, on top of the stack's own. */
  readonly postgres?: Readonly<Record<string, string>>;
  /** Bundles to run instead of the built programs, from `bundlePrograms`. Default: the programs. */
  readonly programs?: ProgramFiles;
  /**
   * True: runs all programs of Holdfast from bundles that are built again if a source changed, also before a
   * restart. Default: false.
   */
  readonly runsBundles?: boolean;
}

/** The problems that prevent a start, one sentence each. */
export class CannotStart extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const lowestBase = 1_024;
const highestBase = 65_535 - highestOffset;

function portBase(value: string | undefined, problems: string[]): number {
  const base = Number(value ?? 3_000);
  if (/^\d+$/.test(value ?? '3000') && base >= lowestBase && base <= highestBase) return base;
  problems.push(`PORT_BASE is "${value}": it must be a whole number from ${lowestBase} to ${highestBase}`);
  return base;
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function dataDir(value: string | undefined, problems: string[]): string {
  const folder = path.resolve(repositoryRoot, value ?? '.local');
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  if (!isWritableFolder(existing)) {
    problems.push(`DATA_DIR is "${value ?? '.local'}": ${existing} is not a writable folder`);
  }
  return folder;
}

function serverUrl(
  name: string,
  value: string | undefined,
  protocols: string[],
  problems: string[],
): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') {
    // The value may hold a password, so it is not repeated.
    problems.push(`${name} must have the form ${protocols[0]}//user:password@host:port/…`);
  }
  return value;
}

function apiKeys(value: string | undefined, problems: string[]): string | undefined {
  if (value !== undefined && !value.split(',').every((pair) => /^[^\s:,]+:[^\s,]+$/.test(pair.trim()))) {
    problems.push('EXTRA_API_KEYS must have the form name:secret,name:secret');
  }
  return value;
}

function shopUrl(value: string | undefined, problems: string[]): string | undefined {
  const isAddress = value === undefined || (/^https?:$/.test(protocolOf(value)) && !/[?#]/.test(value));
  if (!isAddress) problems.push(`SHOP_URL is "${value}": it must be an http or https address without ? or #`);
  return value;
}

const protocolOf = (url: string): string => (URL.canParse(url) ? new URL(url).protocol : '');

function onOrOff(name: string, value: string | undefined, problems: string[]): 'on' | 'off' {
  if (value !== undefined && value !== 'on' && value !== 'off')
    problems.push(`${name} is "${value}": it must be on or off`);
  return value === 'off' ? 'off' : 'on';
}

function copies(value: string | undefined, problems: string[]): number {
  const number = Number(value ?? 1);
  if (/^\d$/.test(value ?? '1') && number >= 1 && number <= mostCopies) return number;
  problems.push(`COPIES is "${value}": it must be a whole number from 1 to ${mostCopies}`);
  return 1;
}

/** This environment, with EXTRA_SERVICES from the list in the root, if there is one. Empty: no services. */
export function withListedServices<E extends Readonly<Record<string, string | undefined>>>(
  environment: E,
  root = repositoryRoot,
): E & { readonly EXTRA_SERVICES?: string | undefined } {
  if (!existsSync(path.join(root, listOfServices))) return environment;
  return { EXTRA_SERVICES: listOfServices, ...environment };
}

function extraServices(file: string | undefined, problems: string[]): readonly ExtraService[] {
  if (file === undefined) return [];
  try {
    const services = readExtraServices(file);
    if (services.length <= mostExtraServices) return services;
    problems.push(
      `EXTRA_SERVICES names ${services.length} services, but there are ports for ${mostExtraServices}`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push(`EXTRA_SERVICES: cannot use ${file}: ${why}`);
  }
  return [];
}

function withoutServices(
  value: string | undefined,
  extras: readonly ExtraService[],
  problems: string[],
): readonly OptionalService[] {
  const names = new Set(value?.split(',').map((name) => name.trim()));
  const left = optionalServices.filter((service) => names.has(service));
  for (const name of names)
    if (!left.some((service) => service === name))
      problems.push(`WITHOUT_SERVICES names "${name}": it can leave out only ${optionalServices.join(', ')}`);
  for (const { name, calls = [], calledBy = [] } of extras)
    for (const { role } of [...calls, ...calledBy].filter((call) => left.some((each) => each === call.role)))
      problems.push(`WITHOUT_SERVICES leaves out ${role}, which ${name} of EXTRA_SERVICES needs`);
  return left;
}

/** Reads only DATA_DIR, for commands that must work even if other settings are invalid. */
export function readDataDir(environment: Readonly<Record<string, string | undefined>>): string {
  const problems: string[] = [];
  const folder = dataDir(environment['DATA_DIR']?.trim() || undefined, problems);
  if (problems.length > 0) throw new CannotStart(problems);
  return folder;
}

/** Reads the settings; an empty variable counts as absent. Throws `CannotStart` with all problems. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): StackSettings {
  const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const problems: string[] = [];
  const extras = extraServices(given('EXTRA_SERVICES'), problems);
  const settings = {
    portBase: portBase(given('PORT_BASE'), problems),
    dataDir: dataDir(given('DATA_DIR'), problems),
    databaseUrl: serverUrl('DATABASE_URL', given('DATABASE_URL'), ['postgres:', 'postgresql:'], problems),
    redisUrl: serverUrl('REDIS_URL', given('REDIS_URL'), ['redis:', 'rediss:'], problems),
    extraApiKeys: apiKeys(given('EXTRA_API_KEYS'), problems),
    shopUrl: shopUrl(given('SHOP_URL'), problems),
    searchPath: given('PATH') ?? '',
    logLevel: given('LOG_LEVEL') ?? 'info',
    failureLab: onOrOff('FAILURE_LAB', given('FAILURE_LAB'), problems),
    storefront: onOrOff('STOREFRONT', given('STOREFRONT'), problems),
    copies: copies(given('COPIES'), problems),
    extraServices: extras,
    withoutServices: withoutServices(given('WITHOUT_SERVICES'), extras, problems),
    stripe: realStripe(given, problems),
  };
  if (problems.length > 0) throw new CannotStart(problems);
  return settings;
}
