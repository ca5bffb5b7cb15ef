import { type Outcome, judgeSpecs } from './judge-mutant.ts';
import { type Mutant } from './mutant.ts';
import { type MutatedCopy } from './mutant-switch.ts';
import { type NearSpecs, type Spec, type Tier } from './near-specs.ts';
import { runSpecs, type SpecRun } from './run-specs.ts';

/** The result of a spec file without a mutant. */
export interface SpecBaseline {
  readonly isGreen: boolean;
  /** The mutants that it reaches; all of its app or library if it starts processes. */
  readonly reached: readonly string[];
  /** Its share of the time of its run. */
  readonly seconds: number;
}

/** 15 min: the unmutated specs of one batch take a fraction of this, even on a loaded machine. */
const baselineLimitMs = 15 * 60_000;
/** 60 s on top of four times the usual time: starting Jest and Postgres varies more than the specs. */
const limitMs = (usual: number): number => 60_000 + Math.ceil(usual * 4_000);
/** As many spec files as can be near enough to fail first. */
const nearest = 4;

/** Runs a mutant against the specs beside the code: unit before int, near before far, until one is red. */
export class SpecTrial {
  private readonly copy: MutatedCopy;
  private readonly nearSpecs: NearSpecs;
  /** By spec file; kept between runs. */
  readonly baselines: Map<string, SpecBaseline>;

  constructor(copy: MutatedCopy, nearSpecs: NearSpecs, baselines: ReadonlyMap<string, SpecBaseline>) {
    this.copy = copy;
    this.nearSpecs = nearSpecs;
    this.baselines = new Map(baselines);
  }

  async run(mutant: Mutant, signal: AbortSignal): Promise<Outcome> {
    const begun = performance.now();
    let tried = 0;
    for (const batch of batchesOf(this.nearSpecs.of(mutant.file))) {
      await this.learn(batch, signal);
      const specs = batch.filter((spec) => this.reaches(spec, mutant));
      if (specs.length === 0) continue;
      tried += specs.length;
      const outcome = await this.try(specs, mutant, signal);
      if (outcome !== undefined) return { ...outcome, seconds: secondsSince(begun) };
    }
    const because = tried === 0 ? 'no spec reaches it' : `all ${tried} specs that reach it are green`;
    return { result: 'survived', tier: 'int', because, seconds: secondsSince(begun) };
  }

  private async try(
    specs: readonly Spec[],
    mutant: Mutant,
    signal: AbortSignal,
  ): Promise<Outcome | undefined> {
    const [{ tier } = { tier: 'unit' as const }] = specs;
    const usual = specs.reduce((sum, { file }) => sum + (this.baselines.get(file)?.seconds ?? 0), 0);
    const files = specs.map(({ file }) => file);
    const outcome = judgeSpecs(tier, await this.runWith(mutant.id, tier, files, limitMs(usual), signal));
    if (outcome?.needsControl !== true) return outcome;
    const control = await this.runWith('', tier, files, baselineLimitMs, signal);
    if (control.results.length === files.length && control.results.every(({ isGreen }) => isGreen))
      return judgeSpecs(tier, await this.runWith(mutant.id, tier, files, limitMs(usual), signal));
    return { ...outcome, result: 'could not run', because: `red without the mutant too: ${outcome.because}` };
  }

  private async runWith(
    id: string,
    tier: Tier,
    specs: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<SpecRun> {
    this.copy.mutantSwitch.activate(id);
    try {
      const options = { tier, specs, limitMs: limit, signal, stopsAtFirst: id !== '' };
      return await runSpecs(this.copy, options);
    } finally {
      this.copy.mutantSwitch.clear();
    }
  }

  /** A spec that is red without a mutant, or has no result, says nothing. */
  private reaches({ file, startsProcesses }: Spec, mutant: Mutant): boolean {
    const baseline = this.baselines.get(file);
    return baseline?.isGreen === true && (startsProcesses || baseline.reached.includes(mutant.id));
  }

  private async learn(batch: readonly Spec[], signal: AbortSignal): Promise<void> {
    const unknown = batch.map(({ file }) => file).filter((file) => !this.baselines.has(file));
    const [first] = batch;
    if (unknown.length === 0 || first === undefined) return;
    const { results, seconds } = await this.runWith('', first.tier, unknown, baselineLimitMs, signal);
    for (const { spec, isGreen, reached } of results)
      this.baselines.set(spec, { isGreen, reached, seconds: seconds / unknown.length });
    for (const spec of unknown)
      if (!this.baselines.has(spec)) this.baselines.set(spec, { isGreen: false, reached: [], seconds: 0 });
  }
}

function batchesOf(specs: readonly Spec[]): readonly (readonly Spec[])[] {
  const int = specs.filter(({ tier }) => tier === 'int');
  return [specs.filter(({ tier }) => tier === 'unit'), int.slice(0, nearest), int.slice(nearest)];
}

const secondsSince = (begun: number): number => Math.round((performance.now() - begun) / 1_000);
