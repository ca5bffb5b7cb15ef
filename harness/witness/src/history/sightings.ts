import { now, pause } from '@holdfast/engine';
import { type Commit, type Sighting } from './commit.ts';

export interface Look {
  /** As `pg_current_snapshot()` prints it: `xmin:xmax:xip,xip`. */
  readonly snapshot: string;
  /** By the server's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** 20 ms: the server has not finished this commit yet, or does not respond. */
const againMs = 20;

/**
 * Finds out since when others can see each commit. The time in its record is earlier: Postgres takes it
 * before the record is on the disk, and shows the changes afterwards.
 */
export class Sightings {
  private readonly look: () => Promise<Look>;
  private readonly ending = new AbortController();
  private readonly sighted = new Map<Commit, Sighting>();
  private waiting: readonly Commit[] = [];
  private looking = Promise.resolve();

  constructor(look: () => Promise<Look>) {
    this.look = look;
  }

  /** Looks for this commit until it is seen. */
  expect(commit: Commit): void {
    const isLooking = this.waiting.length > 0;
    this.waiting = [...this.waiting, commit];
    if (!isLooking) this.looking = this.lookForAll();
  }

  /** True if none of these is still looked for. */
  hasSeen(commits: readonly Commit[]): boolean {
    return !this.waiting.some((commit) => commits.includes(commit));
  }

  of(commit: Commit): Sighting | undefined {
    return this.sighted.get(commit);
  }

  forget(): void {
    this.sighted.clear();
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.looking;
  }

  private async lookForAll(): Promise<void> {
    const { signal } = this.ending;
    while (this.waiting.length > 0 && !signal.aborted) {
      const asked = this.waiting;
      const seen = await this.seenNow(asked).catch((): readonly Commit[] => []);
      this.waiting = this.waiting.filter((commit) => !seen.includes(commit));
      if (seen.length === 0) await pause(againMs, signal).catch(() => undefined);
    }
  }

  private async seenNow(asked: readonly Commit[]): Promise<readonly Commit[]> {
    const before = now();
    const { snapshot, at } = await this.look();
    const after = now();
    const seen = asked.filter(({ xid }) => isSeenIn(snapshot, xid));
    for (const commit of seen) this.sighted.set(commit, { before, at, after });
    return seen;
  }
}

/** Snapshots count transactions in 64 bits, the log in 32. */
export function isSeenIn(snapshot: string, xid: number): boolean {
  const [, end = '', running = ''] = snapshot.split(':');
  const since = (other: string): bigint => BigInt.asIntN(32, BigInt(other) - BigInt(xid));
  return since(end) > 0n && !running.split(',').some((each) => each !== '' && since(each) === 0n);
}
