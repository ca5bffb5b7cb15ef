import { recommendationListSchema } from '@holdfast/contracts';
import {
  AbsentError,
  classifyHttp,
  DependencyError,
  type HttpResponse,
  HttpClient,
  type Resilience,
} from '@holdfast/resilience';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type WithRecommendations } from '../checkout.config.ts';
import { recommendationsDependency } from './recommendations.dependency.ts';

@Injectable()
export class RecommendationsClient implements OnApplicationShutdown {
  private readonly http: HttpClient;

  constructor(resilience: Resilience, config: WithRecommendations) {
    this.http = new HttpClient(resilience.dependency(recommendationsDependency(config)), {
      baseUrl: config.RECOMMENDATIONS_URL,
      apiKey: config.RECOMMENDATIONS_API_KEY,
    });
  }

  /**
   * Product IDs that go well with what the customer has bought.
   * @throws DependencyError if there is no usable response
   * @throws AbsentError if recommendations has nothing at this address
   */
  async forCustomer(customerId: string, limit: number): Promise<string[]> {
    const path = `/recommendations/${encodeURIComponent(customerId || 'stranger')}?limit=${limit}`;
    const response = await this.http.send({ method: 'GET', path });
    if (response.status === 404 || response.status === 410) throw new AbsentError('recommendations');
    if (response.status !== 200) throw refusalOf(response);
    const list = recommendationListSchema.safeParse(response.body);
    if (list.success) return list.data.products.map(({ productId }) => productId);
    throw new DependencyError(
      'recommendations',
      'unclassified',
      'responded',
      'returned 200 with an invalid body',
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }
}

function refusalOf(response: HttpResponse): DependencyError {
  const { cause, execution, ...outcome } = classifyHttp({ kind: 'value', value: response }, Date.now());
  return new DependencyError('recommendations', cause, execution, `returned ${response.status}`, outcome);
}
