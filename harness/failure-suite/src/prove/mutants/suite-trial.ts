import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type SuiteReport } from '../../report/suite-report.ts';
import { runProgram } from '../run-program.ts';
import { isKilled, judgeSuite, type Outcome, type SuiteEnd } from './judge-mutant.ts';
import { type Mutant, ofSameFile } from './mutant.ts';
import { type MutatedCopy } from './mutant-switch.ts';
import { reachLinesIn, roundsFor, type SuiteBaseline, suiteBaselineOf } from './scenario-reach.ts';

/** Thrown if no scenario holds without a mutant. */
export class SuiteNotGreen extends Error {
  override readonly name = 'SuiteNotGreen';
}

/** 90 min for the scenarios without a mutant, nine times their usual time on two cores. */
const baselineLimitMs = 90 * 60_000;
/** Five times the usual time, and a minute for the start. Above that, the mutant is found as a timeout. */
const limitMs = (usual: number): number => 60_000 + usual * 5_000;
/** A stack takes as long to start as some scenarios take. */
const scenariosPerStack = 6;

interface Round {
  readonly selection: readonly string[];
  readonly limitMs: number;
  readonly workers: number;
}

interface SuiteOutcome extends Outcome {
  /** Without those that a first failure left out. */
  readonly ran: readonly string[];
}

/** Runs a mutant against the handwritten scenarios that execute it, until one breaks. */
export class SuiteTrial {
  private readonly copy: MutatedCopy;
  private readonly all: readonly Mutant[];
  private readonly workers: number;
  /** Kept between runs. */
  baseline: SuiteBaseline | undefined;

  /** `all`: the mutants in the copy. */
  constructor(copy: MutatedCopy, all: readonly Mutant[], workers: number, baseline?: SuiteBaseline) {
    this.copy = copy;
    this.all = all;
    this.workers = workers;
    this.baseline = baseline;
  }

  /** @throws SuiteNotGreen */
  async run(mutant: Mutant, signal: AbortSignal): Promise<Outcome> {
    this.baseline ??= await this.learn(signal);
    const rounds = roundsFor(mutant.id, ofSameFile(mutant, this.all), this.baseline);
    const remarks: string[] = [];
    let seconds = 0;
    for (const selection of rounds) {
      const outcome = await this.try(mutant, this.roundOf(selection), signal);
      seconds += outcome.seconds;
      if (outcome.result !== 'survived') return { ...outcome, seconds };
      remarks.push(`${selection.length} tried: ${outcome.because}`);
      if (!this.copy.mutantSwitch.wasExecuted) remarks.push('no process executed it');
    }
    const because = rounds.length === 0 ? 'no scenario executes it' : remarks.join('; ');
    return { result: 'survived', tier: 'suite', because, seconds };
  }

  private roundOf(selection: readonly string[]): Round {
    const workers = Math.min(this.workers, Math.ceil(selection.length / scenariosPerStack));
    const usual = selection.reduce((sum, name) => sum + (this.baseline?.scenarios[name]?.seconds ?? 0), 0);
    return { selection, workers, limitMs: limitMs(usual / workers) };
  }

  private async try(mutant: Mutant, round: Round, signal: AbortSignal): Promise<Outcome> {
    const { ran, ...outcome } = await this.runWith(mutant.id, round, signal);
    if (outcome.needsControl === true) return this.controlled(outcome, round, signal);
    if (outcome.scenario === undefined) return outcome;
    if (await this.breaksAgain(mutant, outcome.scenario, signal)) return outcome;
    const because = `${outcome.because}; held when run again`;
    const selection = round.selection.filter((name) => !ran.includes(name));
    if (selection.length === 0) return { ...outcome, result: 'survived', because };
    const rest = await this.try(mutant, this.roundOf(selection), signal);
    const seconds = outcome.seconds + rest.seconds;
    return rest.result === 'survived'
      ? { ...rest, seconds, because: `${because}; ${rest.because}` }
      : { ...rest, seconds };
  }

  private async controlled(outcome: Outcome, round: Round, signal: AbortSignal): Promise<Outcome> {
    const control = await this.runWith('', { ...round, limitMs: baselineLimitMs }, signal);
    if (control.result === 'survived') return outcome;
    return { ...outcome, result: 'could not run', because: `red without the mutant too: ${outcome.because}` };
  }

  /** A scenario can also break because the machine is slow: it must break a second time. */
  private async breaksAgain(mutant: Mutant, scenario: string, signal: AbortSignal): Promise<boolean> {
    const alone = { selection: [scenario], workers: 1, limitMs: baselineLimitMs };
    return isKilled(await this.runWith(mutant.id, alone, signal));
  }

  private async learn(signal: AbortSignal): Promise<SuiteBaseline> {
    const { mutantSwitch } = this.copy;
    mutantSwitch.record();
    const every = { selection: ['*'], workers: this.workers, limitMs: baselineLimitMs };
    const end = await this.suiteEnd(every, signal);
    const lines = reachLinesIn(mutantSwitch.reachedFolder);
    mutantSwitch.clear();
    const baseline = suiteBaselineOf(end.kind === 'report' ? end.report.results : [], lines);
    if (Object.keys(baseline.scenarios).length > 0) return baseline;
    throw new SuiteNotGreen(
      `No scenario holds without a mutant: ${end.kind === 'no report' ? end.output.slice(-500) : end.kind}`,
    );
  }

  private async runWith(id: string, round: Round, signal: AbortSignal): Promise<SuiteOutcome> {
    const begun = performance.now();
    this.copy.mutantSwitch.activate(id);
    const end = await this.suiteEnd({ ...round, stopsAtFirst: true }, signal);
    const ran = end.kind === 'report' ? end.report.results.map(({ name }) => name) : [];
    return { ...judgeSuite(end, Math.round((performance.now() - begun) / 1_000)), ran };
  }

  private async suiteEnd(
    { selection, workers, limitMs, stopsAtFirst = false }: Round & { readonly stopsAtFirst?: boolean },
    signal: AbortSignal,
  ): Promise<SuiteEnd> {
    const report = path.join(this.copy.folder, 'reports/of-the-mutant.json');
    await rm(report, { force: true });
    const args = ['--only', selection.join(','), '--workers', `${workers}`, '--json', report];
    const limit = AbortSignal.timeout(limitMs);
    let output = '';
    try {
      const ended = await runProgram(
        path.join(this.copy.folder, 'harness/failure-suite/dist/main.js'),
        [...args, ...(stopsAtFirst ? ['--first-red'] : [])],
        {
          cwd: this.copy.folder,
          signal: AbortSignal.any([signal, limit]),
        },
      );
      output = ended.output;
    } catch (error) {
      signal.throwIfAborted();
      if (!limit.aborted) throw error;
      return { kind: 'over the limit' };
    }
    return reportIn(report, output);
  }
}

async function reportIn(file: string, output: string): Promise<SuiteEnd> {
  try {
    return { kind: 'report', report: JSON.parse(await readFile(file, 'utf8')) as SuiteReport };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'no report', output };
    throw error;
  }
}
