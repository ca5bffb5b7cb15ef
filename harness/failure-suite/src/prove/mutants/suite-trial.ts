import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type SuiteReport } from '../../report/suite-report.ts';
import { runProgram } from '../run-program.ts';
import { isKilled, judgeSuite, type Outcome, type SuiteEnd } from './judge-mutant.ts';
import { type Mutant } from './mutant.ts';
import { type MutatedCopy } from './mutant-switch.ts';

/** Thrown if the short form is not green without a mutant. */
export class SuiteNotGreen extends Error {
  override readonly name = 'SuiteNotGreen';
}

/** 30 min for a run without a mutant, 20 times its usual time. */
const baselineLimitMs = 30 * 60_000;
/** Five times the usual time, and a minute for the start. Above that, the mutant is found as a timeout. */
const limitMs = (usual: number): number => 60_000 + usual * 5_000;

/** Runs a mutant against the short form of the suite, until a scenario breaks. */
export class SuiteTrial {
  private readonly copy: MutatedCopy;
  private readonly workers: number;
  /** Of a green run without a mutant; kept between runs. */
  usualSeconds: number | undefined;

  constructor(copy: MutatedCopy, workers: number, usualSeconds?: number) {
    this.copy = copy;
    this.workers = workers;
    this.usualSeconds = usualSeconds;
  }

  /** @throws SuiteNotGreen */
  async run(mutant: Mutant, signal: AbortSignal): Promise<Outcome> {
    this.usualSeconds ??= await this.runWithout(signal);
    const outcome = await this.runWith(mutant.id, limitMs(this.usualSeconds), signal);
    if (outcome.needsControl === true) return this.controlled(outcome, signal);
    if (outcome.scenario !== undefined) return this.confirmed(mutant, outcome, outcome.scenario, signal);
    if (outcome.result !== 'survived' || this.copy.mutantSwitch.wasExecuted) return outcome;
    return { ...outcome, because: `${outcome.because}; no process executed it` };
  }

  private async runWithout(signal: AbortSignal): Promise<number> {
    const { result, because, seconds } = await this.runWith('', baselineLimitMs, signal);
    if (result !== 'survived' || because !== 'every scenario held')
      throw new SuiteNotGreen(`The short form is not green without a mutant: ${because}`);
    return seconds;
  }

  private async controlled(outcome: Outcome, signal: AbortSignal): Promise<Outcome> {
    const control = await this.runWith('', baselineLimitMs, signal);
    if (control.result === 'survived') return outcome;
    return { ...outcome, result: 'could not run', because: `red without the mutant too: ${outcome.because}` };
  }

  /** A scenario can also break because the machine is slow: it must break a second time. */
  private async confirmed(
    mutant: Mutant,
    outcome: Outcome,
    scenario: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const again = await this.runWith(mutant.id, baselineLimitMs, signal, ['--only', scenario]);
    if (isKilled(again)) return outcome;
    return { ...outcome, result: 'survived', because: `${outcome.because}; held when run again` };
  }

  private async runWith(
    id: string,
    limit: number,
    signal: AbortSignal,
    selection: readonly string[] = ['--short'],
  ): Promise<Outcome> {
    const begun = performance.now();
    this.copy.mutantSwitch.activate(id);
    const end = await this.suiteEnd(limit, signal, selection);
    return judgeSuite(end, Math.round((performance.now() - begun) / 1_000));
  }

  private async suiteEnd(
    patienceMs: number,
    signal: AbortSignal,
    selection: readonly string[],
  ): Promise<SuiteEnd> {
    const report = path.join(this.copy.folder, 'reports/of-the-mutant.json');
    await rm(report, { force: true });
    const args = [...selection, '--first-red', '--workers', `${this.workers}`, '--json', report];
    const limit = AbortSignal.timeout(patienceMs);
    let output = '';
    try {
      const ended = await runProgram(
        path.join(this.copy.folder, 'harness/failure-suite/dist/main.js'),
        args,
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
