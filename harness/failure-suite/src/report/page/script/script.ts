import { finding } from './finding.ts';
import { records } from './records.ts';
import { rendering } from './rendering.ts';

/** The page's own script: it builds the scenarios from the JSON in the page, and loads nothing. */
export const script = `'use strict';\n${[records, rendering, finding]
  .join('')
  .replace(/^\/\*\*.*\*\/\n/gm, '')
  .replace(/\n\s+/g, '\n')}`;
