import { type Glyph } from './mark.ts';

export type GlyphName = Glyph | 'lost' | 'breaker' | 'process';

/** Outlines around 0,0, some 11 px wide: for the canvas, the story and the legend. */
export const glyphPaths: Readonly<Record<GlyphName, string>> = {
  request: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z',
  response: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z',
  repeated: 'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  struck: 'M0 -6L6 5H-6Z',
  lost: 'M-4 -4L4 4M4 -4L-4 4',
  breaker: 'M-2.5 -7H2.5V7H-2.5Z',
  process: 'M-6 0L0 -6L6 0H4V6H-4V0Z',
};

/** The others are filled. */
export const isOutline = (name: GlyphName): boolean => name === 'response' || name === 'lost';
