import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const files = globSync('**/!(*.spec).ts', { cwd: import.meta.dirname });
const comments = /\/\*[^]*?\*\/|\/\/.*$/gm;
const ofTheShop = /checkout|payment|stripe|refund|receipt|@holdfast\/(?!fault-proxy|lab-api|local-stack)/gi;

it.each(files)('%s knows no shop', (file) => {
  const code = readFileSync(path.join(import.meta.dirname, file), 'utf8').replaceAll(comments, '');
  expect(code.match(ofTheShop)).toBeNull();
});
