import { type Action } from '@holdfast/local-stack';
import { now } from './clock.ts';
import { type StackProcess } from './stack-process.ts';
import { type Process } from './system.ts';
import { type Timeline } from './timeline.ts';

export interface Act {
  readonly at: number;
  readonly process: string;
  readonly act: string;
}

const words: Readonly<Record<Action, string>> = {
  kill: 'killed (SIGKILL)',
  stop: 'stopped (SIGTERM)',
  start: 'started',
  restart: 'restarted (SIGTERM)',
  pause: 'paused (SIGSTOP)',
  resume: 'goes on (SIGCONT)',
};

/** A process of the stack, and what the suite did to it. */
export class LiveProcess implements Process {
  readonly name: string;
  private readonly stack: StackProcess;
  private readonly timeline: Timeline;
  private readonly acts: Act[];

  constructor(name: string, stack: StackProcess, timeline: Timeline, acts: Act[]) {
    this.name = name;
    this.stack = stack;
    this.timeline = timeline;
    this.acts = acts;
  }

  kill(): Promise<void> {
    return this.act('kill');
  }

  stop(): Promise<void> {
    return this.act('stop');
  }

  start(): Promise<void> {
    return this.act('start');
  }

  restart(): Promise<void> {
    return this.act('restart');
  }

  pause(): Promise<void> {
    return this.act('pause');
  }

  resume(): Promise<void> {
    return this.act('resume');
  }

  private async act(action: Action): Promise<void> {
    const at = now();
    this.acts.push({ at, process: this.name, act: `${action} ${this.name}` });
    await this.stack.act(action, this.name);
    this.timeline.add(this.name, 'process', words[action], at, now());
  }
}
