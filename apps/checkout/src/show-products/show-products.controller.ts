import { type ProductList, productListSchema } from '@holdfast/contracts';
import { Public } from '@holdfast/service-defaults';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { productView } from '../catalogue/product.view.ts';
import { products } from '../catalogue/products.ts';

@ApiTags('catalogue')
@Public()
@Controller('products')
export class ShowProductsController {
  @Get()
  @ApiOperation({ summary: 'List the catalogue' })
  @ApiOkResponse({ standardSchema: productListSchema })
  list(): ProductList {
    return { products: products.map(productView) };
  }
}
