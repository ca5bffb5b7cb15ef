import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A copy of the tree with all mutants in it. */
export interface MutatedCopy {
  readonly folder: string;
  readonly mutantSwitch: MutantSwitch;
  /** Of the programs that run in it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The names that Stryker gives to its switches. */
export const isActiveName = 'stryMutAct_9fa48';
export const reachedName = 'stryCov_9fa48';

/** In place of a mutant's number. */
const recording = 'record';
/** 200 ms, a fraction of a scenario. What a process reaches within it before a SIGKILL is not recorded. */
const recordEveryMs = 200;

/**
 * The switch of all mutants of one copy: a file with the number of the active one, which each process reads
 * when it starts. A variable would not reach the services: they inherit nothing. Processes of the harness
 * never have a mutant, because they judge it.
 */
export class MutantSwitch {
  private readonly file: string;
  private readonly executions: string;
  private readonly harness: readonly string[];
  /** For the mutants that each spec file reaches, see reached.setup.ts, or each process of a stack. */
  readonly reachedFolder: string;

  constructor(folder: string) {
    this.file = path.join(folder, 'active-mutant');
    this.executions = `${this.file}.executions`;
    this.reachedFolder = path.join(folder, 'reached-mutants');
    this.harness = ['harness/', '.local/bundles/harness-'].map((programs) => path.join(folder, programs));
    this.clear();
  }

  activate(id: string): void {
    rmSync(this.executions, { force: true });
    writeFileSync(this.file, id);
  }

  clear(): void {
    this.activate('');
  }

  /** From now on, processes that start record what they reach: see ReachLine. */
  record(): void {
    rmSync(this.reachedFolder, { recursive: true, force: true });
    mkdirSync(this.reachedFolder, { recursive: true });
    this.activate(recording);
  }

  /** True if a process has executed the mutant since it was activated. */
  get wasExecuted(): boolean {
    try {
      return readFileSync(this.executions, 'utf8').length > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /**
   * The head of each mutated file. Each file has its own functions; their state is shared by the process, or
   * in specs by all modules of one spec file.
   */
  get header(): string {
    const { file, executions, reachedFolder, harness } = this;
    return `// @ts-nocheck
function mutants_9fa48() {
  if (globalThis.mutants_9fa48 !== undefined) return globalThis.mutants_9fa48;
  const { appendFileSync, readFileSync } = process.getBuiltinModule('node:fs');
  const isHarness = ${JSON.stringify(harness)}.some((programs) => process.argv[1]?.startsWith(programs));
  const mutants = (globalThis.mutants_9fa48 = {
    active: isHarness ? '' : readFileSync(${JSON.stringify(file)}, 'utf8'),
    reached: new Set(),
    reachedFolder: ${JSON.stringify(reachedFolder)},
    wasExecuted: false,
  });
  if (mutants.active !== '${recording}') return mutants;
  const { reached, reachedFolder } = mutants;
  const record = () => {
    if (reached.size === 0) return;
    const line = { at: Date.now(), port: Number(process.env.PORT ?? 0), reached: [...reached] };
    appendFileSync(\`\${reachedFolder}/\${process.pid}.lines\`, \`\${JSON.stringify(line)}\\n\`);
    reached.clear();
  };
  setInterval(record, ${recordEveryMs}).unref();
  process.on('exit', record);
  return mutants;
}
function ${isActiveName}(id) {
  const mutants = mutants_9fa48();
  if (mutants.active !== id) return false;
  if (!mutants.wasExecuted) process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(executions)}, id);
  return (mutants.wasExecuted = true);
}
function ${reachedName}(...ids) {
  for (const id of ids) mutants_9fa48().reached.add(id);
}
`;
  }
}
