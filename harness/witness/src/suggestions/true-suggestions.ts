import { isDeepStrictEqual } from 'node:util';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { type Invariant } from '../invariants/invariant.ts';
import { parsed, responsesIn, summaryOf } from '../invariants/responses.ts';
import { type Row, text } from '../invariants/rows.ts';
import { type Counts, versionsOfCounts } from '../purchases/counts.ts';
import { isTimeKnown } from '../views/true-views.ts';
import { type Interval, type Version, versionsIn } from '../views/versions.ts';
import { type Reader, Readers, readMs, type Request, requestIn } from './reader.ts';
import { shown, suggested } from './suggested.ts';

/** 34. What was counted is exact to the moment, so suggestions from another customer's purchases show. */
export const trueSuggestions: Invariant = {
  number: 34,
  needsHistory: true,
  says: "Suggestions are what recommendations had counted for this customer, or for everybody, at the time that they claim to be from; otherwise the shop's popular products, and then they say so.",
  contradictions: (evidence) => {
    const { history, counts } = evidence;
    if (history === undefined || counts === undefined) return [];
    const shelf = new Shelf(evidence, versionsOfCounts(history, counts));
    return responsesIn(evidence).flatMap((response) => against(response, shelf));
  },
};

function against(response: CustomerResponse, shelf: Shelf): string[] {
  const request = requestIn(response);
  const body = parsed(response.text);
  if (request === undefined || response.status !== 200 || body === undefined) return [];
  return [...inconsistent(body), ...unexplained(response, request, body, shelf)].map(
    (why) => `${summaryOf(response)} ${why}`,
  );
}

/** Its source, its age and its notice agree. */
function inconsistent(body: Row): string[] {
  const { source, stale, ageSeconds, notice } = body;
  const isLive = source === 'live';
  return [
    ...(stale === (source === 'cache')
      ? []
      : [`shows ${String(source)} suggestions with stale ${String(stale)}`]),
    ...(isLive === (notice === null)
      ? []
      : [`shows ${String(source)} suggestions with the notice ${String(notice)}`]),
    ...(source === 'cache' || ageSeconds === 0 ? [] : [`shows ${String(source)} suggestions of an age`]),
  ];
}

function unexplained(response: CustomerResponse, request: Request, body: Row, shelf: Shelf): string[] {
  const products = ((body['products'] ?? []) as readonly Row[]).map((product) => text(product, 'productId'));
  const isShown = (productIds: readonly string[]): boolean =>
    isDeepStrictEqual(shown(productIds, request.limit), products);
  switch (body['source']) {
    case 'live': {
      const possible = shelf.live(response, request);
      return possible === undefined || possible.some(isShown) ? [] : [wrong(products, 'live', possible)];
    }
    case 'cache': {
      const possible = shelf.cached(response, request, Number(body['ageSeconds']));
      return possible === undefined || possible.some(isShown) ? [] : [wrong(products, 'cached', possible)];
    }
    default:
      return isShown([]) ? [] : [wrong(products, 'popular', [[]])];
  }
}

const wrong = (products: readonly string[], kind: string, possible: readonly (readonly string[])[]): string =>
  `shows ${kind} suggestions that were not made for it: ${products.join(', ')}; possible: ${
    [...new Set(possible.map((each) => each.join(', ') || 'none'))].slice(0, 3).join(' or ') ||
    'nothing was asked then'
  }`;

/** Suggestions as recommendations made them. */
class Shelf {
  private readonly evidence: Evidence;
  private readonly versions: readonly Version<Counts>[];
  private readonly readers: Readers;
  /** The suite itself responded instead of recommendations. */
  private readonly isForged: boolean;

  constructor(evidence: Evidence, versions: readonly Version<Counts>[]) {
    this.evidence = evidence;
    this.versions = versions;
    this.readers = new Readers(evidence);
    this.isForged = evidence.faults.some(
      (fault) =>
        /^(checkout(-\d+)?->recommendations|\*)$/.test(fault.edge) &&
        'status' in fault &&
        fault.status === 200,
    );
  }

  /** Undefined if unknown. Requests at the same time share a read, so it may have begun before this one. */
  live(response: CustomerResponse, request: Request): string[][] | undefined {
    if (this.isForged) return undefined;
    const { startedAt, endedAt } = response;
    const span = { startedAt: startedAt - readMs, endedAt };
    return this.readers.of(response, request).flatMap((reader) => this.made(reader, request, span));
  }

  /** Undefined if unknown: made before the history. */
  cached(response: CustomerResponse, request: Request, ageSeconds: number): string[][] | undefined {
    const { startedAt, scenario } = this.evidence;
    if (this.isForged) return undefined;
    const span = isTimeKnown(scenario)
      ? {
          startedAt: response.startedAt - (ageSeconds + 1) * 1_000 - readMs,
          endedAt: response.endedAt - ageSeconds * 1_000,
        }
      : { startedAt, endedAt: response.endedAt };
    const readers = this.readers.of(response, request);
    if (readers.some(({ buyer }) => buyer === '') && span.startedAt < startedAt) return undefined;
    return readers
      .filter((reader) => this.isAskedFor(reader, request, span))
      .flatMap((reader) => this.made(reader, request, span));
  }

  private made({ customerIds }: Reader, { limit }: Request, span: Interval): string[][] {
    return versionsIn(this.versions, span).flatMap(({ row }) => {
      if (row === undefined) return [];
      const owned = new Set(customerIds.flatMap((id) => [...(row.owned.get(id) ?? [])]));
      return [suggested(row, owned, limit)];
    });
  }

  /** A customer requested the same at that time: only then was it read, and kept. */
  private isAskedFor({ buyer }: Reader, { limit }: Request, span: Interval): boolean {
    return this.evidence.ledgers.responses.some((other) => {
      const asked = requestIn(other);
      return (
        asked?.limit === limit &&
        (buyer === '' || asked.buyer === buyer) &&
        other.startedAt <= span.endedAt &&
        span.startedAt <= other.endedAt + readMs
      );
    });
  }
}
