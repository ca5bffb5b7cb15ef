/** Keys that work while the picture or a list of the lab has the focus. */
export type ShortcutKey = 'm' | 'c' | 'p' | '?';

type Action = () => void;

/** Marks an element within which the keys work: `<ul {...hasShortcuts}>`. WCAG 2.1.4. */
export const hasShortcuts = { 'data-shortcuts': '' } as const;

export class Shortcuts {
  private readonly actions = new Map<string, Action>();

  add(key: ShortcutKey, action: Action): () => void {
    this.actions.set(key, action);
    return () => {
      if (this.actions.get(key) === action) this.actions.delete(key);
    };
  }

  /** True if the key did something. */
  press(key: string): boolean {
    const action = this.actions.get(key);
    action?.();
    return action !== undefined;
  }
}
