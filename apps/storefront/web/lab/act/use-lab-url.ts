import { useStack } from '../stack/use-stack.ts';

/** The lab's address for commands; until it is known, that of the shop, which passes requests on. */
export const useLabUrl = (): string => useStack()?.labUrl ?? `${location.origin}/lab/api`;
