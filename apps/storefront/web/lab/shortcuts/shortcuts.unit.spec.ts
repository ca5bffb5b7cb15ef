import { describe, expect, it } from '@jest/globals';
import { themeOf } from '../theme/theme.ts';
import { Shortcuts } from './shortcuts.ts';

describe('the keys of the lab', () => {
  it('do what the view in sight wants, and nothing once it is gone', () => {
    const done: string[] = [];
    const shortcuts = new Shortcuts();
    const remove = shortcuts.add('p', () => void done.push('old'));
    const removeNew = shortcuts.add('p', () => void done.push('new'));
    remove();
    expect([shortcuts.press('p'), shortcuts.press('x')]).toEqual([true, false]);
    removeNew();
    expect([shortcuts.press('p'), done]).toEqual([false, ['new']]);
  });
});

describe('a stored theme', () => {
  it.each([
    ['dark', 'dark'],
    ['light', 'light'],
    [null, 'auto'],
    ['sepia', 'auto'],
  ])('%s', (stored, theme) => {
    expect(themeOf(stored)).toBe(theme);
  });
});
