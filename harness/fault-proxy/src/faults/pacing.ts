import { now } from '../edges/clock.ts';
import { sliced } from '../edges/bytes.ts';
import { type Outgoing } from '../edges/outgoing.ts';
import { type ActiveFault } from '@holdfast/lab-api';

/** Bandwidth is enforced in portions of 50 ms. */
const portionsPerSecond = 20;

/** Schedules the bytes of one direction while faults slow it down. */
export class Pacing {
  /** The time when the last byte so far will have passed the limited line. */
  private freeAt = 0;
  private lastDueAt = 0;

  /** Delays bytes from their arrival, in order. */
  write(
    outgoing: Outgoing,
    chunks: readonly Buffer[],
    faults: readonly ActiveFault[],
    then?: () => void,
  ): void {
    const arrived = now();
    let [delay, pause, isSlow] = [0, 0, false];
    let pieces = chunks;
    let bytesPerSecond = Infinity;
    for (const fault of faults) {
      if (fault.kind === 'latency') delay += latencyOf(fault);
      if (fault.kind === 'slice') {
        pieces = sliced(pieces, fault.bytes);
        pause = Math.max(pause, fault.pauseMs ?? defaultPauseMs);
      }
      if (fault.kind === 'bandwidth') bytesPerSecond = Math.min(bytesPerSecond, fault.bytesPerSecond);
      isSlow ||= fault.kind === 'latency' || fault.kind === 'slice' || fault.kind === 'bandwidth';
    }
    if (!isSlow) return outgoing.write(chunks, 0, then);
    if (bytesPerSecond < Infinity)
      pieces = sliced(pieces, Math.max(1, Math.floor(bytesPerSecond / portionsPerSecond)));
    for (const [index, piece] of pieces.entries()) {
      this.freeAt = Math.max(this.freeAt, arrived) + (piece.length / bytesPerSecond) * 1_000;
      this.lastDueAt = Math.max(this.lastDueAt, this.freeAt + delay + index * pause);
      outgoing.write([piece], this.lastDueAt, index === pieces.length - 1 ? then : undefined);
    }
  }
}

const defaultPauseMs = 10;

const latencyOf = ({ ms, jitterMs = 0 }: { readonly ms: number; readonly jitterMs?: number }): number =>
  Math.max(0, ms + (Math.random() * 2 - 1) * jitterMs);
