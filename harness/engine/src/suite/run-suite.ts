import path from 'node:path';
import { endWhenAsked, stopped } from '../cli/end-when-asked.ts';
import { demandAll, select } from '../cli/select.ts';
import { readSuiteCommand, type SuiteCommand } from '../cli/suite-arguments.ts';
import { UsageError } from '../cli/usage-error.ts';
import { LocalLab } from '../lab/local-lab.ts';
import { enumeratedOf, habitOf } from '../points/enumerated.ts';
import { faultsOf, pointFaults } from '../points/faults-of.ts';
import { nameOfStrike } from '../points/strike-point.ts';
import { closingLines, type EndedRun } from '../report/closing-lines.ts';
import { Progress, type Terminal } from '../report/progress.ts';
import { type Result } from '../report/result.ts';
import { runVerdict } from '../report/run-verdict.ts';
import { writeWhole } from '../report/write-whole.ts';
import { messageOf } from '../run/attempt-scenario.ts';
import { type SuiteDefinition } from './define-suite.ts';
import { LiveSystem } from './live-system.ts';
import { recordOperations } from './record-operations.ts';
import { type PlannedScenario, type Running, runStrike } from './run-strike.ts';

type Named = PlannedScenario & { readonly name: string };

/** Every fault at every message of every operation. */
async function plan<Ledgers extends object>(running: Running<Ledgers>): Promise<readonly Named[]> {
  const { definition, stack, wire, signal } = running;
  const { points } = await recordOperations(running);
  const { isCustomer } = new LiveSystem(definition, stack, wire, signal).roles;
  const choice = {
    faults: definition.faults ?? pointFaults,
    isCustomer,
    canKill: (name: string) => stack.canKill(name),
  };
  return points
    .flatMap((point) => faultsOf(point, choice).map((fault) => ({ point, fault })))
    .map(({ point, fault }, n) => {
      const operation = definition.operations.find(({ name }) => name === point.operation);
      if (operation === undefined) throw new Error(`There is no operation "${point.operation}".`);
      return { name: nameOfStrike(point, fault), operation, point, fault, habit: habitOf(n) };
    });
}

interface Strikes {
  readonly planned: readonly Named[];
  readonly results: readonly Result[];
}

/** A strike may miss because a busy machine answers otherwise or later, so it is tried once more. */
async function strike<Ledgers extends object>(
  running: Running<Ledgers>,
  scenario: Named,
  progress: Progress,
): Promise<Result> {
  const result = await runStrike(running, scenario);
  if (result.verdict !== 'void') return result;
  progress.say(`${scenario.name}: It hit nothing, and is tried again.`);
  return runStrike(running, scenario);
}

async function strikeAll<Ledgers extends object>(
  running: Running<Ledgers>,
  { only, stopsAtFirstRed, isListing }: SuiteCommand,
  terminal: Terminal,
  progress: Progress,
): Promise<Strikes> {
  progress.say('Recording every message of every operation …');
  const all = await plan(running);
  demandAll(only, all);
  const planned = only.length === 0 ? all : select(only, all);
  const results: Result[] = [];
  if (isListing) {
    for (const { name } of planned) terminal.write(`${name}\n`);
    return { planned, results };
  }
  progress.expect(planned.length);
  for (const scenario of planned) {
    progress.began(scenario.name);
    const result = await strike(running, scenario, progress);
    results.push(result);
    progress.ended(result);
    if (!stopsAtFirstRed || result.verdict !== 'broken') continue;
    progress.say(`Stopped at the first red: ${results.length} of ${planned.length} strikes ran.`);
    return { planned: planned.slice(0, results.length), results };
  }
  return { planned, results };
}

function reportOf({ planned, results }: Strikes, startedAt: number): EndedRun {
  const operations = [...new Set(planned.map(({ point }) => point.operation))];
  const enumerated = operations.map((operation) => {
    const own = planned.filter(({ point }) => point.operation === operation);
    return enumeratedOf(operation, new Set(own.map(({ point }) => point)).size, own, results);
  });
  const run = { results, enumerated, startedAt, endedAt: Date.now() };
  return { ...run, verdict: runVerdict(run, []) };
}

async function runOnStack<Ledgers extends object>(
  definition: SuiteDefinition<Ledgers>,
  command: SuiteCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const startedAt = Date.now();
  const progress = new Progress(terminal, { total: 0 });
  const stack = await definition.stack(signal);
  const wire = new LocalLab(stack.edges);
  try {
    await wire.start();
    await stack.begin();
    const strikes = await strikeAll({ definition, stack, wire, signal }, command, terminal, progress);
    if (command.isListing) return 0;
    const report = reportOf(strikes, startedAt);
    const { jsonFile } = command;
    if (jsonFile !== undefined) await writeWhole(jsonFile, `${JSON.stringify(report)}\n`);
    const runAgain = `node ${path.relative(process.cwd(), process.argv[1] ?? '')} --only`;
    const reportAt = jsonFile ?? 'none (--json FILE writes one)';
    progress.finish(closingLines(report, { system: definition.name, runAgain, reportAt }), report.verdict);
    return report.verdict === 'held' ? 0 : 1;
  } finally {
    await wire.stop();
    await stack.stop();
  }
}

/**
 * Records every message of every operation, breaks each one in every way, and judges the rest by the
 * invariants. Returns the exit code: 0 all held, 1 something broke or hit nothing, 2 invalid arguments, 130
 * stopped.
 */
export async function runSuite<Ledgers extends object>(
  definition: SuiteDefinition<Ledgers>,
  args: readonly string[] = process.argv.slice(2),
  terminal: Terminal = process.stdout,
): Promise<number> {
  const ending = new AbortController();
  endWhenAsked(ending);
  try {
    return await runOnStack(definition, readSuiteCommand(args), terminal, ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return stopped;
    terminal.write(`${messageOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
