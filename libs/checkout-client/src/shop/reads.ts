import { type Reading, readingOf } from '../reading.ts';
import { type Parts } from '../submission/parts.ts';
import { areOrderEvents, type OrderEvents } from './order-events.ts';
import { isOrder, type Order } from './order.ts';
import {
  isRecommendations,
  type RecommendationRequest,
  type Recommendations,
  recommendationsPath,
} from './recommendations.ts';

export interface ReadLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export function readOrder(orderId: string, parts: Parts, limits: ReadLimits): Promise<Reading<Order>> {
  const isThisOrder = (json: unknown): json is Order => isOrder(json) && json.orderId === orderId;
  return read(`/orders/${encodeURIComponent(orderId)}`, orderId, isThisOrder, parts, limits);
}

export function readHistory(
  orderId: string,
  parts: Parts,
  limits: ReadLimits,
): Promise<Reading<OrderEvents>> {
  return read(`/orders/${encodeURIComponent(orderId)}/history`, orderId, areOrderEvents, parts, limits);
}

export function readRecommendations(
  request: RecommendationRequest,
  parts: Parts,
  limits: ReadLimits,
): Promise<Reading<Recommendations>> {
  return read(recommendationsPath(request), request.orderId, isRecommendations, parts, limits);
}

/** Sends one GET with the token of the order. */
async function read<T>(
  path: string,
  orderId: string | undefined,
  accept: (json: unknown) => json is T,
  { connection, tokens }: Parts,
  { timeoutMs, signal }: ReadLimits,
): Promise<Reading<T>> {
  const headers = orderId === undefined ? {} : await tokens.headersFor(orderId);
  return readingOf(await connection.send({ method: 'GET', path, headers }, timeoutMs, signal), accept);
}
