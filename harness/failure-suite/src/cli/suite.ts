import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { slowScenarios } from '../report/numbers/rest-times.ts';
import { publish, readRestTimes } from '../report/publish.ts';
import { unspecifiedCells } from '../report/page/matrix/cells.ts';
import { type Enumerated, Progress, writeWhole } from '@holdfast/engine';
import { finalWords } from '../report/final-words.ts';
import { writeReport } from '../report/write-report.ts';
import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { checkInvariants } from '@holdfast/witness';
import { isGolden } from '../enumeration/golden-run.ts';
import { StackRunner } from '../run/stack-runner.ts';
import { type ProcessEnvironment } from '../run/stack-settings.ts';
import { startStack } from '../run/start-stack.ts';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type Command, readPortBase } from './arguments.ts';
import { readWithoutServices } from './without-services.ts';
import { reportOf, treeToRun } from './run-report.ts';

/** Where the last whole run is published, with the times of the runs before it. */
const publishedIn = path.join(repositoryRoot, 'docs/failure-suite');

/** One run of the suite: its results so far and its output. */
export class Suite {
  readonly runner: StackRunner;
  readonly progress = new Progress(process.stdout, { total: 0 });
  readonly results: ScenarioResult[] = [];
  readonly notRun: string[] = [];
  readonly complaints: string[] = [];
  readonly seeds: number[] = [];
  enumerated: readonly Enumerated<Enumerable>[] = [];
  readonly command: Command;
  readonly signal: AbortSignal;
  /** Holdfast's services that this shop does not have. */
  readonly withoutServices: readonly string[];
  private readonly args: readonly string[];
  private readonly startedAt = Date.now();
  private readonly tree = treeToRun();

  constructor(
    command: Command,
    args: readonly string[],
    processEnvironment: ProcessEnvironment,
    signal: AbortSignal,
  ) {
    this.command = command;
    this.args = args;
    this.signal = signal;
    this.withoutServices = command.target === 'local' ? readWithoutServices(processEnvironment) : [];
    const portBase = readPortBase(processEnvironment['PORT_BASE']);
    this.runner = new StackRunner({
      workers: command.workers,
      check: checkInvariants,
      start: startStack(command.target, processEnvironment),
      ...(portBase === undefined ? {} : { portBase }),
      began: ({ name }) => {
        if (!isGolden(name)) this.progress.began(name);
      },
    });
  }

  async run(scenarios: readonly Scenario[]): Promise<void> {
    this.progress.expect(scenarios.length);
    for await (const result of this.runner.run(scenarios, this.signal)) {
      this.take(result);
      if (this.command.stopsAtFirstRed && result.verdict === 'broken') break;
    }
    const left =
      scenarios.length -
      scenarios.filter(({ name }) => this.results.some((each) => each.name === name)).length;
    if (left > 0) this.complaints.push(`${left} of ${scenarios.length} scenarios: the run was stopped first`);
  }

  take(result: ScenarioResult): void {
    this.results.push(result);
    this.progress.ended(result);
  }

  /** Stops all stacks, then writes and prints the report. */
  async finish(isWhole: boolean): Promise<SuiteReport> {
    await this.runner.close();
    const { args, startedAt, results, enumerated, notRun, seeds, complaints, command, withoutServices } =
      this;
    if (isWhole) complaints.push(...unspecifiedCells(results));
    const report = reportOf({
      args,
      target: command.target,
      tree: await this.tree,
      startedAt,
      results,
      enumerated,
      notRun,
      seeds,
      isWhole,
      complaints,
      withoutServices,
    });
    await writeReport(report, command.reportFolder);
    // Before it is published: a run is compared with those before it.
    const slow = slowScenarios(report, await readRestTimes(publishedIn));
    if (command.jsonFile !== undefined) await writeWhole(command.jsonFile, `${JSON.stringify(report)}\n`);
    if (command.publishFolder !== undefined && !this.signal.aborted)
      await publish(report, command.publishFolder);
    this.progress.finish(finalWords(report, `${command.reportFolder}/index.html`, slow), report.verdict);
    return report;
  }
}
