/** `npm run experiments`: runs the lab's guided experiments on the running stack. */
import { writeFileSync } from 'node:fs';
import { runCommand } from './run-command.ts';
import { parseOptions, refuseMore, UsageError, wholeNumber } from './command-line.ts';
import { LabExperiments } from './experiments/lab-experiments.ts';
import { readmeFile, readmeWith } from './experiments/readme-table.ts';
import { type MomentTimes, Times } from './experiments/times.ts';
import { runningAddresses } from './running-stack.ts';

const usage = `npm run experiments [-- --rounds N] [--only ID]... [--lab URL] [--write]

Runs the guided experiments of the lab one after another on the running stack, and prints each verdict. At the end, it
prints the slowest time of each moment beside its bound. A bound below twice the slowest is marked: it may fail on a
busy machine. Other use of the stack makes experiments slower, so leave it alone meanwhile.

--rounds N   runs each N times; default 1. Bounds are calibrated with 20 or more on a busy machine.
--only ID    runs only this one; may be repeated
--lab URL    the lab's address; default: that of the running stack
--write      writes the table of times into harness/failure-lab/README.md
Exit codes: 0 all held, 1 one did not hold or could not run, 2 invalid arguments.`;

interface Command {
  readonly rounds: number;
  readonly only: readonly string[];
  readonly lab: string | undefined;
  readonly isWriting: boolean;
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, {
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true },
    lab: { type: 'string' },
    write: { type: 'boolean' },
  });
  refuseMore(positionals);
  const rounds = wholeNumber('rounds', values.rounds, 1);
  if (rounds < 1) throw new UsageError('--rounds must be at least 1.');
  return { rounds, only: values.only ?? [], lab: values.lab, isWriting: values.write ?? false };
}

async function run({ rounds, only, lab, isWriting }: Command): Promise<void> {
  const url = lab ?? runningAddresses('failure-lab', '--lab')['failure-lab'];
  const experiments = new LabExperiments(url);
  const chosen = await experiments.select(only);
  const times = new Times();
  let failures = 0;
  for (let round = 1; round <= rounds; round += 1) {
    for (const experiment of chosen) {
      const { verdict, state, reasons, moments } = await experiments.run(experiment.id);
      const isHeld = verdict === 'held';
      if (isHeld) times.add(experiment, moments);
      else failures += 1;
      console.log(`${round}/${rounds}  ${(verdict ?? state).padEnd(7)}  ${experiment.id}`);
      for (const reason of reasons) console.log(`              ${reason}`);
    }
  }
  print(times.all);
  if (isWriting) writeFileSync(readmeFile, readmeWith(times.all, rounds));
  if (failures > 0) throw new Error(`${failures} of ${rounds * chosen.length} runs did not hold.`);
}

function print(all: readonly MomentTimes[]): void {
  console.log('\nslowest ms   bound ms');
  for (const { experiment, moment, slowestMs, boundMs, isTight } of all) {
    const mark = isTight ? '  less than twice' : '';
    console.log(
      `${`${slowestMs}`.padStart(10)} ${`${boundMs}`.padStart(10)}  ${experiment}: ${moment}${mark}`,
    );
  }
}

await runCommand({ usage, read, run });
