import { rmSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { Repository } from './repository.fixture.ts';
import { writePart } from './write-part.ts';

const lockOf = (...workspaces: readonly string[]): string =>
  JSON.stringify({
    name: 'harborofmine',
    packages: {
      '': { name: 'harborofmine' },
      ...Object.fromEntries(
        workspaces.map((name) => [
          `apps/${name}`,
          { name, ...(name === 'shop' && { dependencies: { lanterns: '1' } }) },
        ]),
      ),
      ...Object.fromEntries(
        workspaces.map((name) => [`node_modules/${name}`, { resolved: `apps/${name}`, link: true }]),
      ),
    },
  });

export const shop = (...changed: readonly (readonly [number, string])[]): string => {
  const lines = Array.from({ length: 20 }, (_, index) => `line(${index});`);
  for (const [index, line] of changed) lines[index] = line;
  return `${lines.join('\n')}\n`;
};

/** A repository with the part `lanterns`, made from its branch `dark`. */
export function repositoryWithPart(): Repository {
  const repository = new Repository({
    'package.json': '{ "name": "harborofmine" }\n',
    'libs/contracts/package.json': '{ "name": "@harborofmine/contracts" }\n',
    '.prettierrc.json': '{}\n',
    'package-lock.json': lockOf('lanterns', 'shop'),
    'CHANGELOG.md': '# Changelog\n\n- A lantern.\n',
    'README.md': 'The [published full run](docs/failure-suite/README.md): 3 scenarios held, in 2 min.\n',
    'docs/failure-suite/README.md': 'The lantern held.\n',
    'apps/lanterns/package.json': '{ "name": "lanterns" }\n',
    'apps/lanterns/main.ts': 'light();\n',
    'apps/shop/package.json': '{ "name": "shop", "dependencies": { "lanterns": "1" } }\n',
    'apps/shop/main.ts': shop([10, 'light("lantern");']),
    'apps/shop/lantern.ts': 'light();\n',
    'tools/bootstrap.mjs': '\n',
  });
  const { root } = repository;
  git(root, ['checkout', '--quiet', '-b', 'dark']);
  for (const each of ['apps/lanterns', 'apps/shop/lantern.ts'])
    rmSync(path.join(root, each), { recursive: true });
  repository.write({
    'apps/shop/package.json': '{ "name": "shop" }\n',
    'apps/shop/main.ts': shop([10, 'dark();']),
    'CHANGELOG.md': '# Changelog\n',
  });
  repository.commit('Take the lanterns away');
  git(root, ['checkout', '--quiet', 'main']);
  writePart(root, 'lanterns', 'dark');
  repository.commit('Add a part');
  return repository;
}
