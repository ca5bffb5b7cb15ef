import { type EntryState } from './key-entry.ts';

/** How the operation that owns a name stands; in the other states another body may have the name. */
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

/** The storage failed, or holds what cannot be read. Nothing was sent: a key that is not kept could not be sent again. */
export class KeyStorageError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`${reason} Nothing was sent.`, options);
    this.name = 'KeyStorageError';
  }
}
