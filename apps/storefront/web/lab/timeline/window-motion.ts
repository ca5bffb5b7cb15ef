import { type Geometry, lagMs, pixelsOf, windowMs } from './geometry.ts';

/** Long enough that the track is seldom laid out anew. */
const legMs = 60_000;
const jumpMs = 1_000;

interface Track {
  readonly element: HTMLElement;
  readonly geometry: () => Geometry;
  readonly now: () => number;
  /** The times that are drawn have changed: once a second, and after a pause. */
  readonly onTurn: () => void;
}

/**
 * Moves the track to the left as time passes, by its transform alone. With reduced motion it jumps once a
 * second.
 */
export class WindowMotion {
  /** The time at the left edge of the track. */
  base = 0;
  private pausedAt: number | undefined;
  private animation: Animation | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly reduced = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(private readonly track: Track) {}

  begin(): void {
    this.timer = setInterval(() => this.tick(), jumpMs);
    this.reduced.addEventListener('change', this.start);
    this.start();
  }

  stop(): void {
    clearInterval(this.timer);
    this.reduced.removeEventListener('change', this.start);
    this.animation?.cancel();
  }

  /** The right end of the window. */
  end(): number {
    return this.pausedAt ?? this.track.now() - lagMs;
  }

  pause(isPaused: boolean): void {
    if (isPaused === (this.pausedAt !== undefined)) return;
    this.pausedAt = isPaused ? this.end() : undefined;
    this.start();
  }

  readonly start = (): void => {
    const { element, onTurn } = this.track;
    this.animation?.cancel();
    this.animation = undefined;
    this.base = this.end();
    const [from, to] = [this.offset(this.base), this.offset(this.base + legMs)];
    element.style.transform = from;
    if (this.pausedAt === undefined && !this.reduced.matches)
      this.animation = element.animate([{ transform: from }, { transform: to }], {
        duration: legMs,
        // It never ends: a new one begins before this one repeats.
        iterations: Number.POSITIVE_INFINITY,
      });
    onTurn();
  };

  private tick(): void {
    const { element, onTurn } = this.track;
    if (this.pausedAt !== undefined) return;
    // A page in the background may sleep, and the clocks of lab and browser may drift apart.
    const isSpent = this.end() - this.base > legMs - 2 * jumpMs;
    if (isSpent) return this.start();
    if (this.reduced.matches) element.style.transform = this.offset(this.end());
    onTurn();
  }

  /** With this time at the right end of the window. */
  private offset(end: number): string {
    const geometry = this.track.geometry();
    return `translateX(${pixelsOf(this.base - (end - windowMs), geometry)}px)`;
  }
}
