import { z } from 'zod';

export const recommendationListSchema = z
  .object({ products: z.array(z.object({ productId: z.string(), score: z.number() })) })
  .meta({ id: 'RecommendationList' });
export type RecommendationList = z.infer<typeof recommendationListSchema>;
