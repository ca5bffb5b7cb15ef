import { type EventOrigin, laterOrigin } from '../events/event.recorder.ts';
import { type DueKind } from '../ledger/due-store.ts';
import { type Ledger } from '../ledger/ledger.ts';

/** Applies the result to an object if it still waits for one. Runs in a transaction of its own. */
type Apply = (origin: EventOrigin, object: string, result: string) => void;

/** 24 days: Node's timers overflow at 2^31 ms. */
const longestTimerMs = 24 * 86_400_000;

/** Applies what banks and deadlines decide later, when it is due by the local Stripe's clock. */
export class DueWork {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly apply: Readonly<Record<DueKind, Apply>>,
    private readonly onCommit: () => void,
  ) {}

  /** Applies everything due, then sleeps; called at start and after each commit or change of the clock. */
  nudge(): void {
    if (this.isStopping) return;
    clearTimeout(this.timer);
    const { clock, dues } = this.ledger;
    let hasApplied = false;
    let next = dues.nextDueAt();
    for (; next !== undefined && next <= clock.now(); next = dues.nextDueAt()) {
      this.applyNext();
      hasApplied = true;
    }
    if (hasApplied) this.onCommit();
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(0, next - clock.now()), longestTimerMs);
    this.timer = setTimeout(() => this.nudge(), waitMs);
  }

  stop(): void {
    this.isStopping = true;
    clearTimeout(this.timer);
  }

  private applyNext(): void {
    const { ledger } = this;
    ledger.transaction(() => {
      const due = ledger.dues.next(ledger.clock.now());
      if (due === undefined) return;
      ledger.dues.take(due.kind, due.object);
      this.apply[due.kind](laterOrigin(ledger), due.object, due.result);
    });
  }
}
