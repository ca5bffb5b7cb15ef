import { exampleService, filesOf, type Copied } from './example-parts.ts';
import { neededFile } from './service-folder.ts';
import { withAdditions } from './source-additions.ts';
import { refuseUncommitted, writeFiles } from './write-files.ts';

export interface Copy {
  readonly root: string;
  /** Of the service that it is for. */
  readonly folder: string;
  readonly rename: (text: string) => string;
  /** False for a file of the example that the service has no place for. Default: true. */
  readonly isFit?: (file: string) => boolean;
  /** Changed texts of more files. */
  readonly more?: ReadonlyMap<string, string>;
}

/**
 * Writes the files of a part under other names, and enters them where the example has them. Returns the
 * paths of all files that it wrote.
 * @throws UsageError before anything is written, if a file cannot take it
 */
export async function copyPart(
  part: Copied,
  { root, folder, rename, isFit = () => true, more = new Map() }: Copy,
): Promise<readonly string[]> {
  const place = (file: string): string => `${folder}/${rename(file)}`;
  const own = filesOf(root, part)
    .filter(([file]) => isFit(file))
    .map(([file, text]) => [place(file), rename(text)] as const);
  const changed = Object.entries(part.additions)
    .filter(([file]) => isFit(file))
    .map(([file, { imports, entries }]) => {
      const renamed = {
        imports: imports.map(rename),
        entries: Object.fromEntries(
          Object.entries(entries).map((pair) => pair.map(rename) as [string, string]),
        ),
      };
      const target = place(file);
      return [target, withAdditions(target, neededFile(root, target), renamed)] as const;
    });
  refuseUncommitted(root, [...changed.map(([file]) => file), ...more.keys()]);
  return writeFiles(root, new Map([...own, ...changed, ...more]));
}

/** Words of the example that name the service, in any part. */
export const serviceWords = (folder: string, service: string): [string, string][] => [
  [exampleService.folder, folder],
  [exampleService.name, service],
];
