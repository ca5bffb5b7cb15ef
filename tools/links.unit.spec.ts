import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const exists = (file: string): boolean => existsSync(path.join(root, file));

/** Files that git knows or would add; a file that was removed and not committed yet is left out. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && exists(file));

const pages = files.filter((file) => file.endsWith('.md'));
/** The changelog names files and commands of its time. */
const current = pages.filter((page) => page !== 'CHANGELOG.md');

const withoutCode = (text: string): string => text.replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '');

/** Anchors as GitHub makes them from headings. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = withoutCode(read(page)).matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  );
}

function isDead(target: string, from: string): boolean {
  const [file = '', anchor] = target.split('#');
  const found = file === '' ? from : path.normalize(path.join(path.dirname(from), decodeURIComponent(file)));
  if (!exists(found)) return true;
  if (anchor === undefined || anchor === '') return false;
  const line = /^L(\d+)$/.exec(anchor)?.[1];
  if (line !== undefined) return Number(line) > read(found).split('\n').length;
  return statSync(path.join(root, found)).isDirectory() || !anchorsOf(found).has(anchor);
}

const linksIn = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/\]\(((?!https?:|mailto:)[^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );

const quotedIn = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

const inPages = (of: readonly string[], find: (page: string) => readonly string[]): string[] =>
  of.flatMap((page) => [...new Set(find(page))].map((each) => `${page}: ${each}`));

/** Those of the root, and with `-w` those of the storefront. */
const scripts = new Set(
  ['package.json', 'apps/storefront/package.json'].flatMap((file) =>
    Object.keys((JSON.parse(read(file)) as { scripts: Record<string, string> }).scripts),
  ),
);

const topFolders = new Set(files.map((file) => file.split('/')[0]));
const isPath = (text: string): boolean =>
  /^[\w.-]+\/[\w./-]+$/.test(text) && topFolders.has(text.split('/')[0] ?? '');

/** Words in capitals in everything that runs: settings of services, tools, containers and the shell. */
const words = new Set(
  files
    .filter((file) => /\.(ts|mjs|ya?ml|sh|env|example)$|Dockerfile$/.test(file))
    .flatMap((file) => read(file).match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []),
);

describe('every page', () => {
  it('has links to files and anchors that exist', () => {
    expect(inPages(pages, (page) => linksIn(page).filter((target) => isDead(target, page)))).toEqual([]);
  });

  it('names paths that exist', () => {
    const gone = (page: string): string[] => quotedIn(page).filter((text) => isPath(text) && !exists(text));
    expect(inPages(current, gone)).toEqual([]);
  });

  it('names npm scripts that exist, as do alerts and settings', () => {
    const gone = (page: string): string[] =>
      [...read(page).matchAll(/\bnpm\s+run\s+(?:-s\s+)?([a-z][\w:-]*)/g)]
        .map(([, script = '']) => script)
        .filter((script) => !scripts.has(script));
    const others = files.filter((file) => file.startsWith('docs/alerts/') || file.endsWith('.env.example'));
    expect(inPages([...current, ...others], gone)).toEqual([]);
  });

  it('names settings that exist', () => {
    const gone = (page: string): string[] =>
      quotedIn(page)
        .flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [])
        .filter((name) => !words.has(name) && !words.has(name.replace(/_FILE$/, '')) && !isPlaceholder(name));
    expect(inPages(current, gone)).toEqual([]);
  });
});

/** True for a word that readers replace in a command. */
function isPlaceholder(name: string): boolean {
  return /^(ORDER|EMAIL|PAYMENT|REFUND|ACCESS)_(ID|TOKEN)$/.test(name);
}

describe('every block of commands', () => {
  it('has no comments, because a pasted comment breaks in zsh', () => {
    const comments = (page: string): string[] =>
      [...read(page).matchAll(/^ *```(?:sh|bash)\n([\s\S]*?)^ *```$/gm)].flatMap(
        ([, block = '']) => block.match(/^.*(?:^|\s)#(?:\s|$).*$/gm) ?? [],
      );
    expect(inPages(current, comments)).toEqual([]);
  });
});

describe('every alert', () => {
  const rules = files
    .filter((file) => file.startsWith('docs/alerts/'))
    .flatMap((file) => [...read(file).matchAll(/alert: (\w+)[\s\S]*?runbook: (\S+)/g)]);

  it('leads to a runbook that exists', () => {
    expect(rules.length).toBeGreaterThan(30);
    expect(rules.map(([, , runbook = '']) => runbook).filter((runbook) => isDead(runbook, 'root'))).toEqual(
      [],
    );
  });

  it('is in the list of runbooks', () => {
    const listed = [...read('docs/how-to/operate/README.md').matchAll(/^\| \[(\w+)\]/gm)].map(
      ([, name]) => name,
    );
    expect(listed.sort()).toEqual(rules.map(([, name]) => name).sort());
  });
});
