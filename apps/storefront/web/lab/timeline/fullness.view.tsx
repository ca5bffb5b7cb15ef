import { feed, useRecordVersion } from './use-timeline.ts';
import { timelineWords as words } from './words.ts';

/** Says if the window does not show every message. */
export function Fullness({ arrows }: { readonly arrows: number | null }) {
  useRecordVersion();
  const omitted = feed.omittedPerSecond();
  const isQuiet = arrows === null && feed.record.newestAt < feed.now() - 60_000;
  return (
    <p className="status-line small">
      {isQuiet ? words.quiet : arrows === null ? '' : words.density(arrows)}
      {omitted > 0 && ` ${words.omitted(omitted)}`}
    </p>
  );
}
