import { type ClientOptions } from './client-options.ts';
import { type KeyEntry } from './keys/key-entry.ts';
import { type ClientOperation } from './operation.ts';
import { type Outcome } from './outcome.ts';
import { assemble, type Parts } from './submission/parts.ts';
import { type CallOptions, submit } from './submission/submit.ts';

/**
 * Sends POSTs that take effect once: one key and one body per operation name, across retries, reloads and
 * tabs. An outcome never claims more than the server confirmed.
 */
export class IdempotentClient {
  private readonly parts: Parts;

  /** @throws RangeError if options are invalid; Error outside a secure context, where SHA-256 is missing. */
  constructor(options: ClientOptions) {
    this.parts = assemble(options);
  }

  /**
   * Sends the operation until there is a response or a limit is reached. The same name and body later, or in
   * another tab, reuse the key.
   * @throws OperationMismatchError if the name belongs to another body that may have had an effect;
   * KeyStorageError; the signal's reason; Error if the body has no JSON form.
   */
  submit<R extends { readonly kind: string }>(
    operation: ClientOperation<R>,
    options?: CallOptions,
  ): Promise<Outcome<R>> {
    return submit(operation, this.parts, options);
  }

  /** The stored entry of an operation, for a page that was reloaded; undefined if there is none. */
  find(name: string): Promise<KeyEntry | undefined> {
    return this.parts.ledger.find(name);
  }

  /**
   * Deletes the key, so that the name becomes a new operation. While an outcome is unknown, this can act
   * twice.
   */
  forget(name: string): Promise<void> {
    return this.parts.ledger.forget(name);
  }
}
