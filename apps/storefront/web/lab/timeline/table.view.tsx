import { useState } from 'react';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { GlyphIcon } from './glyph.view.tsx';
import { glyphOf } from './mark.ts';
import { type Sighting } from './sighting.ts';
import { tableRow } from './table-rows.ts';
import { shortOrder, timelineWords as words } from './words.ts';

interface Props {
  /** Oldest first. */
  readonly sightings: readonly Sighting[];
  readonly followed: string | null;
  readonly onOpen: (number: number) => void;
  readonly onFollow: (orderId: string) => void;
}

const mostRows = 100;

/** The same messages as rows. It stands still: rows that move away cannot be read. */
export function MessageTable({ sightings, followed, onOpen, onFollow }: Props) {
  const [shown, setShown] = useState<readonly Sighting[]>([]);
  const newest = shown.at(-1)?.number ?? 0;
  const newer = sightings.filter(({ number }) => number > newest).length;
  if (shown.length === 0 && sightings.length > 0) setShown(sightings);
  const rows = followed === null ? shown.slice(-mostRows).reverse() : sightings;
  return (
    <div className="stack-tight">
      {followed === null && (
        <button
          type="button"
          className="button-quiet lab-button"
          aria-disabled={newer === 0}
          onClick={() => setShown(sightings)}
        >
          {newer === 0 ? words.table.upToDate : words.table.newer(newer)}
        </button>
      )}
      <div className="timeline-table" {...hasShortcuts} tabIndex={0} role="region" aria-label={words.heading}>
        <table>
          <caption>
            {followed === null ? words.table.caption(rows.length) : words.table.captionFollowed(followed)}
          </caption>
          <thead>
            <tr>
              {(['time', 'from', 'to', 'what', 'mark', 'order'] as const).map((name) => (
                <th key={name} scope="col">
                  {words.table[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((sighting) => (
              <Row key={sighting.number} sighting={sighting} onOpen={onOpen} onFollow={onFollow} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row({
  sighting,
  onOpen,
  onFollow,
}: { readonly sighting: Sighting } & Pick<Props, 'onOpen' | 'onFollow'>) {
  const { time, from, to, what, mark, orders } = tableRow(sighting);
  return (
    <tr>
      <td className="digits">{time}</td>
      <td>{from}</td>
      <td>{to}</td>
      <th scope="row">
        <button type="button" className="row-button code" onClick={() => onOpen(sighting.number)}>
          {what}
        </button>
      </th>
      <td>
        <span className="timeline-mark">
          <GlyphIcon name={glyphOf(sighting)} />
          {mark}
        </span>
      </td>
      <td>
        {orders.slice(0, 3).map((orderId) => (
          <button key={orderId} type="button" className="row-button code" onClick={() => onFollow(orderId)}>
            {shortOrder(orderId)}
          </button>
        ))}
      </td>
    </tr>
  );
}
