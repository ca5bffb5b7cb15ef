import './mark.css';

export type MarkName = 'held' | 'settling' | 'broken' | 'unknown' | 'nothing';

/** A shape for each state, so that color is never alone. */
const shapes: Readonly<Record<MarkName, readonly string[]>> = {
  held: ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z', 'M7 12.5l3.5 3.5l6.5-7.5'],
  settling: ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z', 'M12 6.5v5.5l4 2.5'],
  broken: ['M7.8 2h8.4l5.8 5.8v8.4l-5.8 5.8h-8.4l-5.8-5.8v-8.4z', 'M8 8l8 8', 'M16 8l-8 8'],
  unknown: [
    'M12 1.5l10.5 10.5l-10.5 10.5l-10.5-10.5z',
    'M9.6 9.6a2.5 2.5 0 1 1 3.6 2.3q-1.2.6-1.2 1.8',
    'M12 16.6v.2',
  ],
  nothing: ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z', 'M7.5 12h9'],
};

export function Mark({ name }: { readonly name: MarkName }) {
  return (
    <svg className={`lab-mark ${name}-mark`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes[name].map((path, index) => (
        <path key={path} d={path} className={index === 0 ? 'mark-ground' : 'mark-sign'} />
      ))}
    </svg>
  );
}
