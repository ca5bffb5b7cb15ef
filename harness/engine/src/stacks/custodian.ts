import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type ProcessEvents, type ProcessIdentity } from '@holdfast/local-stack';

const program = path.join(import.meta.dirname, `custodian.program${path.extname(import.meta.filename)}`);

export type ToCustodian =
  { readonly folder: string } | { readonly started: ProcessIdentity } | { readonly ended: ProcessIdentity };

/** A program that kills what a suite has started and deletes its folder, however the suite ends. */
export class Custodian {
  private readonly child: ChildProcess;

  constructor(folder: string) {
    this.child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    this.report({ folder });
    // A suite that cannot start does not wait for it.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Follows one process through its events. */
  watch(ended: ProcessEvents['ended'] = () => undefined): ProcessEvents {
    let identity: ProcessIdentity | undefined;
    return {
      started: (started) => {
        identity = started;
        this.report({ started });
      },
      ended: (how, wasExpected) => {
        if (identity !== undefined) this.report({ ended: identity });
        ended(how, wasExpected);
      },
    };
  }

  /** Ends the suite's part. Resolves once nothing is left. */
  async dismiss(): Promise<void> {
    this.child.ref();
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }

  private report(message: ToCustodian): void {
    this.child.send(message);
  }
}
