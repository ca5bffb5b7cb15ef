import { type EntryState } from './key-entry.ts';

/** State of the operation that owns a name; in all other states, another body may take the name. */
export type OwnerState = Extract<EntryState, 'open' | 'succeeded'>;

const standing: Readonly<Record<OwnerState, string>> = {
  open: 'is not known to have ended: submit that body again to learn its outcome. To act a second time,',
  succeeded: 'has succeeded. To act a second time,',
};

/** The name belongs to another body. Nothing was sent. */
export class OperationMismatchError extends Error {
  constructor(
    readonly operation: string,
    readonly state: OwnerState,
  ) {
    super(
      `Operation "${operation}" was submitted with another body and ${standing[state]} start an operation under a new name. Nothing was sent.`,
    );
    this.name = 'OperationMismatchError';
  }
}

/** The storage failed or is unreadable. Nothing was sent: a key that is not stored could not be reused. */
export class KeyStorageError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`${reason} Nothing was sent.`, options);
    this.name = 'KeyStorageError';
  }
}
