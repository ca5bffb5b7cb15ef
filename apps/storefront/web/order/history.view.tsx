import { type OrderEvent } from '@holdfast/checkout-client';
import { momentText } from '../say/time.ts';
import { words } from '../words.ts';

interface Props {
  /** Oldest first; undefined until they were read once. */
  readonly events: readonly OrderEvent[] | undefined;
  readonly now: number;
}

export function History({ events, now }: Props) {
  return (
    <section className="aside stack" aria-labelledby="order-history">
      <h2 id="order-history">{words.order.history}</h2>
      {events === undefined ? (
        <p className="quiet">{words.order.historyUnread}</p>
      ) : (
        <ol className="history">
          {events.map(({ at, text }, index) => (
            <li key={`${index}-${at}`} className="appear">
              <time className="small" dateTime={at}>
                {momentText(at, now)}
              </time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
