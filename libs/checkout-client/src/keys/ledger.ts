import { type Runtime } from '../runtime.ts';
import { type EntryStore } from './entry-store.ts';
import { type KeyEntry, type EntryState, timeIn } from './key-entry.ts';
import { OperationMismatchError } from './key-errors.ts';

/** An operation name and its key. */
export interface Held {
  readonly operation: string;
  readonly key: string;
}

/** A submission's claim on a key. */
export interface KeyClaim {
  readonly operation: string;
  readonly entry: KeyEntry;
  /** True if a request of an earlier or parallel submission with this key may have had its effect. */
  readonly mayHaveRun: boolean;
  /** The server may have deleted the key, so it must not be sent. */
  readonly isTooOld: boolean;
}

/** 50 ms: much longer than a tab takes between reading and writing an entry, too short to notice. */
const comparePauseMs = 50;

/** Gives each operation one key, and another one only once the first definitely had no effect. */
export class Ledger {
  /** How far the server's clock is ahead, ms: keys contain the server's time. */
  private skewMs = 0;

  constructor(
    private readonly entries: EntryStore,
    private readonly runtime: Runtime,
    private readonly retentionMs: number,
  ) {}

  /**
   * Returns the operation's key, new or stored.
   * @throws OperationMismatchError if another body has the name; KeyStorageError.
   */
  claim(operation: string, fingerprint: string): Promise<KeyClaim> {
    return this.entries.exclusive(operation, async () => {
      const found = await this.entries.read(operation);
      if (found === undefined) return this.begin(operation, fingerprint);
      const isTooOld = this.isTooOld(found);
      const isSame = found.fingerprint === fingerprint;
      switch (found.state) {
        case 'open':
        case 'succeeded':
          if (!isSame) throw new OperationMismatchError(operation, found.state);
          return this.join(operation, found, isTooOld);
        case 'refused':
          if (!isSame || isTooOld) return this.begin(operation, fingerprint);
          return { operation, entry: found, mayHaveRun: false, isTooOld };
        case 'released':
          if (!isSame || isTooOld) return this.begin(operation, fingerprint);
          return this.open(operation, { ...found, state: 'open' });
      }
    });
  }

  /**
   * Records the state of the operation, and what to look up once its key has expired. Never takes back a
   * success.
   */
  settle({ operation, key }: Held, state: EntryState, reference?: string): Promise<void> {
    return this.entries.exclusive(operation, async () => {
      const found = await this.entries.read(operation);
      if (found?.key !== key || found.state === 'succeeded') return;
      await this.entries.write(operation, {
        ...found,
        state,
        ...(reference === undefined ? {} : { reference }),
      });
    });
  }

  /**
   * Records that the key was refused without effect. Returns false, and records nothing, if that is not
   * certain: another submission has used the key and, unless `isConclusive`, this refusal does not cover its
   * request.
   */
  release({ operation, key }: Held, isConclusive: boolean): Promise<boolean> {
    return this.entries.exclusive(operation, async () => {
      const found = await this.entries.read(operation);
      if (found?.key !== key || found.state === 'refused') return true;
      if (found.state === 'succeeded' || (found.isShared && !isConclusive)) return false;
      await this.entries.write(operation, { ...found, state: 'released' });
      return true;
    });
  }

  /**
   * Replaces a key that was refused for its time, if no request with it can have had an effect. Undefined if
   * another submission has used the key: it may send it again, even after its time has come.
   */
  restamp({ operation, entry }: KeyClaim, skewMs: number): Promise<KeyClaim | undefined> {
    this.skewMs = skewMs;
    return this.entries.exclusive(operation, async () => {
      const found = await this.entries.read(operation);
      if (found?.key !== entry.key || found.isShared || found.state !== 'open') return undefined;
      return this.open(operation, { ...found, key: this.newKey() });
    });
  }

  find(operation: string): Promise<KeyEntry | undefined> {
    return this.entries.read(operation);
  }

  forget(operation: string): Promise<void> {
    return this.entries.exclusive(operation, () => this.entries.remove(operation));
  }

  private async begin(operation: string, fingerprint: string): Promise<KeyClaim> {
    const createdAt = this.runtime.now();
    const entry: KeyEntry = { key: this.newKey(), fingerprint, createdAt, state: 'open', isShared: false };
    const claim = await this.open(operation, entry);
    if (this.entries.isExclusiveEverywhere) return claim;
    // Another tab may have found the name free too. The last writer wins, and all use its key.
    await this.runtime.delay(comparePauseMs);
    const kept = await this.entries.read(operation);
    if (kept === undefined || kept.key === entry.key) return claim;
    if (kept.fingerprint !== fingerprint) throw new OperationMismatchError(operation, 'open');
    return this.join(operation, kept, false);
  }

  private async join(operation: string, found: KeyEntry, isTooOld: boolean): Promise<KeyClaim> {
    const entry = { ...found, isShared: true };
    if (!found.isShared && !isTooOld) await this.entries.write(operation, entry);
    return { operation, entry, mayHaveRun: true, isTooOld };
  }

  private async open(operation: string, entry: KeyEntry): Promise<KeyClaim> {
    await this.entries.write(operation, entry);
    return { operation, entry, mayHaveRun: entry.isShared, isTooOld: false };
  }

  /**
   * By this device's clock and by the time in the key, which is the server's after a correction: the clock
   * may have been set since. The server refuses a key that is too old in any case.
   */
  private isTooOld({ key, createdAt }: KeyEntry): boolean {
    const now = this.runtime.now();
    const ages = [now - createdAt, now + this.skewMs - (timeIn(key) ?? createdAt)];
    return ages.every((ms) => ms > this.retentionMs);
  }

  private newKey(): string {
    return this.runtime.newKey(this.runtime.now() + this.skewMs);
  }
}
