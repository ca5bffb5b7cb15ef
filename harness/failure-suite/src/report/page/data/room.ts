import { type Html } from '../html.ts';

/** 400 kB: one file that opens quickly, also on a phone, and fits into an email or a release. */
export const pageMostBytes = 400_000;

const bytesOf = (piece: Html | null): number => (piece === null ? 0 : Buffer.byteLength(piece.text));

/** The part of the page's size that is not used yet. The most important details take theirs first. */
export class Room {
  constructor(private left: number) {}

  /** Returns `made` if it fits in place of `before`, else `before`. */
  replace(before: Html | null, made: Html): Html | null {
    const more = bytesOf(made) - bytesOf(before);
    if (more > this.left) return before;
    this.left -= more;
    return made;
  }
}
