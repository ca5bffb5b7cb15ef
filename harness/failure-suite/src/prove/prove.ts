import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applyDiff } from '@holdfast/engine';
import { type ScenarioResult } from '../report/suite-report.ts';
import { complaintOf, judge, type Judged, type Proof } from './judge-proof.ts';
import { type SeededBug } from './seeded-bug.ts';
import { TreeCopy } from './tree-copy.ts';
import { build, DoesNotBuild, NoResult, runScenarios } from './trial.ts';

export interface ProveOptions {
  /** The tree to copy; it is never changed. */
  readonly root: string;
  /** The parent folder of the copy. Default: the system's temporary folder. */
  readonly temporary?: string;
  readonly bugs: readonly SeededBug[];
  /** Parallel stacks for the run without bugs. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProof: (proof: Proof) => void;
  /** Called with progress messages. */
  readonly say: (line: string) => void;
}

/**
 * Applies one seeded bug at a time to a copy of the tree; a named scenario must find it. First, all scenarios
 * must be green without any bug. Returns the proofs so far once the signal is aborted.
 */
export async function prove(options: ProveOptions): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  const note = (proof: Proof): void => {
    proofs.push(proof);
    options.onProof(proof);
  };
  const outdated = options.bugs.flatMap((bug) => outdatedProof(options.root, bug));
  outdated.forEach(note);
  const applicable = options.bugs.filter(({ name }) => !outdated.some(({ bug }) => bug === name));
  if (applicable.length === 0) return proofs;
  const { say, signal } = options;
  say('copying and building the tree');
  const copy = await TreeCopy.of(options.root, options.temporary);
  try {
    await build(copy, signal);
    const notGreen = await runUnbroken(copy, applicable, options);
    for (const bug of applicable) note(await proofOf(copy, bug, notGreen, options));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await copy.remove();
  }
  return proofs;
}

/** Checked before anything starts: an outdated patch should not surface after ten minutes. */
function outdatedProof(root: string, bug: SeededBug): Proof[] {
  try {
    applyDiff(bug.patch, (file) => readFileSync(path.join(root, file), 'utf8'));
    return [];
  } catch (error) {
    return [proof(bug, failure('patch does not apply', bug, error), 0)];
  }
}

type NotGreen = (bug: SeededBug) => readonly string[];

/** Returns what is wrong with a bug's scenarios without the bug. */
async function runUnbroken(
  copy: TreeCopy,
  bugs: readonly SeededBug[],
  { say, signal, workers }: ProveOptions,
): Promise<NotGreen> {
  const names = [...new Set(bugs.flatMap(({ scenarios }) => scenarios))];
  say(`running the ${names.length} scenarios without any bug: all must be green`);
  const results = new Map<string, ScenarioResult>();
  for (const result of await runScenarios(copy, { names, workers, signal })) results.set(result.name, result);
  return ({ scenarios }) =>
    scenarios.flatMap((name) => {
      const result = results.get(name);
      if (result === undefined) return [`${name} did not run`];
      return result.verdict === 'held' ? [] : [complaintOf(result)];
    });
}

async function proofOf(
  copy: TreeCopy,
  bug: SeededBug,
  notGreen: NotGreen,
  { say, signal }: ProveOptions,
): Promise<Proof> {
  const complaints = notGreen(bug);
  if (complaints.length > 0)
    return proof(bug, unproved('scenarios not green', bug, complaints.join('; ')), 0);
  say(`${bug.name}: ${bug.breaks}`);
  const begun = performance.now();
  const judged = await tryOut(copy, bug, signal);
  return proof(bug, judged, Math.round((performance.now() - begun) / 1_000));
}

async function tryOut(copy: TreeCopy, bug: SeededBug, signal: AbortSignal): Promise<Judged> {
  try {
    return await copy.withPatch(bug.patch, async () => {
      await build(copy, signal);
      return judge(bug, await runScenarios(copy, { names: bug.scenarios, workers: 1, signal }));
    });
  } catch (error) {
    if (error instanceof DoesNotBuild) return failure('does not build', bug, error);
    if (error instanceof NoResult) return failure('no result', bug, error);
    throw error;
  }
}

const unproved = (verdict: Judged['verdict'], bug: SeededBug, because: string): Judged => ({
  verdict,
  scenario: bug.scenarios.join(', '),
  because,
});

const failure = (verdict: Judged['verdict'], bug: SeededBug, error: unknown): Judged =>
  unproved(verdict, bug, error instanceof Error ? error.message : String(error));

const proof = ({ name, breaks }: SeededBug, judged: Judged, seconds: number): Proof => ({
  bug: name,
  breaks,
  ...judged,
  seconds,
});
