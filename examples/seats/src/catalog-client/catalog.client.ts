import { productListSchema } from '@holdfast/contracts';
import { DependencyError, HttpClient, Resilience } from '@holdfast/resilience';
import { Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type SeatsConfig } from '../seats.config.ts';
import { catalogDependency } from './catalog.dependency.ts';

@Injectable()
export class CatalogClient implements OnApplicationShutdown {
  private readonly http: HttpClient | undefined;

  constructor(
    resilience: Resilience,
    @Settings() { CHECKOUT_URL: baseUrl }: Pick<SeatsConfig, 'CHECKOUT_URL'>,
  ) {
    if (baseUrl === undefined) return;
    this.http = new HttpClient(resilience.dependency(catalogDependency), { baseUrl });
  }

  /** Null if there is no such product. @throws DependencyError if there is no usable response */
  async nameOf(productId: string): Promise<string | null> {
    if (this.http === undefined)
      throw new DependencyError('catalog', 'unclassified', 'not_sent', 'CHECKOUT_URL is not set');
    const { status, body } = await this.http.send({ method: 'GET', path: '/products' });
    const list = productListSchema.safeParse(body);
    if (status !== 200 || !list.success)
      throw new DependencyError('catalog', 'unclassified', 'responded', `returned ${status}`);
    return list.data.products.find((product) => product.productId === productId)?.name ?? null;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http?.close();
  }
}
