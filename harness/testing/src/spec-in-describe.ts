/** The imports that a file begins with, and the comments among them. */
const imports = /^(?:(?:import\b[^;]*;|\/\/.*|\/\*[^]*?\*\/)?[ \t]*\n)*/;

/** True for a spec that awaits before it defines its tests: it cannot share a file with others. */
export const standsAlone = (source: string): boolean =>
  source.split('\n').some((line) => /^\S/.test(line) && /\bawait\b/.test(line) && !/\basync\b/.test(line));

/**
 * Puts a spec's tests and hooks into a `describe` with this name, so that several specs can share a file.
 * Lines keep their numbers. A spec that stands alone stays as it is.
 */
export function inDescribe(source: string, name: string): string {
  if (standsAlone(source)) return source;
  const { length } = imports.exec(source)?.[0] ?? '';
  return `${source.slice(0, length)}describe(${JSON.stringify(name)}, () => { ${source.slice(length)}});\n`;
}
