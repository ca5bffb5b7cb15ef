import { now } from '../waiting/clock.ts';

/** 20 ms between two looks at the clock. */
const everyMs = 20;
/** 30 ms: timers that are less late than this show nothing. */
const usualMs = 30;
/** A minute: longer than any attempt. */
const keptMs = 60_000;

interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Time in which this process, on a busy machine, could not read what had arrived for it. */
export class OwnDelay {
  private readonly gaps: Gap[] = [];
  private lookedAt: number;

  constructor(private readonly clock: () => number = now) {
    this.lookedAt = clock();
  }

  /** Called every 20 ms, or later. */
  look(): void {
    const to = this.clock();
    if (to > this.lookedAt + everyMs + usualMs) this.gaps.push({ from: this.lookedAt + everyMs, to });
    this.lookedAt = to;
    while ((this.gaps[0]?.to ?? to) < to - keptMs) this.gaps.shift();
  }

  /** How much of this time was the process's own delay. */
  within(from: number, to: number): number {
    this.look();
    return this.gaps.reduce(
      (sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)),
      0,
    );
  }
}

let own: OwnDelay | undefined;

/** That of this process, from the first call. */
export function ownDelay(): OwnDelay {
  if (own !== undefined) return own;
  const first = new OwnDelay();
  setInterval(() => first.look(), everyMs).unref();
  return (own = first);
}
