/** Types of what the pages read; purchases and refunds go through `shop`. */
export type { OrderHistory, Product, ProductList, ShownRecommendations } from '@holdfast/contracts';
