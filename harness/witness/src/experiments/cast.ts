import { v7 as uuidv7 } from 'uuid';
import { type CustomerResponse, type Shopper } from '../customers/shopper.ts';
import { type Stage } from './stage.ts';

/** A customer of a run, alone or in a group, and the last order that they sent. */
export interface Member {
  readonly shopper: Shopper;
  sent: { readonly key: string; readonly order?: Readonly<Record<string, unknown>> } | undefined;
}

/** The customers of a run, by name or by group. */
export class Cast {
  private readonly groups = new Map<string, Member[]>();
  private readonly stage: Stage;
  private readonly working = new Set<Promise<unknown>>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** The customer of this name, who joins if they are new. */
  one(name: string): Member {
    return this.groups.get(name)?.[0] ?? this.join(name, name);
  }

  join(group: string, name: string): Member {
    const member: Member = { shopper: this.stage.customer(name), sent: undefined };
    this.groups.set(group, [...(this.groups.get(group) ?? []), member]);
    return member;
  }

  of(group: string): readonly Member[] {
    return this.groups.get(group) ?? [];
  }

  get emails(): ReadonlySet<string> {
    return new Set([...this.groups.values()].flat().map(({ shopper }) => shopper.email));
  }

  /** The responses to a group, oldest first. */
  responsesOf(group: string): readonly CustomerResponse[] {
    const names = new Set(this.of(group).map(({ shopper }) => shopper.name));
    return this.stage.responses().filter(({ shopper }) => names.has(shopper));
  }

  /** Starts an order, or repeats the last one. */
  buy(member: Member, order?: Readonly<Record<string, unknown>>, key = uuidv7()): void {
    member.sent = { key, ...(order === undefined ? {} : { order }) };
    this.work(member.shopper.checkOut(member.sent));
  }

  /** Keeps track of a request without waiting for it. Its response is kept by the stage. */
  work(request: Promise<unknown>): void {
    const done = (): void => void this.working.delete(request);
    this.working.add(request);
    request.then(done, done);
  }

  /** Resolves when no customer waits for a response. */
  async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.allSettled(this.working);
  }
}
