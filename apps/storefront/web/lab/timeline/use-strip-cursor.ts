import { type KeyboardEvent, type MouseEvent, type RefObject, useState } from 'react';
import { type Geometry, msOf } from './geometry.ts';
import { isMoveKey, moved, pointedAt } from './pointing.ts';
import { type Sighting } from './sighting.ts';
import { type StripCanvas } from './strip-canvas.ts';

interface Acts {
  /** The window must stand still for someone who steps through it. */
  readonly hold: () => void;
  readonly open: (number: number) => void;
}

export interface Selected {
  readonly sighting: Sighting;
  /** Of the window, when it was selected. */
  readonly second: number;
}

const pointerReachMs = 1_000;

/** The selected message of the strip, and the keys and clicks that select and open one. */
export function useStripCursor(strip: RefObject<StripCanvas | null>, geometry: Geometry, acts: Acts) {
  const [selected, setSelected] = useState<Selected>();
  const select = (sighting: Sighting | undefined): void => {
    const { current } = strip;
    current?.select(sighting?.number ?? null);
    if (sighting === undefined || current === null) return setSelected(undefined);
    setSelected({ sighting, second: Math.round((sighting.at - current.start()) / 1_000) });
  };
  const pointed = ({ clientX, clientY, currentTarget }: MouseEvent): Sighting | undefined => {
    const { current } = strip;
    if (current === null) return undefined;
    const box = currentTarget.getBoundingClientRect();
    const point = { x: clientX - box.left, y: clientY - box.top };
    const start = current.start();
    const near = current.near(start + msOf(point.x, geometry), pointerReachMs);
    return pointedAt(point, start, geometry, near);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (strip.current === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isMoveKey(event.key)) {
      event.preventDefault();
      acts.hold();
      select(moved(event.key, selected?.sighting.number ?? null, strip.current.visible()));
    } else if (event.key === 'Enter' && selected !== undefined) acts.open(selected.sighting.number);
    else if (event.key === 'Escape') select(undefined);
  };
  const onPointerMove = (event: MouseEvent): void => {
    const found = pointed(event);
    if (found !== undefined && found !== selected?.sighting) select(found);
  };
  const onClick = (event: MouseEvent): void => {
    const found = pointed(event);
    if (found !== undefined) acts.open(found.number);
  };
  return { selected, handlers: { onKeyDown, onPointerMove, onClick } };
}
