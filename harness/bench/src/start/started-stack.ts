import { stackStatus, readRunningState, repositoryRoot } from '@holdfast/local-stack';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { NotMeasured } from '../command-line.ts';
import { cpuSeconds } from '../measure/cpu-time.ts';
import { Timeline } from './timeline.ts';
import { terminalEnvironment } from './terminal.config.ts';

/** A process of the stack: CPU time so far and resident memory. */
export interface ProcessUse {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

const withoutOurBinaries = (searchPath: string): string =>
  searchPath
    .split(path.delimiter)
    .filter((folder) => !folder.startsWith(path.join(repositoryRoot, 'node_modules')))
    .join(path.delimiter);

function environmentWith(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const environment = terminalEnvironment();
  return { ...environment, PATH: withoutOurBinaries(environment['PATH'] ?? ''), ...more };
}

/** A stack started as users do, with `npm start` in a process group of its own. */
export class StartedStack {
  readonly timeline = new Timeline();
  private readonly begunAt = performance.now();
  private readonly npm: ChildProcess;
  private readonly dataDir: string;
  private readonly output: string[] = [];

  private constructor(dataDir: string, portBase: number) {
    this.dataDir = dataDir;
    this.npm = spawn('npm', ['start'], {
      cwd: repositoryRoot,
      env: environmentWith({ DATA_DIR: dataDir, PORT_BASE: `${portBase}` }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** Resolves when it is ready. @throws NotMeasured with its last lines if it does not start. */
  static async start(dataDir: string, portBase: number): Promise<StartedStack> {
    const stack = new StartedStack(dataDir, portBase);
    try {
      await stack.untilReady();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  get elapsedMs(): number {
    return performance.now() - this.begunAt;
  }

  private async untilReady(): Promise<void> {
    const { stdout, stderr } = this.npm;
    if (stdout === null || stderr === null) throw new Error('a piped program has no output');
    const ready = new Promise<'ready'>((resolve) => {
      createInterface({ input: stdout }).on('line', (line) => {
        this.output.push(line);
        this.timeline.add(line, this.elapsedMs);
        if (this.timeline.readyMs !== undefined) resolve('ready');
      });
    });
    createInterface({ input: stderr }).on('line', (line) => this.output.push(line));
    const ended = once(this.npm, 'close').then(() => 'ended');
    if ((await Promise.race([ready, ended])) === 'ready') return;
    throw new NotMeasured(`npm start ended before it was ready:\n${this.output.slice(-20).join('\n')}`);
  }

  async use(): Promise<ProcessUse[]> {
    const state = readRunningState(this.dataDir);
    if (state?.control === null || state === undefined) throw new Error('the stack is not running');
    const processes = await stackStatus(state.control);
    return processes.flatMap(({ name, pid, memoryBytes }) =>
      pid === null ? [] : [{ name, cpuSeconds: cpuSeconds(pid), residentBytes: memoryBytes ?? NaN }],
    );
  }

  /** As Ctrl-C in its terminal. */
  async stop(): Promise<void> {
    if (this.npm.pid === undefined || this.npm.exitCode !== null) return;
    const ended = once(this.npm, 'close');
    process.kill(-this.npm.pid, 'SIGINT');
    await ended;
  }
}
