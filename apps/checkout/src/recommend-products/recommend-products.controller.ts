import {
  type ShownRecommendations,
  shownRecommendationsSchema,
  showRecommendationsSchema,
} from '@holdfast/contracts';
import { Public } from '@holdfast/service-defaults';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { RecommendProductsHandler } from './recommend-products.handler.ts';

const cacheStatus = {
  live: '"recommendations"; fwd=miss; stored',
  cache: '"recommendations"; hit; detail=stale-if-error',
  default: '"recommendations"; fwd=miss; detail=default',
} as const;

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
  @ApiOkResponse({ standardSchema: shownRecommendationsSchema })
  async recommend(
    @Query({ schema: showRecommendationsSchema }) query: { customerId: string; limit: number },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownRecommendations> {
    const shown = await this.handler.recommend(query.customerId.toLowerCase(), query.limit);
    void reply.header('cache-status', cacheStatus[shown.source]);
    if (shown.source !== 'live') void reply.header('cache-control', 'no-store');
    return shown;
  }
}
