import './picture.css';
import { useWidth } from './use-width.ts';
import { SystemList } from './system-list.view.tsx';
import { SystemPicture } from './system-picture.view.tsx';
import { useSystem } from './use-system.ts';
import { pictureWords } from './words.ts';

/** Narrower, and the words of a connection no longer fit between its nodes. */
const narrowest = 600;

/** The system: its processes, the connections between them, and everything that is broken. */
export function Picture() {
  const system = useSystem();
  const [frame, width] = useWidth();
  return (
    <section className="system" aria-label={pictureWords.region} ref={frame}>
      {system === undefined ? (
        <p className="system-wait quiet">{pictureWords.reading}</p>
      ) : width === undefined ? null : width < narrowest ? (
        <SystemList system={system} />
      ) : (
        <SystemPicture system={system} width={width} />
      )}
    </section>
  );
}
