import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { type Lane } from './lanes.ts';
import { type Move } from './moves.ts';
import { type Sighting } from './sighting.ts';
import { type Column, StoryLine } from './story-line.view.tsx';
import { storyOf, type StoryRow } from './story.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly orderId: string;
  readonly lanes: readonly Lane[];
  readonly messages: readonly Sighting[];
  readonly moves: readonly Move[];
  readonly withStores: boolean;
  readonly onOpen: (number: number) => void;
}

/** One order from top to bottom: every attempt, the outbox, the queue, webhooks and emails on one axis. */
export function Story({ orderId, lanes, messages, moves, withStores, onOpen }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const [current, setCurrent] = useState(0);
  const helpId = useId();
  const rows = storyOf(messages, moves, withStores);
  const columns = columnsOf(lanes, rows);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    const next = to === undefined ? undefined : buttons[to];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  const first = rows.find((row) => isOpenable(row));
  const tabStop = rows.some((row) => numberOf(row) === current) ? current : first && numberOf(first);
  return (
    <div className="story" aria-describedby={helpId} role="group" aria-label={words.story(orderId)}>
      <div className="story-row story-head">
        <span />
        <svg className="story-lanes" aria-hidden="true">
          {columns.map(({ lane, x }) => (
            <text key={lane.role} x={x} y="16" textAnchor="middle">
              {lane.name}
            </text>
          ))}
        </svg>
        <span />
      </div>
      <ol ref={list} onKeyDown={onKeyDown} {...hasShortcuts}>
        {rows.map((row) => (
          <li key={keyOf(row)} onFocus={() => setCurrent(numberOf(row) ?? 0)}>
            <StoryLine row={row} columns={columns} isTabStop={numberOf(row) === tabStop} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      <p id={helpId} className="small quiet">
        {words.storyHelp}
      </p>
    </div>
  );
}

const isOpenable = (row: StoryRow): boolean => row.kind === 'message' || row.kind === 'step';

const numberOf = (row: StoryRow): number | undefined =>
  row.kind === 'message' || row.kind === 'step' ? row.sighting.number : undefined;

function keyOf(row: StoryRow): string {
  if (row.kind === 'wait') return `wait ${row.afterMs}`;
  return row.kind === 'move' ? `move ${row.move.at} ${row.move.words}` : `${row.sighting.number}`;
}

/** Only the lanes that take part. */
function columnsOf(lanes: readonly Lane[], rows: readonly StoryRow[]): readonly Column[] {
  const part = new Set(
    rows.flatMap((row) => {
      if (row.kind === 'message') return [row.sighting.from, row.sighting.to];
      if (row.kind === 'step') return [row.sighting.from, row.sighting.to];
      return row.kind === 'move' ? [row.move.lane] : [];
    }),
  );
  const shown = lanes.filter(({ role }) => part.has(role));
  return shown.map((lane, index) => ({ lane, x: `${((index + 0.5) * 100) / shown.length}%` }));
}
