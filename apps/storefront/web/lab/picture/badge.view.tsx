import { type Badge } from './badges.ts';
import { type Line } from './lines.ts';
import { Placed } from './placed.view.tsx';
import { pictureWords } from './words.ts';

interface Props {
  /** The newest first. */
  readonly badges: readonly Badge[];
  readonly isAsked: boolean;
  readonly place: Line['badge'];
}

/** A tag that hangs from a line and names its newest fault. The side panel lists all. */
export function BadgeView({ badges, isAsked, place }: Props) {
  const [newest, ...others] = badges;
  if (newest === undefined && !isAsked) return null;
  return (
    <Placed at={place} className="badge" data-grows={place.grows} data-active={newest?.isActive ?? false}>
      {newest !== undefined && (
        <>
          <strong>{newest.name}</strong>
          <span>{newest.status}</span>
        </>
      )}
      {others.length > 0 && <span>{pictureWords.more(others.length)}</span>}
      {isAsked && <span>{pictureWords.asked}</span>}
    </Placed>
  );
}
