import { createHash } from 'node:crypto';
import { type KubernetesObject } from '../../check-k8s/rendering.ts';

/** A Secret, a ConfigMap or anything else. */
export type RenderedObject = KubernetesObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly type?: string;
};

/** Kustomize spells no words in names. */
const consonants: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** The JSON of Go escapes these. */
const escaped = (json: string): string =>
  json.replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

/** The hash of its content that kustomize appends to the name of a ConfigMap or Secret. */
export function hashOf({ kind, data = {}, type }: RenderedObject): string {
  const sorted = Object.fromEntries(Object.entries(data).sort(([one], [other]) => (one < other ? -1 : 1)));
  const content = escaped(JSON.stringify({ data: sorted, kind, name: '', type }));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  return hash.replaceAll(/[013ae]/g, (letter) => consonants[letter] ?? letter);
}
