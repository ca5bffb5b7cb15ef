import { MessageTable } from './table.view.tsx';
import { feed, useRecordVersion } from './use-timeline.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly withStores: boolean;
  readonly onOpen: (number: number) => void;
  readonly onFollow: (orderId: string) => void;
}

const reachMs = 60_000;

/** The messages of the last minute. */
export function LiveTable({ withStores, onOpen, onFollow }: Props) {
  useRecordVersion();
  const now = feed.now();
  const sightings = feed.record.between(now - reachMs, now + reachMs, withStores);
  if (sightings.length === 0) return <p className="quiet">{words.quiet}</p>;
  return <MessageTable sightings={sightings} followed={null} onOpen={onOpen} onFollow={onFollow} />;
}
