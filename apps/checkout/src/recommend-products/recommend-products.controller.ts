import {
  type ShownRecommendations,
  shownRecommendationsSchema,
  showRecommendationsSchema,
} from '@holdfast/contracts';
import { callerLimits, fallbackHeaders } from '@holdfast/resilience';
import { Public } from '@holdfast/service-defaults';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { RecommendProductsHandler } from './recommend-products.handler.ts';

@ApiTags('catalogue')
@Public()
@Controller('recommendations')
export class RecommendProductsController {
  constructor(private readonly handler: RecommendProductsHandler) {}

  @Get()
  @ApiOperation({ summary: 'Suggest products; always answers, and says where the suggestions come from' })
  @ApiQuery({
    name: 'customerId',
    type: String,
    required: false,
    description: "the customer's email address",
  })
  @ApiQuery({ name: 'limit', type: Number, required: false })
  @ApiHeader({
    name: 'cache-control',
    required: false,
    description:
      '`no-cache`: no older suggestions; `max-stale=N`: none that are stale for more than N seconds',
  })
  @ApiOkResponse({ standardSchema: shownRecommendationsSchema })
  async recommend(
    @Query({ schema: showRecommendationsSchema }) query: { customerId: string; limit: number },
    @Headers('cache-control') cacheControl: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownRecommendations> {
    const customerId = query.customerId.toLowerCase();
    const served = await this.handler.recommend(customerId, query.limit, callerLimits(cacheControl));
    void reply.headers(fallbackHeaders('recommendations', served));
    return served.value;
  }
}
