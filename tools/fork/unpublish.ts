import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { publishedFiles } from './parts.ts';

const pages: Readonly<Record<string, string>> = {
  'docs/failure-suite/README.md': `# The last full run of the failure suite

None has been published yet. To publish one:

\`\`\`
npm run failure-suite -- --publish docs/failure-suite
\`\`\`
`,
  'docs/production-readiness.md': `# Production-Readiness Checklist

No run has ticked a box yet. To do so: \`npm run failure-suite\`, then \`npm run readiness\`.
`,
};

/** The line of README.md about the last run, before and after. */
export const lineOfFigures = '^(The \\[published full run\\]|No full run has been)';
const figures = /^The \[published full run\]\(docs\/failure-suite\/README\.md\): [^.]*\.$/m;
const noFigures = 'No full run has been [published](docs/failure-suite/README.md) yet.';

/** Replaces the results of the last run, of a shop with all parts, by pages that say how to get some. */
export function unpublish(folder: string): void {
  git(folder, ['rm', '-r', '--force', '--quiet', '--ignore-unmatch', '--', ...publishedFiles]);
  const readme = 'README.md';
  const changed = existsSync(path.join(folder, readme))
    ? { [readme]: readFileSync(path.join(folder, readme), 'utf8').replace(figures, noFigures) }
    : {};
  const files = { ...pages, ...changed };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  git(folder, ['add', '--', ...Object.keys(files)]);
}
