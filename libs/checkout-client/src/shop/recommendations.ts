import { isRecord } from '../http/problem.ts';
import { isMoney, isText, type Money } from './order.ts';

export interface SuggestedProduct {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly unitPrice: Money;
  readonly imageUrl: string;
}

/** The response of `GET /recommendations`. */
export interface Recommendations {
  /** `default`: the same for everyone. */
  readonly source: (typeof sources)[number];
  readonly stale: boolean;
  readonly ageSeconds: number;
  /** Text for the customer, in plain English. */
  readonly notice: string | null;
  readonly products: readonly SuggestedProduct[];
}

/** Whose suggestions to read. */
export interface RecommendationRequest {
  /** With one of the customer's orders, whose stored token is sent; without both, as for a stranger. */
  readonly email?: string;
  readonly orderId?: string;
  /** Maximum number of products, 1 to 12. Default 4. */
  readonly limit?: number;
}

const sources = ['live', 'cache', 'default'] as const;

export function recommendationsPath({ email = '', limit = 4 }: RecommendationRequest): string {
  return `/recommendations?${new URLSearchParams({ customerId: email, limit: String(limit) }).toString()}`;
}

export function isRecommendations(json: unknown): json is Recommendations {
  return (
    isRecord(json) &&
    sources.some((source) => source === json['source']) &&
    typeof json['stale'] === 'boolean' &&
    Number.isFinite(json['ageSeconds']) &&
    (json['notice'] === null || typeof json['notice'] === 'string') &&
    Array.isArray(json['products']) &&
    json['products'].every(isSuggestedProduct)
  );
}

export function isSuggestedProduct(json: unknown): json is SuggestedProduct {
  return (
    isRecord(json) &&
    isText(json['productId']) &&
    isText(json['name']) &&
    typeof json['description'] === 'string' &&
    isMoney(json['unitPrice']) &&
    isText(json['imageUrl'])
  );
}
