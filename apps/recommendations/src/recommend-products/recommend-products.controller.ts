import {
  type RecommendationList,
  recommendationLimitSchema,
  recommendationListSchema,
  withoutControlCharacters,
} from '@holdfast/contracts';
import { Needs } from '@holdfast/service-defaults';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecommendProductsHandler } from './recommend-products.handler.ts';

const customer = z.object({
  customerId: z
    .string()
    .min(1)
    .max(254)
    .regex(withoutControlCharacters, 'must not contain control characters'),
});
const page = z.object({ limit: recommendationLimitSchema });

@ApiTags('recommendations')
@Needs('charge', 'read')
@Controller('recommendations')
export class RecommendProductsController {
  constructor(private readonly handler: RecommendProductsHandler) {}

  @Get(':customerId')
  @ApiOperation({ summary: 'Recommend products to a customer, best first' })
  @ApiOkResponse({ standardSchema: recommendationListSchema })
  show(
    @Param({ schema: customer }) { customerId }: { customerId: string },
    @Query({ schema: page }) { limit }: { limit: number },
  ): Promise<RecommendationList> {
    return this.handler.recommend(customerId, limit);
  }
}
