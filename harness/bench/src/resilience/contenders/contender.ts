/** A call through a library. */
export interface Caller {
  run(work: () => Promise<unknown>): Promise<unknown>;
}

/** Makes a caller per dependency; each dependency has its own name. */
export type Callers = (name: string) => Caller;

/** Calls without a library. */
export const bare: Callers = () => ({ run: async (work) => work() });
