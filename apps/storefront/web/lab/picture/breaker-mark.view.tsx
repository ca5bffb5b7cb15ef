import { type LabBreaker } from '@holdfast/lab-api';
import { type Point } from './lines.ts';

interface Props {
  readonly at: Point;
  readonly state: LabBreaker['breaker'];
}

/** ■ closed, ▯ open, ◧ half-open: filled as far as calls go through. */
export function BreakerMark({ at: { x, y }, state }: Props) {
  return (
    <g className="breaker-mark" data-breaker={state} transform={`translate(${x} ${y})`}>
      <rect x="-6" y="-6" width="12" height="12" rx="1.5" className="breaker-frame" />
      {state === 'half_open' && <rect x="-6" y="-6" width="6" height="12" className="breaker-half" />}
    </g>
  );
}
