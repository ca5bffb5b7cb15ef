/** A difference, as counted in the metrics. It is the same as an earlier one if its kind and its IDs are. */
export interface Counted extends Subject {
  readonly state: 'repaired' | 'repairable' | 'not_repaired' | 'waiting' | 'needs_decision';
}

/** A difference without its state. */
export interface Subject {
  readonly kind: string;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly providerId: string | null;
}

export interface Page {
  readonly since: Date;
  readonly until: Date;
  /** `next` of the previous page; undefined for the first. */
  readonly after: string | undefined;
}

/** Unrepaired differences by kind. */
export type Found = Readonly<Record<string, number>>;

/** A difference that is not resolved yet, as stored in the table `reconciliation`. */
export interface Unresolved {
  /** The same in each run. */
  readonly id: string;
  readonly kind: string;
  /** End of the period in which it was first found, ISO 8601. */
  readonly foundAt: string;
  /** Repaired, or too recent: it does not count, but the next run compares it again. */
  readonly isUncounted?: boolean;
  /** Where the latest comparison found it. */
  readonly page: { readonly since: string; readonly until: string; readonly after: string | null };
}

/** The differences that a run has found. */
export interface Left {
  readonly found: Found;
  /** With those that do not count. */
  readonly unresolved: readonly Unresolved[];
}

interface Known extends Left {
  readonly until: Date;
  /** Of the last complete run. */
  readonly lastUnresolved: readonly Unresolved[];
}

/** 7 days: longer than a weekend with holidays. After that, only the command of an operator finds it. */
const mostMs = 7 * 24 * 3_600_000;
/** 1,000: 400 kB. More are counted, but not followed. */
const mostRemembered = 1_000;

/** The unresolved differences of a run, and of those before it. Each counts once. */
export class UnresolvedDifferences {
  private readonly ofThisRun: Map<string, Unresolved>;
  private readonly ofEarlierRuns: Map<string, Unresolved>;
  private readonly failedPages = new Set<string>();
  private readonly counts: Record<string, number>;
  private room: number;

  constructor({ until, found, unresolved, lastUnresolved }: Known) {
    const recent = lastUnresolved.filter(({ foundAt }) => until.getTime() - Date.parse(foundAt) <= mostMs);
    this.counts = { ...found };
    this.ofThisRun = byId(unresolved);
    this.ofEarlierRuns = byId(recent);
    this.room = mostRemembered - byId([...unresolved, ...recent]).size;
  }

  add(differences: readonly Counted[], page: Page): void {
    for (const difference of differences) {
      const { kind, state } = difference;
      if (state === 'waiting') continue;
      const id = idOf(difference);
      const isUncounted = state === 'repaired';
      const sameRun = this.ofThisRun.get(id);
      if (sameRun !== undefined && (isUncounted || sameRun.isUncounted !== true)) continue;
      if (!isUncounted) this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      this.remember({ id, kind, isUncounted, page });
    }
  }

  /** Differences that are too recent to count. */
  addRecent(recent: readonly Subject[], page: Page): void {
    for (const subject of recent) {
      const id = idOf(subject);
      const known = this.ofThisRun.get(id) ?? this.ofEarlierRuns.get(id);
      // One that counted before still does.
      if (known !== undefined && known.isUncounted !== true) continue;
      this.remember({ id, kind: subject.kind, isUncounted: true, page });
    }
  }

  /** The pages of earlier differences that this run has not found, each once, the longest ago first. */
  pagesToCompareAgain(): Page[] {
    const pages = new Map(this.open().map(({ page }) => [nameOf(page), page]));
    return [...pages.values()].map(({ since, until, after }) => ({
      since: new Date(since),
      until: new Date(until),
      after: after ?? undefined,
    }));
  }

  /** Earlier differences of this page that are neither added again nor still there are resolved. */
  wasComparedAgain(page: Page, stillThere: readonly Subject[]): void {
    const there = new Set(stillThere.map(idOf));
    const compared = nameOf(stored(page));
    for (const each of this.open())
      if (nameOf(each.page) === compared && !there.has(each.id)) this.ofEarlierRuns.delete(each.id);
  }

  /** The next run compares this page after all others. */
  couldNotBeCompared(page: Page): void {
    this.failedPages.add(nameOf(stored(page)));
  }

  /** Of the run so far. */
  get soFar(): Left {
    return { found: this.counts, unresolved: [...this.ofThisRun.values()] };
  }

  /** With earlier differences whose page could not be compared again. */
  get left(): Left {
    const open = this.open();
    const found = { ...this.counts };
    for (const { kind, isUncounted } of open) if (isUncounted !== true) found[kind] = (found[kind] ?? 0) + 1;
    const hasFailed = ({ page }: Unresolved): boolean => this.failedPages.has(nameOf(page));
    const failed = open.filter(hasFailed);
    const untried = open.filter((each) => !hasFailed(each));
    return { found, unresolved: [...untried, ...this.ofThisRun.values(), ...failed] };
  }

  private remember({ page, ...difference }: Omit<Unresolved, 'foundAt' | 'page'> & { readonly page: Page }) {
    const { id } = difference;
    const known = this.ofThisRun.get(id) ?? this.ofEarlierRuns.get(id);
    if (known === undefined && this.room <= 0) return;
    if (known === undefined) this.room -= 1;
    // Differences of one page must not extend the time of each other.
    const foundAt = known?.foundAt ?? page.until.toISOString();
    this.ofThisRun.set(id, { ...difference, foundAt, page: stored(page) });
  }

  private open(): Unresolved[] {
    return [...this.ofEarlierRuns.values()].filter(({ id }) => !this.ofThisRun.has(id));
  }
}

const byId = (all: readonly Unresolved[]): Map<string, Unresolved> =>
  new Map(all.map((each) => [each.id, each]));

const idOf = ({ kind, orderId, paymentId, refundId, providerId }: Subject): string =>
  [kind, orderId, paymentId, refundId, providerId].map((each) => each ?? '-').join(' ');

const nameOf = ({ since, until, after }: Unresolved['page']): string => [since, until, after].join(' ');

const stored = ({ since, until, after }: Page): Unresolved['page'] => ({
  since: since.toISOString(),
  until: until.toISOString(),
  after: after ?? null,
});
