/** Shared by the specs of the browser tier. */
export interface Running {
  /** Ends it, and deletes its data. */
  stop(): Promise<void>;
}
