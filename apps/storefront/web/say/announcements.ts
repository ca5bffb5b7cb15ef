type Listener = () => void;

const listeners = new Set<Listener>();
let text = '';

export const announcements = {
  current: (): string => text,
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Reads a sentence to people who use a screen reader. A repeated sentence is read again. */
export function announce(sentence: string): void {
  // A no-break space makes it a change, which screen readers need.
  text = sentence === text ? `${sentence}\u00a0` : sentence;
  for (const listener of listeners) listener();
}
