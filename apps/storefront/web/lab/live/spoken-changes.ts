import { type LabBreaker } from '@holdfast/lab-api';
import { type LabValues } from '../stream/lab-sight.ts';
import { liveWords } from './words.ts';

/** The state of each subject that is read aloud: by subject, the state and its sentence. */
export type Spoken = ReadonlyMap<string, { readonly state: string; readonly sentence: string }>;

/** The states that people must hear about. */
export function spokenOf({ verdict, processes, breakers }: Partial<LabValues>): Spoken {
  const spoken = new Map<string, { readonly state: string; readonly sentence: string }>();
  if (verdict !== undefined) spoken.set('verdict', { state: verdict.kind, sentence: verdict.sentence });
  for (const { name, state } of processes ?? [])
    spoken.set(`process ${name}`, { state, sentence: liveWords.process(name, state) });
  for (const breaker of breakers ?? [])
    if (isBreaker(breaker) && breaker.hasBreaker)
      spoken.set(`breaker ${breaker.process} ${breaker.dependency}`, {
        state: breaker.breaker,
        sentence: liveWords.breaker(breaker.edge, breaker.breaker),
      });
  return spoken;
}

/** The subjects whose state has changed, with their sentences. A new subject was there before the page. */
export function changesIn(before: Spoken, after: Spoken): readonly (readonly [string, string])[] {
  return [...after].flatMap(([subject, { state, sentence }]) => {
    const known = before.get(subject);
    return known !== undefined && known.state !== state ? [[subject, sentence] as const] : [];
  });
}

const isBreaker = (entry: NonNullable<LabValues['breakers']>[number]): entry is LabBreaker =>
  'breaker' in entry;
