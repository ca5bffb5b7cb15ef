import { type LabVerdict } from '@holdfast/lab-api';
import { now, pause } from '@holdfast/witness';
import { type Attention } from '../context/attention.ts';
import { type LedgerReading, type LedgerWatch } from './ledger-watch.ts';
import { reasonsOf } from './reasons.ts';
import { type Count, counted, uncounted } from './verdict.ts';

/** A reading that cannot be judged counts like one that failed. */
function failed(error: unknown): LedgerReading {
  process.stderr.write(`the verdict failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { count: undefined, unreadable: [`verdict: ${String(error)}`] };
}

export interface LiveVerdictDeps {
  /** Begins to count the orders since a moment. */
  readonly count: (since: number) => Pick<LedgerWatch, 'read' | 'close'>;
  readonly attention: Attention;
  /** Between the begins of two readings. Default 1 s. */
  readonly everyMs?: number;
}

const everySecond = 1_000;
/** A pause is at least as long as the reading before it: the judge must not be the load. */
const shareOfTime = 1;
/** An older verdict is read anew for the next request. */
const currentMs = 3_000;

/** Reads the ledgers again and again while anyone pays attention, and shows what two readings agree on. */
export class LiveVerdict {
  private readonly deps: LiveVerdictDeps;
  private readonly listeners = new Set<() => void>();
  private readonly waiting = new Set<() => void>();
  private watch: ReturnType<LiveVerdictDeps['count']>;
  private since = now();
  private last: Count | undefined;
  /** The differences of the last reading. They are shown once the next one has them too. */
  private before: ReadonlySet<string> = new Set();
  private verdict: LabVerdict;
  private verdictAt = Number.NEGATIVE_INFINITY;
  private running: AbortController | undefined;
  private readonly unsubscribe: () => void;

  constructor(deps: LiveVerdictDeps) {
    this.deps = deps;
    this.watch = deps.count(this.since);
    this.verdict = uncounted([], undefined, { at: this.since, since: this.since });
    this.unsubscribe = deps.attention.onChange((isPaid) => (isPaid ? this.start() : this.pause()));
    if (deps.attention.isPaid) this.start();
  }

  /** The verdict of the newest reading; if none was made lately, of two new ones. */
  async current(): Promise<LabVerdict> {
    if (this.isCurrent) return this.verdict;
    const stop = this.deps.attention.pay();
    try {
      await this.nextReading();
      await this.nextReading();
    } finally {
      stop();
    }
    return this.verdict;
  }

  /** The verdict of the last reading, however old it is. */
  get latest(): LabVerdict {
    return this.verdict;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves after the next reading, or immediately if no reading will come. Needs attention. */
  nextReading(): Promise<void> {
    if (this.running === undefined) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  /** Forgets all orders that were made before now. */
  async beginAnew(): Promise<LabVerdict> {
    this.watch.close();
    this.since = now();
    this.watch = this.deps.count(this.since);
    this.last = undefined;
    this.before = new Set();
    this.verdictAt = Number.NEGATIVE_INFINITY;
    return this.current();
  }

  close(): void {
    this.unsubscribe();
    this.pause();
    this.watch.close();
  }

  private get isCurrent(): boolean {
    return this.running !== undefined && now() - this.verdictAt < currentMs;
  }

  private start(): void {
    if (this.running === undefined) void this.run((this.running = new AbortController()));
  }

  private pause(): void {
    this.running?.abort();
    this.running = undefined;
    this.wake();
  }

  private async run({ signal }: AbortController): Promise<void> {
    const { everyMs = everySecond } = this.deps;
    while (!signal.aborted) {
      const { watch } = this;
      const startedAt = now();
      const reading = await watch.read().catch(failed);
      const tookMs = now() - startedAt;
      if (watch === this.watch && !signal.aborted) this.take(reading);
      await pause(Math.max(everyMs - tookMs, tookMs * shareOfTime), signal).catch(() => undefined);
    }
  }

  private take({ count, unreadable }: LedgerReading): void {
    const at = now();
    this.verdictAt = at;
    if (count === undefined)
      this.verdict = uncounted(reasonsOf(unreadable), this.last, { at, since: this.since });
    else {
      this.last = this.agreed(count);
      this.verdict = counted(this.last, at);
    }
    for (const listener of this.listeners) listener();
    this.wake();
  }

  /** A single reading may have seen one ledger before and another one after a change. */
  private agreed(count: Count): Count {
    const differences = count.differences.filter(({ text }) => this.before.has(text));
    const isNew = differences.length < count.differences.length;
    this.before = new Set(count.differences.map(({ text }) => text));
    const stirring = isNew ? [...count.stirring, 'a difference is being checked again'] : count.stirring;
    return { ...count, differences, stirring };
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
