import { KeyStorageError, OperationMismatchError } from '@holdfast/checkout-client';
import { isSame, type Submission } from './submission.ts';

/** Why a call ended without an outcome. Before `blocked` and `other_body`, it has sent nothing. */
export function failureOf(error: unknown): 'blocked' | 'other_body' | 'bug' {
  if (error instanceof KeyStorageError) return 'blocked';
  return error instanceof OperationMismatchError ? 'other_body' : 'bug';
}

/** The calls of this page. One may outlive the purchase that it belongs to. */
export class RunningCalls {
  private readonly running = new Set<Submission>();
  /** Made by this page, and not sent by any call so far. */
  private unsent: Submission | undefined;

  willSend(made: Submission): void {
    this.unsent = made;
  }

  isUnsent(submission: Submission): boolean {
    return isSame(submission, this.unsent);
  }

  countOf({ name }: Submission): number {
    return [...this.running].filter((call) => call.name === name).length;
  }

  async during<T>(submission: Submission, begin: () => Promise<T>): Promise<T> {
    const call = { ...submission };
    let wasSent = true;
    this.running.add(call);
    try {
      return await begin();
    } catch (error) {
      wasSent = failureOf(error) === 'bug';
      throw error;
    } finally {
      this.running.delete(call);
      if (wasSent && this.isUnsent(submission)) this.unsent = undefined;
    }
  }
}
