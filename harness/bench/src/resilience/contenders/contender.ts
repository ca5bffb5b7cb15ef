/** One thing that is called, with what a library puts between. */
export interface Caller {
  run(work: () => Promise<unknown>): Promise<unknown>;
}

/** Makes a caller for each thing that is called; their names differ. */
export type Callers = (name: string) => Caller;

/** Nothing between. */
export const bare: Callers = () => ({ run: async (work) => work() });
