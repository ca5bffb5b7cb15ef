import './theme.css';
import { useLayoutEffect, useState } from 'react';
import { Segments } from '../segments/segments.view.tsx';
import { readTheme, storeTheme } from './theme.storage.ts';
import { themes } from './theme.ts';
import { themeWords } from './words.ts';

const choices = themes.map((value) => ({ value, text: themeWords[value] }));

/** Light or dark whatever the system says: a projector needs light. Stored; for the lab's page only. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset['theme'] = theme;
    return () => {
      delete dataset['theme'];
    };
  }, [theme]);
  return (
    <Segments
      legend={themeWords.legend}
      name="theme"
      choices={choices}
      value={theme}
      onChoose={(chosen) => {
        storeTheme(chosen);
        setTheme(chosen);
      }}
    />
  );
}
