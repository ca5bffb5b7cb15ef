import { type ClientOptions } from './client-options.ts';
import { type KeyEntry } from './keys/key-entry.ts';
import { type Operation } from './operation.ts';
import { type Outcome } from './outcome.ts';
import { assemble, type Parts } from './submission/parts.ts';
import { type CallOptions, submit } from './submission/submit.ts';

/**
 * POSTs of any API that take effect once: one key and one body per operation name, over retries, reloads and tabs. An outcome is
 * never better than what the server certainly said.
 */
export class IdempotentClient {
  private readonly parts: Parts;

  /** @throws RangeError when the options contradict each other; Error outside a secure context, where SHA-256 is missing. */
  constructor(options: ClientOptions) {
    this.parts = assemble(options);
  }

  /**
   * Sends the operation until there is an answer or the options say stop. The same name and body again, later or elsewhere, goes
   * on with the same key.
   * @throws OperationMismatchError when the name belongs to another body that may have had an effect; KeyStorageError; the
   * signal's reason; Error when the body has no JSON form.
   */
  submit<R extends { readonly kind: string }>(
    operation: Operation<R>,
    options?: CallOptions,
  ): Promise<Outcome<R>> {
    return submit(operation, this.parts, options);
  }

  /** What is stored under an operation's name, for a page that was reloaded; undefined when nothing is. */
  find(name: string): Promise<KeyEntry | undefined> {
    return this.parts.ledger.find(name);
  }

  /** Drops the key: the same name is then a new operation. While an outcome is unknown, that can act a second time. */
  forget(name: string): Promise<void> {
    return this.parts.ledger.forget(name);
  }
}
