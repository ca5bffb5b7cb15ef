import { type LabBreaker } from '@holdfast/lab-api';
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useNow } from '../../say/use-now.ts';
import { useIsAsked } from '../act/use-asked-targets.ts';
import { BadgeView } from './badge.view.tsx';
import { badgesOf } from './badges.ts';
import { BreakerMark } from './breaker-mark.view.tsx';
import { hasNoRetries, shownBreakerOf } from './breaker-state.ts';
import { drawDot, prefersStillness } from './dots.animation.ts';
import { fullNameOfConnection, isWebhooks } from './full-names.ts';
import { type Anchor, angleOf, type Line, pathOf } from './lines.ts';
import { isStore } from './places.ts';
import { Placed } from './placed.view.tsx';
import { useShownSystem } from './shown-system.context.ts';
import { type SystemConnection } from './system.ts';
import { mostDotsPerSecond } from './traffic.ts';
import { pictureWords } from './words.ts';

export type PictureLine = Edge<{ readonly line: Line }, 'line'>;

export function ConnectionLine({ id, data }: EdgeProps<PictureLine>) {
  const { system, selected } = useShownSystem();
  const now = useNow(true);
  const layer = useDots(id, data?.line);
  const connection = system.connections.find(({ route }) => route === id);
  if (connection === undefined || data === undefined) return null;
  const { line } = data;
  const breaker = shownBreakerOf(connection.breakers, now);
  const hasFault = badgesOf(connection, now).some(({ isActive }) => isActive);
  const isSelected = selected?.kind === 'edge' && selected.route === id;
  const end = line.points.at(-1);
  return (
    <>
      <g
        className="line"
        data-breaker={breaker?.state}
        data-faulty={hasFault}
        data-selected={isSelected}
        data-kind={isWebhooks(connection) ? 'webhooks' : isStore(connection.to) ? 'store' : 'call'}
      >
        <path className="line-path" d={pathOf(line.points)} />
        {end !== undefined && (
          <path
            className="line-arrow"
            d="M -9 -5 L 0 0 L -9 5 Z"
            transform={`translate(${end.x} ${end.y}) rotate(${angleOf(line.points)})`}
          />
        )}
        <g ref={layer} />
        {breaker !== undefined && <BreakerMark at={line.mark} state={breaker.state} />}
      </g>
      <EdgeLabelRenderer>
        <ConnectionLabels connection={connection} line={line} now={now} />
      </EdgeLabelRenderer>
    </>
  );
}

interface LabelsProps {
  readonly connection: SystemConnection;
  readonly line: Line;
  readonly now: number;
}

function ConnectionLabels({ connection, line, now }: LabelsProps) {
  const { selected, open, stop } = useShownSystem();
  const { route } = connection;
  const isAsked = useIsAsked(route);
  return (
    <>
      <Caption connection={connection} line={line} now={now} />
      <Note connection={connection} line={line} />
      <BadgeView badges={badgesOf(connection, now)} isAsked={isAsked} place={line.badge} />
      <Placed at={{ x: line.button.x, y: line.button.y }} size={line.button} className="line-target">
        <button
          type="button"
          className="line-button"
          data-target={route}
          tabIndex={stop === route ? 0 : -1}
          aria-label={fullNameOfConnection(connection, now)}
          aria-pressed={selected?.kind === 'edge' && selected.route === route}
          onClick={() => open({ kind: 'edge', route })}
        />
      </Placed>
    </>
  );
}

/** The breaker in words. On the crowded lines to the stores, only if it is not closed. */
function Caption({ connection, line, now }: LabelsProps) {
  const breaker = shownBreakerOf(connection.breakers, now);
  const isLeftOut = isStore(connection.to) && breaker?.state === 'closed';
  const lines = [
    ...(isWebhooks(connection) ? [pictureWords.webhooks] : []),
    ...(breaker === undefined || isLeftOut ? [] : [pictureWords.breaker[breaker.state]]),
    ...(breaker?.next === undefined ? [] : [breaker.next]),
  ];
  return <LineWords at={line.caption} lines={lines} breaker={breaker?.state} />;
}

/** The rate when its messages are too many to draw, or must not move, and retries that are used up. */
function Note({ connection, line }: Omit<LabelsProps, 'now'>) {
  const { traffic } = useShownSystem();
  const rate = useSyncExternalStore(traffic.subscribe, () => traffic.rates().get(connection.route) ?? 0);
  const fewest = prefersStillness.matches ? 0 : mostDotsPerSecond;
  const isCrowded = rate > fewest && !isStore(connection.to);
  const lines = [
    ...(isCrowded ? [pictureWords.rate(Math.ceil(rate))] : []),
    ...(hasNoRetries(connection.breakers) ? [pictureWords.retriesUsedUp] : []),
  ];
  return <LineWords at={line.note} lines={lines} />;
}

interface LineWordsProps {
  readonly at: Anchor;
  readonly lines: readonly string[];
  readonly breaker?: LabBreaker['breaker'] | undefined;
}

function LineWords({ at, lines, breaker }: LineWordsProps) {
  if (lines.length === 0) return null;
  return (
    <Placed
      at={at}
      className="line-words"
      data-grows={at.grows}
      data-inline={at.isInline}
      data-breaker={breaker}
    >
      {lines.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </Placed>
  );
}

/** The layer in which the messages of a route travel. */
function useDots(route: string, line: Line | undefined) {
  const { traffic } = useShownSystem();
  const layer = useRef<SVGGElement>(null);
  useEffect(() => {
    if (line === undefined) return undefined;
    return traffic.onDot(route, (dot) => {
      if (layer.current !== null) drawDot(layer.current, line.points, dot);
    });
  }, [traffic, route, line]);
  return layer;
}
