import { type ExperimentRun } from '@holdfast/lab-api';
import { curvePath, mostIn } from './curve.ts';
import { curveWords } from './words.ts';

const width = 160;
const height = 64;

/** Side by side on one scale, so that the eye compares them. */
export function Curves({ curves }: Pick<ExperimentRun, 'curves'>) {
  if (curves.length === 0) return null;
  const most = Math.max(...curves.map(({ requests }) => mostIn(requests)));
  return (
    <div className="curves">
      {curves.map(({ name, requests }) => (
        <figure key={name}>
          <svg
            viewBox={`0 -4 ${width} ${height + 8}`}
            role="img"
            aria-label={curveWords.most(name, mostIn(requests))}
          >
            <path className="curve-ground" d={`M0 ${height}H${width}`} />
            <path className="curve-line" d={curvePath(requests, most, width, height)} />
          </svg>
          <figcaption className="small">
            <strong>{name}</strong> {curveWords.mostShort(mostIn(requests))}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
