import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '@holdfast/engine';
import { TreeCopy } from '../tree-copy.ts';
import { build } from '../trial.ts';
import { equivalentMutants, reasonFor } from './equivalent-mutants.ts';
import { instrument } from './instrument.ts';
import { moneyFiles } from './money-code.ts';
import {
  earlier,
  fingerprintOf,
  type MutantBaseline,
  type MutantReport,
  type MutantResult,
  resumed,
  scoresOf,
  writeReport,
} from './mutant-report.ts';
import { MutantSwitch, type MutatedCopy } from './mutant-switch.ts';
import { type Mutant, placeOf } from './mutant.ts';
import { NearSpecs } from './near-specs.ts';
import { sample } from './sample.ts';
import { unreachedLines } from './scenario-reach.ts';
import { SpecTrial } from './spec-trial.ts';
import { SuiteTrial } from './suite-trial.ts';
import { type Tiers, tryTiers } from './try-tiers.ts';
import { TypeCheck } from './type-check.ts';

export interface ProveMutantsOptions {
  /** The tree to copy; it is never changed. */
  readonly root: string;
  readonly seed: number;
  readonly count: number;
  readonly tiers: Tiers;
  /** Places that begin like one of these; empty for all. */
  readonly only: readonly string[];
  readonly workers: number;
  /** Written after each mutant, to go on from: the report, and the results without a mutant. */
  readonly reportFile: string;
  readonly baselineFile: string;
  /** No new mutant is begun after this. */
  readonly deadline: AbortSignal;
  readonly signal: AbortSignal;
  readonly environment: MutatedCopy['environment'];
  readonly say: (line: string) => void;
  readonly onResult: (result: MutantResult) => void;
}

/** Left out of the copy; the rest of the tree is what specs may read. */
const notCopied: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  'reports',
  '.local',
  'coverage',
  '.nx',
]);

/**
 * Tries a sample of mutants, one at a time, in a copy of the tree that holds all of them. Goes on where an
 * earlier run of the same sources stopped. Returns the report so far once the signal is aborted.
 */
export async function proveMutants(options: ProveMutantsOptions): Promise<MutantReport> {
  const { root, say, signal, environment } = options;
  say('copying and mutating the tree');
  const parts = readdirSync(root).filter((name) => !notCopied.has(name));
  const copy = await TreeCopy.of(root, undefined, parts);
  try {
    // Postgres runs as another user and has its data in here.
    chmodSync(copy.folder, 0o711);
    await build(copy, signal);
    const mutantSwitch = new MutantSwitch(copy.folder);
    const files = moneyFiles(root);
    const all = await instrument(copy.folder, files, mutantSwitch);
    say(`drawing ${Math.min(options.count, all.length)} that compile`);
    const drawn = draw(options, all, await TypeCheck.of(root, files));
    const mutatedCopy = { folder: copy.folder, mutantSwitch, environment };
    return await new Sample(options, mutatedCopy, drawn, all).run();
  } finally {
    await copy.remove();
  }
}

function draw(
  { only, seed, count }: ProveMutantsOptions,
  all: readonly Mutant[],
  types: TypeCheck,
): readonly Mutant[] {
  const isChosen = (mutant: Mutant): boolean =>
    only.length === 0 || only.some((place) => placeOf(mutant).startsWith(place));
  const drawn = sample(all.filter(isChosen), seed, count, (mutant) => types.accepts(mutant));
  if (drawn.length === 0) throw new UsageError(`No mutant that compiles is in ${only.join(', ')}.`);
  return drawn;
}

class Sample {
  private readonly options: ProveMutantsOptions;
  private readonly specs: SpecTrial;
  private readonly suite: SuiteTrial;
  private readonly results: MutantResult[];
  private readonly fingerprint: string;
  private readonly all: readonly Mutant[];

  constructor(
    options: ProveMutantsOptions,
    copy: MutatedCopy,
    drawn: readonly Mutant[],
    all: readonly Mutant[],
  ) {
    const { root, reportFile, baselineFile, workers } = options;
    this.options = options;
    this.all = all;
    this.fingerprint = fingerprintOf(root);
    const listed = equivalentMutants();
    const lineOf = ({ file, line }: Mutant): string =>
      readFileSync(path.join(root, file), 'utf8').split('\n')[line - 1] ?? '';
    this.results = resumed(drawn, earlier<MutantReport>(reportFile, this.fingerprint)).map((result) => {
      const equivalent = reasonFor(result.mutant, listed, lineOf);
      return equivalent === undefined ? result : { ...result, equivalent };
    });
    const { specs = {}, suite } = earlier<MutantBaseline>(baselineFile, this.fingerprint) ?? {};
    this.specs = new SpecTrial(copy, new NearSpecs(root), new Map(Object.entries(specs)));
    this.suite = new SuiteTrial(copy, all, workers, suite);
  }

  async run(): Promise<MutantReport> {
    const { deadline, signal, onResult, tiers } = this.options;
    const run = {
      specs: (mutant: Mutant) => this.specs.run(mutant, signal),
      suite: (mutant: Mutant) => this.suite.run(mutant, signal),
    };
    try {
      for (const [index, result] of this.results.entries()) {
        if (deadline.aborted || signal.aborted) break;
        if (result.equivalent !== undefined) continue;
        const tried = await tryTiers(result, tiers, run);
        if (tried === result) continue;
        this.results[index] = tried;
        this.write();
        onResult(tried);
      }
    } catch (error) {
      this.write();
      if (!signal.aborted) throw error;
    }
    return this.write();
  }

  private write(): MutantReport {
    const { options, fingerprint, results, all } = this;
    const { baseline } = this.suite;
    const report: MutantReport = {
      command: 'prove mutants',
      seed: options.seed,
      fingerprint,
      total: all.length,
      scores: scoresOf(results),
      results,
      redWithout: [...this.specs.baselines].filter(([, { isGreen }]) => !isGreen).map(([file]) => file),
      ...(baseline === undefined ? {} : { unreached: unreachedLines(all, baseline) }),
    };
    writeReport(options.reportFile, report);
    writeReport(options.baselineFile, {
      fingerprint,
      ...(baseline === undefined ? {} : { suite: baseline }),
      specs: Object.fromEntries(this.specs.baselines),
    });
    return report;
  }
}
