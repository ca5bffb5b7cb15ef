import { GlyphIcon } from './glyph.view.tsx';
import { type GlyphName } from './glyphs.ts';
import { timelineWords as words } from './words.ts';

const shown: readonly GlyphName[] = [
  'request',
  'response',
  'repeated',
  'struck',
  'lost',
  'breaker',
  'process',
];

export function Legend() {
  return (
    <ul className="timeline-legend" aria-label={words.legend}>
      {shown.map((name) => (
        <li key={name}>
          <GlyphIcon name={name} />
          {words.marks[name]}
        </li>
      ))}
    </ul>
  );
}
