import { stripVTControlCharacters, styleText } from 'node:util';
import { type Verdict } from '../verdict/judge.ts';
import { type Result } from './result.ts';
import { duration, signs } from './verdict-text.ts';

/** The output: `process.stdout`, or a list in a spec. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const styles: Readonly<Record<Verdict, 'green' | 'red' | 'yellow'>> = {
  held: 'green',
  broken: 'red',
  void: 'yellow',
};

/** Without a terminal: one line per failure, and one for every ten scenarios that held. */
const heldPerLine = 10;

/** Shows the progress of a run: one line that is rewritten in place on a terminal, plain lines elsewhere. */
export class Progress {
  private readonly counts: Record<Verdict, number> = { held: 0, broken: 0, void: 0 };
  private readonly running = new Set<string>();
  private readonly begun: number;
  private readonly endsAt: number | undefined;
  private total: number;

  /** A `total` of 0 means that the run ends at `endsAt`. */
  constructor(
    private readonly terminal: Terminal,
    { total, endsAt }: { readonly total: number; readonly endsAt?: number },
    private readonly now: () => number = Date.now,
  ) {
    this.total = total;
    this.begun = now();
    this.endsAt = endsAt;
  }

  /** Adds scenarios that were not known when the run began. */
  expect(more: number): void {
    this.total += more;
    this.draw();
  }

  began(name: string): void {
    this.running.add(name);
    this.draw();
  }

  ended(result: Pick<Result, 'name' | 'verdict' | 'reasons' | 'startedAt' | 'endedAt'>): void {
    this.running.delete(result.name);
    this.counts[result.verdict] += 1;
    const took = duration(result.endedAt - result.startedAt);
    if (result.verdict !== 'held') {
      const reason = result.reasons[0] ?? 'an invariant was violated';
      this.say(`${this.sign(result.verdict)} ${result.name} (${took}): ${reason}`);
    } else if (this.terminal.isTTY !== true && this.counts.held % heldPerLine === 0) this.say(this.line());
    this.draw();
  }

  /** Prints a line that stays. */
  say(text: string): void {
    this.wipe();
    this.terminal.write(`${text}\n`);
    this.draw();
  }

  /** Replaces the progress line with the closing lines; the last one has the color of the verdict. */
  finish(lines: readonly string[], verdict: Verdict): void {
    this.wipe();
    const last = lines.at(-1) ?? '';
    this.terminal.write(`${lines.slice(0, -1).join('\n')}\n${this.styled(styles[verdict], last)}\n`);
  }

  /** `42/200  40 held  1 broken  1 void  3 min 2 s left  payments-response-lost` */
  line(): string {
    const { held, broken, void: hitNothing } = this.counts;
    const done = held + broken + hitNothing;
    const left = this.timeLeft(done);
    return [
      this.total > 0 ? `${done}/${this.total}` : `${done}`,
      this.styled('green', `${held} held`),
      broken > 0 ? this.styled('red', `${broken} broken`) : '0 broken',
      hitNothing > 0 ? this.styled('yellow', `${hitNothing} void`) : '0 void',
      ...(left === undefined ? [] : [`${duration(left)} left`]),
      [...this.running].join(', '),
    ]
      .join('  ')
      .trimEnd();
  }

  private timeLeft(done: number): number | undefined {
    const at = this.now();
    if (this.endsAt !== undefined) return Math.max(0, this.endsAt - at);
    if (done === 0 || this.total <= done) return undefined;
    return Math.round((((at - this.begun) / done) * (this.total - done)) / 1_000) * 1_000;
  }

  private draw(): void {
    if (this.terminal.isTTY !== true) return;
    const room = (this.terminal.columns ?? 80) - 1;
    const line = this.line();
    // A line that wraps could not be erased.
    const fits = stripVTControlCharacters(line).length <= room;
    this.terminal.write(`\r\x1b[2K${fits ? line : stripVTControlCharacters(line).slice(0, room)}`);
  }

  private wipe(): void {
    if (this.terminal.isTTY === true) this.terminal.write('\r\x1b[2K');
  }

  private sign(verdict: Verdict): string {
    return this.styled(styles[verdict], signs[verdict]);
  }

  private styled(style: 'green' | 'red' | 'yellow', text: string): string {
    return this.terminal.isTTY === true ? styleText(style, text, { validateStream: false }) : text;
  }
}
