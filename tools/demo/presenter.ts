import { once } from 'node:events';
import { styled } from '../terminal.ts';

/** Why a demo ended early: Ctrl-C, or the end of its input. */
export class DemoEnded extends Error {
  constructor() {
    super('the presenter ended the demo');
  }
}

/** The presenter's terminal: shows the demo, and waits for Enter between its steps. */
export class Presenter {
  private readonly isAuto: boolean;
  private readonly signal: AbortSignal;

  /** `isAuto`: continues without waiting. */
  constructor(isAuto: boolean, signal: AbortSignal) {
    this.isAuto = isAuto;
    this.signal = signal;
    // Flows from now on, so that an Enter during a step does not skip the next pause.
    if (!isAuto) process.stdin.resume();
  }

  title(text: string): void {
    console.log(`\n${styled('bold', text)}`);
  }

  print(...lines: readonly string[]): void {
    for (const line of lines) console.log(`  ${line}`);
  }

  /** A sentence for the presenter to say. */
  quote(text: string): void {
    console.log(`  ${styled('cyan', `Say: "${text}"`)}`);
  }

  seen(text: string): void {
    console.log(`  ${styled('green', '✓')} ${text}`);
  }

  notSeen(text: string): void {
    console.log(`  ${styled('red', '✕')} ${text}`);
  }

  /** Waits for Enter. @throws DemoEnded */
  async enter(next: string): Promise<void> {
    if (this.signal.aborted) throw new DemoEnded();
    if (this.isAuto) return console.log(`  ${styled('dim', next)}`);
    process.stdout.write(`  ${styled('dim', `Enter: ${next} `)}`);
    const { signal } = this;
    const first = Promise.race([
      once(process.stdin, 'data', { signal }).then(() => 'enter'),
      once(process.stdin, 'end', { signal }).then(() => 'end'),
    ]);
    if ((await first.catch(() => 'end')) !== 'enter') throw new DemoEnded();
  }

  /** No Enter is awaited any more, so that the program can end. */
  close(): void {
    process.stdin.pause();
  }
}
