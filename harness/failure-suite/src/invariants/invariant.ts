import { type Evidence } from '../run/evidence.ts';

/** Something that must be true of every scenario, whatever was broken in it. */
export interface Invariant {
  readonly number: number;
  readonly says: string;
  /** What contradicts it, in plain words, with ids. */
  readonly contradictions: (evidence: Evidence) => readonly string[];
}
