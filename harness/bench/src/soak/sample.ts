import { type KeptData } from '../measure/stack/kept-data.ts';
import { type WorkLeft } from '../measure/stack/work-left.ts';

/** One interval of a soak, a minute unless the soak is short. */
export interface Sample {
  /** Since the load began. */
  readonly seconds: number;
  /** Placed since the load began. */
  readonly orders: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The most that was left at any reading of the interval; readings are a second apart. */
  readonly mostLeft: WorkLeft;
  /** By process, at the end of the interval. */
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly kept: KeptData;
}
