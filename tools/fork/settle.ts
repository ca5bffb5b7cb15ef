/** Run inside a new fork, or without a part: brings what is generated up to date. */
import { spawnSync } from 'node:child_process';
import { repositoryRoot } from '@holdfast/local-stack';
import { overlays, readCommitted, writeCommitted } from '../check-k8s/render.ts';
import { rehashed } from '../generate/deployment/rendering-with.ts';

function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, {
    cwd: repositoryRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}`);
}

// Both the sources and the renderings were renamed; only the hashes of them are old.
for (const overlay of overlays) writeCommitted(overlay, rehashed(readCommitted(overlay)));
run('tools/docs.ts');
run('tools/openapi.ts');
run('tools/lint-words.ts', '--accept');
