import {
  type ShownRecommendations,
  shownRecommendationsSchema,
  showRecommendationsSchema,
} from '@holdfast/contracts';
import { callerLimits, fallbackHeaders } from '@holdfast/resilience';
import { Public, TakesOtherTokens } from '@holdfast/service-defaults';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CustomerIds } from '../order/customer-ids.ts';
import { KnownCustomer } from './known-customer.ts';
import { RecommendProductsHandler } from './recommend-products.handler.ts';

@ApiTags('catalog')
@ApiSecurity({})
@ApiSecurity('orderToken')
@ApiSecurity('apiKey', ['read'])
@Public()
@TakesOtherTokens()
@Controller('recommendations')
export class RecommendProductsController {
  constructor(
    private readonly handler: RecommendProductsHandler,
    private readonly customer: KnownCustomer,
    private readonly customers: CustomerIds,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Recommend products; always succeeds and names their source' })
  @ApiQuery({
    name: 'customerId',
    type: String,
    required: false,
    description:
      "The customer's email address. Personal suggestions require the token of one of their orders or an operator's key.",
  })
  @ApiQuery({ name: 'limit', type: Number, required: false })
  @ApiHeader({
    name: 'cache-control',
    required: false,
    description:
      '`no-cache` rules out cached suggestions; `max-stale=N` rules out those stale for more than N seconds.',
  })
  @ApiOkResponse({ standardSchema: shownRecommendationsSchema })
  async recommend(
    @Query({ schema: showRecommendationsSchema }) query: { customerId: string; limit: number },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownRecommendations> {
    const customerId = async (): Promise<string> =>
      (await this.customer.is(query.customerId, request)) ? this.customers.of(query.customerId) : '';
    const limits = callerLimits(request.headers['cache-control']);
    const served = await this.handler.recommend(customerId, query.limit, limits);
    // The same address shows a stranger something else.
    void reply.headers({ ...fallbackHeaders('recommendations', served), 'cache-control': 'no-store' });
    return served.value;
  }
}
