import { recommendationListSchema } from '@holdfast/contracts';
import { DependencyError, HttpClient } from '@holdfast/resilience';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type CheckoutConfig } from '../checkout.config.ts';

@Injectable()
export class RecommendationsClient implements OnApplicationShutdown {
  private readonly http: HttpClient;

  constructor(config: CheckoutConfig) {
    this.http = new HttpClient({
      dependency: 'recommendations',
      baseUrl: config.RECOMMENDATIONS_URL,
      apiKey: config.RECOMMENDATIONS_API_KEY,
      attemptTimeoutMs: config.RECOMMENDATIONS_TIMEOUT_MS,
      deadlineMs: config.RECOMMENDATIONS_TIMEOUT_MS,
      attempts: 2,
    });
  }

  /** The ids of what goes well with what the customer has. @throws DependencyError when there is no usable answer. */
  async forCustomer(customerId: string, limit: number): Promise<string[]> {
    const path = `/recommendations/${encodeURIComponent(customerId || 'stranger')}?limit=${limit}`;
    const { status, body } = await this.http.send({ method: 'GET', path });
    const list = recommendationListSchema.safeParse(body);
    if (status !== 200 || !list.success)
      throw new DependencyError('recommendations', 'unknown', `answered ${status} with an unusable body`);
    return list.data.products.map(({ productId }) => productId);
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }
}
