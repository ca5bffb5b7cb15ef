import { readDataDir } from './settings.ts';

/** Written before a command: other terminals look for the stack in the default DATA_DIR. */
export const dataDirPrefix = (dataDir: string): string =>
  dataDir === readDataDir({}) ? '' : `DATA_DIR=${quoted(dataDir)} `;

const quoted = (text: string): string =>
  /^[\w/.,@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
