import { now } from '@holdfast/witness';
import { type Stack, type StackAction } from './stack.ts';
import { type Process } from './system.ts';
import { type Timeline } from '@holdfast/engine';

export interface Act {
  readonly at: number;
  readonly process: string;
  readonly act: string;
}

const words: Readonly<Record<StackAction, string>> = {
  kill: 'killed (SIGKILL)',
  stop: 'stopped (SIGTERM)',
  start: 'started',
  restart: 'restarted (SIGTERM)',
  pause: 'paused (SIGSTOP)',
  resume: 'resumed (SIGCONT)',
  'cut off': 'cut off from its network',
  reconnect: 'reconnected to its network',
};

/** A process of the stack; records every act on it. */
export class LiveProcess implements Process {
  readonly name: string;
  private readonly stack: Stack;
  private readonly timeline: Timeline;
  private readonly acts: Act[];

  constructor(name: string, stack: Stack, timeline: Timeline, acts: Act[]) {
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

  cutOff(): Promise<void> {
    return this.act('cut off');
  }

  reconnect(): Promise<void> {
    return this.act('reconnect');
  }

  private async act(action: StackAction): Promise<void> {
    const at = now();
    this.acts.push({ at, process: this.name, act: `${action} ${this.name}` });
    await this.stack.act(action, this.name);
    this.timeline.add(this.name, 'process', words[action], at, now());
  }
}
