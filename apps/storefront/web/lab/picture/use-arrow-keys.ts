import { type FocusEvent, type KeyboardEvent, useMemo, useState } from 'react';
import { type PictureLine } from './connection-line.view.tsx';
import { type Direction, nextInDirection, type Target } from './next-in-direction.ts';
import { type Layout } from './places.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

interface ArrowKeys {
  /** The target with the picture's only tab stop. */
  readonly stop: string;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
}

const targetOf = (element: EventTarget): string | undefined =>
  element instanceof HTMLElement ? element.dataset['target'] : undefined;

/** Arrow keys move the focus between nodes and connections, Escape closes what Enter has opened. */
export function useArrowKeys(layout: Layout, lines: readonly PictureLine[], close: () => void): ArrowKeys {
  const targets = useMemo(() => targetsOf(layout, lines), [layout, lines]);
  const [lastFocused, setLastFocused] = useState('');
  const stop = targets.some(({ id }) => id === lastFocused) ? lastFocused : (targets[0]?.id ?? '');
  return {
    stop,
    onFocus: ({ target }) => {
      const id = targetOf(target);
      if (id !== undefined) setLastFocused(id);
    },
    onKeyDown: (event) => {
      const current = targetOf(event.target);
      if (event.key === 'Escape') return close();
      const direction = directions[event.key];
      if (current === undefined || direction === undefined) return;
      // Else the page scrolls.
      event.preventDefault();
      const next = nextInDirection(targets, current, direction);
      if (next === undefined) return;
      const button = event.currentTarget.querySelector(`[data-target="${CSS.escape(next)}"]`);
      if (button instanceof HTMLElement) button.focus();
    },
  };
}

const targetsOf = ({ nodes }: Layout, lines: readonly PictureLine[]): readonly Target[] => [
  ...[...nodes].map(([id, rect]) => ({ id, rect })),
  ...lines.flatMap(({ id, data }) => (data === undefined ? [] : [{ id, rect: data.line.button }])),
];
