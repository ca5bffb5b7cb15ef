import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { matches, UsageError } from '@holdfast/engine';
import { type Command } from '../cli/arguments.ts';
import { type Proof } from './judge-proof.ts';
import { prove } from './prove.ts';
import { type SeededBug } from './seeded-bug.ts';
import { seededBugs } from './seeded-bugs.ts';
import { proofLine, proofTable } from './proof-text.ts';

const stopped = 130;

/** Runs `--prove [--only BUG]`, writes `proof.json` into the report folder, and returns the exit code. */
export async function proveCommand(command: Command, signal: AbortSignal): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const bugs = chosen(command.only);
  const startedAt = Date.now();
  const proofs = await prove({
    root: repositoryRoot,
    bugs,
    workers: command.workers,
    signal,
    say,
    onProof: (proof) => say(proofLine(proof)),
  });
  const isWhole = proofs.length === bugs.length;
  say(`\n${proofTable(proofs, bugs.length)}`);
  const report = { command: 'prove', startedAt, endedAt: Date.now(), isWhole, proofs };
  writeProof(path.join(command.reportFolder, 'proof.json'), report);
  if (command.jsonFile !== undefined) writeProof(command.jsonFile, report);
  if (!isWhole) return stopped;
  return proofs.every(({ verdict }) => verdict === 'found') ? 0 : 1;
}

/**
 * Selects by name, prefix or pattern with `*`, with or without the number. An exact name selects only that
 * bug.
 */
function chosen(patterns: readonly string[]): readonly SeededBug[] {
  const bugs = seededBugs();
  if (patterns.length === 0) return bugs;
  const namesOf = ({ name }: SeededBug): readonly string[] => [name, name.replace(/^\d+-/, '')];
  const of = (pattern: string): readonly SeededBug[] => {
    const exact = bugs.filter((bug) => namesOf(bug).includes(pattern));
    const found =
      exact.length > 0 ? exact : bugs.filter((bug) => namesOf(bug).some((name) => matches(pattern, name)));
    if (found.length === 0) throw new UsageError(`No seeded bug is named ${pattern}.`);
    return found;
  };
  const all = new Set(patterns.flatMap(of));
  return bugs.filter((bug) => all.has(bug));
}

interface ProofReport {
  readonly proofs: readonly Proof[];
}

function writeProof(file: string, report: ProofReport): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
