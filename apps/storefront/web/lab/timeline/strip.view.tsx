import { useId, useMemo, useRef } from 'react';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { axisHeight, laneHeight, windowMs } from './geometry.ts';
import { type Lane } from './lanes.ts';
import { sentenceOf } from './table-rows.ts';
import { useStripCanvas } from './use-strip-canvas.ts';
import { useStripCursor } from './use-strip-cursor.ts';
import { useWidth } from './use-width.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly lanes: readonly Lane[];
  readonly withStores: boolean;
  readonly isPaused: boolean;
  readonly followed: ReadonlySet<number> | undefined;
  readonly onHold: () => void;
  readonly onOpen: (number: number) => void;
  readonly onDensity: (arrows: number | null) => void;
}

const windowSeconds = windowMs / 1_000;

/** The last 60 seconds. One tab stop: a slider over the messages in view. */
export function Strip({ lanes, withStores, isPaused, followed, onHold, onOpen, onDensity }: Props) {
  const view = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const width = useWidth(view);
  const geometry = useMemo(() => ({ width, lanes }), [width, lanes]);
  const shown = { geometry, withStores, followed };
  const strip = useStripCanvas({ track, cursor, probe }, shown, isPaused, onDensity);
  const { selected, handlers } = useStripCursor(strip, geometry, { hold: onHold, open: onOpen });
  const helpId = useId();
  return (
    <div className="strip">
      <LaneNames lanes={lanes} />
      <div
        ref={view}
        className="strip-view"
        tabIndex={0}
        role="slider"
        {...hasShortcuts}
        aria-label={words.strip}
        aria-describedby={helpId}
        aria-valuemin={0}
        aria-valuemax={windowSeconds}
        aria-valuenow={selected?.second ?? windowSeconds}
        aria-valuetext={selected === undefined ? words.noneSelected : sentenceOf(selected.sighting)}
        {...handlers}
      >
        <div ref={track} className="strip-track" aria-hidden="true">
          <div ref={cursor} className="strip-cursor" hidden />
        </div>
        <span ref={probe} hidden />
      </div>
      <p id={helpId} className="status-line small strip-status">
        {selected === undefined ? words.stripHelp : sentenceOf(selected.sighting)}
      </p>
    </div>
  );
}

function LaneNames({ lanes }: { readonly lanes: readonly Lane[] }) {
  return (
    <svg
      className="strip-lanes"
      width="9rem"
      height={lanes.length * laneHeight + axisHeight}
      aria-hidden="true"
    >
      {lanes.map(({ role, name }, index) => (
        <text key={role} x="0" y={index * laneHeight + laneHeight / 2 + 5}>
          {name}
        </text>
      ))}
    </svg>
  );
}
