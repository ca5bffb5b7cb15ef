import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { type GeneratedPage } from './generated-pages.ts';

/** Libraries that others install. contracts and databases serve only the services of this repository. */
const libs = [
  'libs/{checkout-client,idempotency,messaging,resilience,service-defaults}',
  'harness/fault-proxy',
];

interface Entry {
  readonly folder: string;
  /** The built declarations, from the folder. */
  readonly types: string;
  /** `index`, or the path after the name of the package. */
  readonly name: string;
}

function entriesOf(root: string, folder: string): Entry[] {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [{ folder, types: target.types, name: subpath === '.' ? 'index' : subpath.slice('./'.length) }],
  );
}

/** The exports of each library as text, from its build, so that a review sees every change of them. */
export function apiReports(root: string): GeneratedPage[] {
  const reports = mkdtempSync(path.join(tmpdir(), 'holdfast-api-'));
  try {
    const folders = globSync(libs, { cwd: root }).sort();
    const entries = folders.flatMap((folder) => entriesOf(root, folder));
    const typesOf = ({ folder, types }: Entry): string => path.join(root, folder, types);
    const configs = entries.map((entry) => configOf(path.join(root, entry.folder), entry, reports));
    // One program for all: each of their own would parse the types of Nest again.
    const compilerState = CompilerState.create(configs[0]!, { additionalEntryPoints: entries.map(typesOf) });
    return entries.map(({ folder, name }, i) => {
      const file = `${folder}/api/${name}.api.md`;
      extract(configs[i]!, compilerState, file);
      return { file, text: readFileSync(configs[i]!.reportFilePath, 'utf8') };
    });
  } finally {
    rmSync(reports, { recursive: true });
  }
}

function configOf(projectFolder: string, { types, name, folder }: Entry, reports: string): ExtractorConfig {
  const reportFolder = path.join(reports, folder);
  const configObject: IConfigFile = {
    projectFolder,
    mainEntryPointFilePath: path.join(projectFolder, types),
    newlineKind: 'lf',
    compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
    apiReport: {
      enabled: true,
      reportFolder,
      reportTempFolder: path.join(reportFolder, 'temp'),
      reportFileName: name,
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: path.join(projectFolder, 'api-extractor.json'),
    packageJsonFullPath: path.join(projectFolder, 'package.json'),
  });
}

/** As a project that installs the library compiles: it sees the build, not the sources. */
const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'dom'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

/** @throws Error if the declarations do not compile */
function extract(config: ExtractorConfig, compilerState: CompilerState, file: string): void {
  const errors: string[] = [];
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.text);
      message.handled = true;
    },
  });
  if (!succeeded || errors.length > 0) throw new Error(`${file} cannot be made: ${errors.join('; ')}`);
}
