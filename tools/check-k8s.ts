/** `npm run check:k8s`: checks the Kubernetes manifests against the API, each other and the code. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { check } from './check-k8s/check.ts';
import { factsOfRepository } from './check-k8s/facts.ts';
import {
  findRenderer,
  isFromTheseSources,
  type Overlay,
  overlays,
  readCommitted,
  render,
  writeCommitted,
} from './check-k8s/render.ts';
import { Rendering } from './check-k8s/rendering.ts';
import { type Facts, type Subject } from './check-k8s/subject.ts';
import { parseOptions, UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run check:k8s                       checks both committed renderings in k8s/rendered
npm run check:k8s -- --write            renders both first; needs kustomize or kubectl
npm run check:k8s -- --release FILE     checks a rendered production overlay, without placeholders`;

const stale = 'is out of date: run npm run check:k8s -- --write, with kustomize or kubectl on the PATH';

const advice = `What is expected follows from the services, ports and calls of harness/local-stack, from extra-services.json
and each .env.example. Correct k8s/ and run npm run check:k8s -- --write. If the manifest is right, extend
tools/check-k8s/shapes, or declare the place as free in tools/check-k8s/free.ts.`;

function report(title: string, subject: Subject): boolean {
  const findings = check(subject);
  const { length } = subject.rendering.objects;
  if (findings.length === 0) console.log(`${title}: ${length} objects, each as expected`);
  for (const { object, path, text } of findings)
    console.error(`${title}: ${[object, path, text].filter(Boolean).join(' ')}`);
  return findings.length === 0;
}

/**
 * Compares the committed rendering with the sources by hash and, if a renderer is installed, by rendering.
 */
function isFresh(overlay: Overlay, text: string, renderer: readonly string[] | undefined): boolean {
  const isSame =
    renderer === undefined ||
    isDeepStrictEqual(Rendering.parse(render(overlay, renderer)).objects, Rendering.parse(text).objects);
  if (isSame && isFromTheseSources(text)) return true;
  console.error(`k8s/rendered/${overlay}.yaml ${stale}`);
  return false;
}

function checkOverlays(shallWrite: boolean, facts: Facts): boolean {
  const renderer = findRenderer();
  if (renderer === undefined) {
    if (shallWrite) throw new Error('Neither kustomize nor kubectl is on the PATH.');
    console.log('neither kustomize nor kubectl is on the PATH: checking the committed renderings');
  }
  const results = overlays.map((overlay) => {
    if (shallWrite && renderer !== undefined) writeCommitted(overlay, render(overlay, renderer));
    const text = readCommitted(overlay);
    const servers = overlay === 'demo' ? 'inside' : 'outside';
    const isRight = report(overlay, { rendering: Rendering.parse(text), facts, servers, isRelease: false });
    return isFresh(overlay, text, renderer) && isRight;
  });
  return results.every(Boolean);
}

function checkRelease(file: string, facts: Facts): boolean {
  const rendering = Rendering.parse(readFileSync(file, 'utf8'));
  return report(file, { rendering, facts, servers: 'outside', isRelease: true });
}

interface CheckCommand {
  readonly shallWrite: boolean;
  readonly release: string | undefined;
}

function read(args: readonly string[]): CheckCommand {
  const options = { write: { type: 'boolean' }, release: { type: 'string' } } as const;
  const { write = false, release } = parseOptions(args, options, false).values;
  if (write && release !== undefined) throw new UsageError('Use either --write or --release, not both.');
  return { shallWrite: write, release };
}

async function run({ shallWrite, release }: CheckCommand): Promise<void> {
  const facts = await factsOfRepository();
  const isRight = release === undefined ? checkOverlays(shallWrite, facts) : checkRelease(release, facts);
  if (isRight) return;
  console.error(advice);
  process.exitCode = 1;
}

await runCommand({ usage, read, run });
