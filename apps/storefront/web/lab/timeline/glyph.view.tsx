import { type GlyphName, glyphPaths } from './glyphs.ts';

/** Decoration: the words beside it say the same. */
export function GlyphIcon({ name }: { readonly name: GlyphName }) {
  return (
    <svg className={`glyph glyph-${name}`} viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
      <path d={glyphPaths[name]} />
    </svg>
  );
}
