import { type ReactNode } from 'react';
import { glyphPaths, type GlyphName } from './glyphs.ts';
import { laneName, type Lane } from './lanes.ts';
import { glyphOf, markText } from './mark.ts';
import { isLost, isNotable, type Sighting } from './sighting.ts';
import { type StoryRow } from './story.ts';
import { spanText, timelineWords as words } from './words.ts';

export interface Column {
  readonly lane: Lane;
  /** `12.5%` of the width. */
  readonly x: string;
}

interface Props {
  readonly row: StoryRow;
  readonly columns: readonly Column[];
  readonly isTabStop: boolean;
  readonly onOpen: (number: number) => void;
}

export function StoryLine({ row, columns, isTabStop, onOpen }: Props) {
  const lines = <LaneLines columns={columns} isDashed={row.kind === 'wait'} />;
  if (row.kind === 'wait')
    return (
      <div className="story-row story-wait">
        <span />
        <svg className="story-lanes" aria-hidden="true">
          {lines}
        </svg>
        <p>
          {row.repeatedBy === null ? words.later(row.ms) : words.waitedThenRepeated(row.repeatedBy, row.ms)}
        </p>
      </div>
    );
  const time = <span className="story-time digits">{`+${spanText(row.afterMs)}`}</span>;
  if (row.kind === 'move')
    return (
      <div className="story-row story-move">
        {time}
        <svg className="story-lanes" aria-hidden="true">
          {lines}
          <Mark name={row.move.kind} x={xOf(columns, row.move.lane)} />
        </svg>
        <p>{row.move.words}</p>
      </div>
    );
  const { sighting } = row;
  const note = row.kind === 'step' ? '' : noteOf(row);
  return (
    <button
      type="button"
      className={`story-row ${row.kind === 'step' ? 'story-step' : classOf(sighting)}`}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => onOpen(sighting.number)}
    >
      {time}
      <span className="visually-hidden">{row.kind === 'step' ? nameOfStep(row) : nameOf(sighting)}</span>
      <svg className="story-lanes" aria-hidden="true">
        {lines}
        {row.kind === 'step' ? (
          <StepMark text={words.steps[row.step]} x={xOf(columns, laneOfStep(row))} />
        ) : (
          <Arrow sighting={sighting} columns={columns} />
        )}
      </svg>
      <span className="story-note">{note}</span>
    </button>
  );
}

function noteOf({ sighting, waitedMs }: Extract<StoryRow, { kind: 'message' }>): string {
  const { attempt, key, struck, unansweredAt } = sighting;
  if (waitedMs !== null && struck === null && unansweredAt === null)
    return words.attemptWith(attempt, key !== null, waitedMs);
  return isNotable(sighting) || attempt > 1 ? markText(sighting) : '';
}

type StepRow = Extract<StoryRow, { kind: 'step' }>;

const laneOfStep = ({ step, sighting }: StepRow): string => (step === 'taken' ? sighting.to : sighting.from);

const nameOfStep = (row: StepRow): string =>
  ` ${laneName(laneOfStep(row))} ${words.steps[row.step]}, ${row.sighting.label} `;

/** Between the time and the note. */
const nameOf = ({ label, from, to, direction }: Sighting): string =>
  ` ${label}, ${laneName(from)} to ${laneName(to)}, ${words.marks[direction]} `;

function classOf(sighting: Sighting): string {
  if (isNotable(sighting)) return 'story-struck';
  if (sighting.attempt > 1) return 'story-repeated';
  return `story-${sighting.direction}`;
}

const xOf = (columns: readonly Column[], role: string): string | undefined =>
  columns.find(({ lane }) => lane.role === role)?.x;

function LaneLines({
  columns,
  isDashed,
}: {
  readonly columns: readonly Column[];
  readonly isDashed: boolean;
}) {
  return columns.map(({ lane, x }) => (
    <line
      key={lane.role}
      className="story-lane"
      x1={x}
      x2={x}
      y1="0"
      y2="100%"
      strokeDasharray={isDashed ? '2 4' : undefined}
    />
  ));
}

/** A point whose x is a share of the width. */
function At({ x, y, children }: { readonly x: string; readonly y: number; readonly children: ReactNode }) {
  return (
    <svg x={x} y={y} overflow="visible">
      {children}
    </svg>
  );
}

const stepPath = 'M-3.5 -3.5H3.5V3.5H-3.5Z';
const arrowY = 24;

function Mark({
  name,
  x,
  y = 17,
}: {
  readonly name: GlyphName;
  readonly x: string | undefined;
  readonly y?: number;
}) {
  if (x === undefined) return null;
  return (
    <At x={x} y={y}>
      <path className={`glyph-${name}`} d={glyphPaths[name]} />
    </At>
  );
}

function StepMark({ text, x }: { readonly text: string; readonly x: string | undefined }) {
  if (x === undefined) return null;
  return (
    <At x={x} y={17}>
      <path className="glyph-step" d={stepPath} />
      <text x="10" y="4">
        {text}
      </text>
    </At>
  );
}

function Arrow({ sighting, columns }: { readonly sighting: Sighting; readonly columns: readonly Column[] }) {
  const [from, to] = [xOf(columns, sighting.from), xOf(columns, sighting.to)];
  if (from === undefined || to === undefined) return null;
  const isRight = parseFloat(to) > parseFloat(from);
  const lost = isLost(sighting);
  const end = lost ? between(from, to, 0.72) : to;
  return (
    <>
      <line className="story-arrow" x1={from} x2={end} y1={arrowY} y2={arrowY} />
      <text x={between(from, to, 0.5)} y="14" textAnchor="middle">
        {sighting.label}
      </text>
      {lost ? (
        <Mark name="lost" x={end} y={arrowY} />
      ) : (
        <At x={to} y={arrowY}>
          <path className="story-head-of-arrow" d={isRight ? 'M-9 -4.5L-1 0L-9 4.5' : 'M9 -4.5L1 0L9 4.5'} />
        </At>
      )}
      <Mark name={glyphOf(sighting)} x={from} y={arrowY} />
    </>
  );
}

const between = (from: string, to: string, share: number): string =>
  `${parseFloat(from) + (parseFloat(to) - parseFloat(from)) * share}%`;
