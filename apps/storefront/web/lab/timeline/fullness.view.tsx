import { feed, useRecordVersion } from './use-timeline.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  /** In density; null while every arrow is drawn. */
  readonly arrows: number | null;
  readonly withStores: boolean;
}

/** Says if the window does not show every message. */
export function Fullness({ arrows, withStores }: Props) {
  useRecordVersion();
  const omitted = feed.omittedPerSecond(withStores);
  const isQuiet = arrows === null && feed.record.newestAt < feed.now() - 60_000;
  return (
    <p className="status-line small fullness">
      {isQuiet ? words.quiet : arrows === null ? '' : words.density(arrows)}
      {omitted > 0 && ` ${words.omitted(omitted)}`}
    </p>
  );
}
