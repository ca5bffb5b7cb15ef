/**
 * Part of each bundle, before the program: stack traces name the sources. Node's --enable-source-maps would
 * do that too, but it reads the whole map at each start, which takes longer than the start itself.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type IndexMap, sectionOf } from './source-map.ts';

/** Both are defined by the bundler. */
declare const HOLDFAST_BUILD: string;
declare const HOLDFAST_ROOT: string;

/** The map's build is the bundle's, unless the bundle was replaced while this process runs. */
interface BundleMap extends IndexMap {
  readonly build: string;
}

const bundle = pathToFileURL(__filename).href;
const decoded = new Map<number, SourceMap>();
let map: BundleMap | 'none' | undefined;

function readMap(): BundleMap | 'none' {
  try {
    const read = JSON.parse(readFileSync(`${__filename}.map`, 'utf8')) as BundleMap;
    return read.build === HOLDFAST_BUILD ? read : 'none';
  } catch {
    // Without a map, traces name the bundle: an error must never be replaced by another about its trace.
    return 'none';
  }
}

function entryAt(index: BundleMap, line: number, column: number): ReturnType<SourceMap['findEntry']> {
  const section = sectionOf(index, line);
  if (section === undefined) return {};
  const { offset, map } = section;
  const sourceMap =
    decoded.get(offset.line) ??
    new SourceMap({ ...map, file: '', sourceRoot: '', names: [], sourcesContent: [] });
  decoded.set(offset.line, sourceMap);
  return sourceMap.findEntry(line - offset.line, column);
}

function sourceAt(line: number, column: number): string | undefined {
  map ??= readMap();
  if (map === 'none') return undefined;
  const entry = entryAt(map, line - 1, column - 1);
  if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined;
  const file = path.join(HOLDFAST_ROOT, entry.originalSource);
  // Of a package's file, only the beginning is mapped.
  if (file.includes('/node_modules/')) return file;
  return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function frame(site: NodeJS.CallSite): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- V8 gives it a text, which its type lacks
  const text = String(site);
  const [line, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0];
  const place = `${bundle}:${line}:${column}`;
  if (!text.includes(place)) return text;
  const source = sourceAt(line, column);
  return source === undefined ? text : text.replace(place, () => source);
}

/** Node's own errors write their code into the first line of their trace. */
function headline(error: Error & { readonly code?: unknown }): string {
  const isNodes = typeof error.code === 'string' && error.code.startsWith('ERR_');
  return isNodes ? String(error) : Error.prototype.toString.call(error);
}

Error.prepareStackTrace = (error, sites) =>
  [headline(error), ...sites.map((site) => `    at ${frame(site)}`)].join('\n');
