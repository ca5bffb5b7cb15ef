import { type ProductList, productListSchema } from '@holdfast/contracts';
import { Public } from '@holdfast/service-defaults';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { productView } from '../catalog/product.view.ts';
import { products } from '../catalog/products.ts';

@ApiTags('catalog')
@Public()
@Controller('products')
export class ShowProductsController {
  @Get()
  @ApiOperation({ summary: 'List the catalog' })
  @ApiOkResponse({ standardSchema: productListSchema })
  list(): ProductList {
    return { products: products.map(productView) };
  }
}
