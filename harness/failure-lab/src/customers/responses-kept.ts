import { type CustomerResponse, now } from '@holdfast/witness';

interface Visit {
  readonly responses: CustomerResponse[];
  isOver: boolean;
  /** Of the last response, or of the end. */
  changedAt: number;
}

/** 5,000 visits: eight minutes at ten customers a second, if none of them could be judged. */
const mostVisits = 5_000;

/**
 * The responses to the lab's own customers, by email address, until they are judged together with their
 * order. A customer buys once, so an address is a visit.
 */
export class ResponsesKept {
  private readonly visits = new Map<string, Visit>();

  keep(address: string, response: CustomerResponse): void {
    const visit = this.visitOf(address);
    visit.responses.push(response);
    visit.changedAt = now();
  }

  /** The customer sends nothing more. */
  over(address: string): void {
    const visit = this.visits.get(address);
    if (visit === undefined) return;
    visit.isOver = true;
    visit.changedAt = now();
  }

  of(address: string): readonly CustomerResponse[] {
    return this.visits.get(address)?.responses ?? [];
  }

  /** True unless this customer may still send a request. */
  isOver(address: string): boolean {
    return this.visits.get(address)?.isOver ?? true;
  }

  forget(address: string): void {
    this.visits.delete(address);
  }

  /** Customers who left without any sign of an order, at least `ms` ago. */
  leftFor(ms: number): string[] {
    const before = now() - ms;
    return [...this.visits]
      .filter(([, { isOver, changedAt }]) => isOver && changedAt <= before)
      .map(([address]) => address);
  }

  private visitOf(address: string): Visit {
    const known = this.visits.get(address);
    if (known !== undefined) return known;
    const visit: Visit = { responses: [], isOver: false, changedAt: now() };
    this.visits.set(address, visit);
    const [oldest] = this.visits.keys();
    if (this.visits.size > mostVisits && oldest !== undefined) this.visits.delete(oldest);
    return visit;
  }
}
