import { type ShownState } from './node-state.ts';

/** Each state has a shape of its own, so that it needs no color. 16 units square. */
const paths: Readonly<Record<ShownState, string>> = {
  ready: 'M 8 2 A 6 6 0 1 1 7.99 2 Z',
  degraded: 'M 6.8 2 H 9.2 L 8.8 10 H 7.2 Z M 8 11.6 A 1.4 1.4 0 1 1 7.99 11.6 Z',
  'not ready': 'M 8 2 A 6 6 0 0 1 8 14 Z M 8 2 A 6 6 0 1 1 7.99 2 Z M 8 3.4 A 4.6 4.6 0 1 0 8.01 3.4 Z',
  starting: 'M 8 2 A 6 6 0 0 1 8 14 Z M 8 2 A 6 6 0 1 1 7.99 2 Z M 8 3.4 A 4.6 4.6 0 1 0 8.01 3.4 Z',
  paused: 'M 3.5 2.5 H 6.5 V 13.5 H 3.5 Z M 9.5 2.5 H 12.5 V 13.5 H 9.5 Z',
  stopping: 'M 3 3 H 13 V 13 H 3 Z',
  down: 'M 3.4 2 L 8 6.6 L 12.6 2 L 14 3.4 L 9.4 8 L 14 12.6 L 12.6 14 L 8 9.4 L 3.4 14 L 2 12.6 L 6.6 8 L 2 3.4 Z',
  unknown: 'M 2 7 H 14 V 9 H 2 Z',
};

export function Shape({ state }: { readonly state: ShownState }) {
  return (
    <svg className="shape" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d={paths[state]} fillRule="evenodd" />
    </svg>
  );
}
