import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './log-file.ts';
import { type ProcessIdentity, startTimeOf } from './process-identity.ts';
import { type ProcessSpec } from './process-spec.ts';
import { killTree, pauseTree, resumeTree, sendSignal } from './process-tree.ts';

export type ProcessState = 'down' | 'starting' | 'up' | 'paused' | 'stopping';

export interface ProcessEvents {
  /** The process has started. Called before any other event of it. */
  readonly started?: (identity: ProcessIdentity) => void;
  /** The process has exited; `how` is like `SIGKILL` or `exit code 1`. */
  readonly ended?: (how: string, wasExpected: boolean) => void;
}

/** 20 s from SIGTERM to SIGKILL. Services drain within 15 s; orchestrators allow at least as much. */
export const stopTimeoutMs = 20_000;

/** 60 s: no start took more than 5 s on a loaded two-core machine, so a longer one has failed. */
const readyTimeoutMs = 60_000;

/** Between two probes: a server is ready within milliseconds, a service after a second. */
const shortestWaitMs = 4;
const longestWaitMs = 25;

const logLinesInErrors = 20;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * A program that this process starts, watches and stops. It runs in its own process group, so that Ctrl-C
 * does not reach it unless its spec says so, and writes directly to its log file, so that it neither waits
 * for us nor dies with us.
 */
export class ManagedProcess {
  state: ProcessState = 'down';
  identity: ProcessIdentity | undefined;
  private closed: Promise<string> = Promise.resolve('never started');
  private how: string | undefined;
  private isEndExpected = false;
  private logOffset = 0;

  /** The spec of the current or next start. Only a stopped process may get another. */
  spec: ProcessSpec;
  readonly logFile: string;
  private readonly events: ProcessEvents;

  constructor(spec: ProcessSpec, logFile: string, events: ProcessEvents = {}) {
    this.spec = spec;
    this.logFile = logFile;
    this.events = events;
  }

  /** Resolves when it is ready. Rejects with its last log lines if it exits, or is not ready within 60 s. */
  async start(signal: AbortSignal = new AbortController().signal): Promise<void> {
    this.state = 'starting';
    try {
      await this.spec.prepare?.(signal);
      signal.throwIfAborted();
      this.spawn();
      await (this.spec.kind === 'one-shot' ? this.untilDone(signal) : this.untilReady(signal));
      // A pause, stop or kill may have arrived during the last probe.
      if (this.state === 'starting') this.state = this.how === undefined ? 'up' : 'down';
    } catch (error) {
      // After an abort, the aborter stops it in its turn.
      if (!signal.aborted) await this.kill();
      if (this.identity === undefined) this.state = 'down';
      throw error;
    }
  }

  /** Stops it gracefully, with SIGKILL after `stopTimeoutMs`. Resolves to false if it had to be killed. */
  async stop(): Promise<boolean> {
    if (this.identity === undefined) return true;
    const { pid } = this.identity;
    this.isEndExpected = true;
    const wasPaused = this.state === 'paused';
    this.state = 'stopping';
    sendSignal(pid, this.spec.stopSignal);
    if (wasPaused) resumeTree(pid);
    const timer = new AbortController();
    const late = sleep(stopTimeoutMs, 'late' as const, { signal: timer.signal }).catch(() => undefined);
    const isLate = (await Promise.race([this.closed, late])) === 'late';
    timer.abort();
    if (isLate) await this.kill();
    return !isLate;
  }

  /** Kills it and all its children with SIGKILL. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.identity === undefined) return;
    this.isEndExpected = true;
    killTree(this.identity.pid);
    await this.closed;
  }

  pause(): void {
    if (this.identity === undefined) return;
    pauseTree(this.identity.pid);
    this.state = 'paused';
  }

  resume(): void {
    if (this.identity === undefined) return;
    resumeTree(this.identity.pid);
    this.state = 'up';
  }

  /** The last log lines since it was started. */
  lastLogLines(): string {
    return lastLines(this.logFile, this.logOffset, logLinesInErrors);
  }

  private spawn(): void {
    const { spec } = this;
    mkdirSync(path.dirname(this.logFile), { recursive: true });
    const log = openSync(this.logFile, 'a');
    this.logOffset = fstatSync(log).size;
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', log, log],
      detached: !(spec.sharesCtrlC ?? false),
      ...(spec.user === undefined ? {} : { uid: spec.user.uid, gid: spec.user.gid }),
    });
    closeSync(log);
    this.how = undefined;
    this.isEndExpected = false;
    this.closed = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.end(error.message)));
      child.once('close', (code, signal) => resolve(this.end(signal ?? `exit code ${code}`)));
    });
    if (child.pid === undefined) return;
    // A process that has already exited has no start time; it will never be looked up.
    this.identity = { pid: child.pid, startTime: startTimeOf(child.pid) ?? 'exited immediately' };
    this.events.started?.(this.identity);
  }

  private end(how: string): string {
    if (this.how !== undefined) return this.how;
    const wasExpected = this.isEndExpected || this.state === 'starting';
    const didRun = this.identity !== undefined;
    this.how = how;
    this.identity = undefined;
    if (this.state !== 'starting') this.state = 'down';
    if (didRun) this.events.ended?.(how, wasExpected);
    return how;
  }

  private endedWhileStarting(): Error {
    return new Error(
      `${this.spec.name} exited while starting (${this.how}). Its last log lines:\n${this.lastLogLines()}`,
    );
  }

  private async untilDone(signal: AbortSignal): Promise<void> {
    const how = await Promise.race([this.closed, aborted(signal)]);
    signal.throwIfAborted();
    if (how !== 'exit code 0') throw this.endedWhileStarting();
  }

  private async untilReady(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + readyTimeoutMs;
    let waitMs = shortestWaitMs;
    for (;;) {
      const failure = await this.probe();
      // A foreign server on the same port would respond too: only our own running process counts.
      if (this.how !== undefined) throw this.endedWhileStarting();
      signal.throwIfAborted();
      if (failure === undefined) return;
      if (performance.now() > deadline) throw this.notReady(failure);
      await Promise.race([sleep(waitMs), this.closed]);
      waitMs = Math.min(waitMs * 1.5, longestWaitMs);
    }
  }

  private async probe(): Promise<unknown> {
    try {
      await this.spec.ready?.();
      return undefined;
    } catch (error) {
      return error ?? new Error('not ready');
    }
  }

  private notReady(cause: unknown): Error {
    const seconds = readyTimeoutMs / 1_000;
    const { name } = this.spec;
    return new Error(`${name} is not ready after ${seconds} s. Its last log lines:\n${this.lastLogLines()}`, {
      cause,
    });
  }
}
