import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isKilled, type Outcome } from './judge-mutant.ts';
import { identityOf, type Mutant } from './mutant.ts';
import { type SuiteBaseline } from './scenario-reach.ts';
import { type SpecBaseline } from './spec-trial.ts';

/** One drawn mutant and its outcomes. A tier that did not run yet is missing. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** Set if no check can find it: why. It is not run and not counted. */
  readonly equivalent?: string;
  readonly specs?: Outcome;
  readonly suite?: Outcome;
}

export interface Score {
  readonly killed: number;
  readonly of: number;
}

export interface MutantReport {
  readonly command: 'prove mutants';
  readonly seed: number;
  /** Of all sources: results are kept only for the same ones. */
  readonly fingerprint: string;
  /** All mutants, whether or not they compile. */
  readonly total: number;
  readonly scores: { readonly anyTier: Score; readonly suiteAlone: Score };
  readonly results: readonly MutantResult[];
  /** Specs that are red in the copy without a mutant, so that they find nothing. */
  readonly redWithout: readonly string[];
  /** Lines that no scenario executes, by file. Missing until the suite has run without a mutant. */
  readonly unreached?: Readonly<Record<string, readonly number[]>>;
}

/** Results without a mutant; kept for all samples of the same sources. */
export interface MutantBaseline {
  readonly fingerprint: string;
  readonly suite?: SuiteBaseline;
  readonly specs: Readonly<Record<string, SpecBaseline>>;
}

const ran = (outcome: Outcome | undefined): outcome is Outcome =>
  outcome !== undefined && outcome.result !== 'could not run';

/**
 * By any tier: of the mutants that at least one tier tried, so a tier that has not run yet can only raise it.
 * By the suite alone: of those it tried. A run that could not happen counts for neither.
 */
export function scoresOf(results: readonly MutantResult[]): MutantReport['scores'] {
  const real = results.filter(({ equivalent }) => equivalent === undefined);
  const outcomes = real.map(({ specs, suite }) => [specs, suite].filter(ran));
  const known = outcomes.filter((each) => each.length > 0);
  const bySuite = real.map(({ suite }) => suite).filter(ran);
  return {
    anyTier: { killed: known.filter((each) => each.some(isKilled)).length, of: known.length },
    suiteAlone: { killed: bySuite.filter(isKilled).length, of: bySuite.length },
  };
}

/** Reads the file of an earlier run, if it was of the same sources. */
export function earlier<T extends { readonly fingerprint: string }>(
  file: string,
  fingerprint: string,
): T | undefined {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8')) as T;
  return report.fingerprint === fingerprint ? report : undefined;
}

/** The drawn mutants with what is known of them. What could not run is tried again. */
export function resumed(drawn: readonly Mutant[], report: MutantReport | undefined): readonly MutantResult[] {
  const known = new Map((report?.results ?? []).map((result) => [identityOf(result.mutant), result]));
  return drawn.map((mutant) => {
    const { specs, suite } = known.get(identityOf(mutant)) ?? {};
    return { mutant, ...(ran(specs) ? { specs } : {}), ...(ran(suite) ? { suite } : {}) };
  });
}

export function writeReport(file: string, report: MutantReport | MutantBaseline): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** A digest of all sources and the installed packages. */
export function fingerprintOf(root: string): string {
  const hash = createHash('sha256');
  const add = (file: string): void =>
    void hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)));
  const walk = (folder: string): void => {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name)) walk(file);
      else if (entry.isFile() && /\.(ts|mjs|json)$/.test(entry.name)) add(file);
    }
  };
  ['apps', 'harness', 'libs'].forEach(walk);
  add('package-lock.json');
  return hash.digest('hex');
}
