import { type KeyboardEvent, useEffect, useEffectEvent } from 'react';
import { type ShortcutKey, Shortcuts } from './shortcuts.ts';

const shortcuts = new Shortcuts();

/** Does `action` when the key is pressed within an element that `hasShortcuts` marks. */
export function useShortcut(key: ShortcutKey, action: () => void): void {
  const act = useEffectEvent(action);
  useEffect(() => shortcuts.add(key, () => act()), [key]);
}

const typesInto = 'input:not([type="radio"], [type="checkbox"]), textarea, select, dialog';

/** For the root of the page. */
export function pressShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof Element) || event.target.closest('[data-shortcuts]') === null) return;
  if (event.target.matches(typesInto)) return;
  if (shortcuts.press(event.key)) event.preventDefault();
}
