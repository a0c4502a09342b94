import { Controller, Get, Header, HttpCode, Post, Req, StreamableFile, UseInterceptors } from '@nestjs/common';
import { FileStreamInterceptor } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { TooLarge, UnsupportedMediaType } from '../common/http/request.errors.js';
import { ImportRefused } from './product-import.errors.js';
import { ProductExportService } from './product-export.service.js';
import { ImportResult } from './product-import.dto.js';
import { maxFileBytes, ProductImportService } from './product-import.service.js';
import { AcceptsUploads, fileBody, uploadOf, type UploadRequest } from '../common/http/uploads.js';

@ApiTags('Catalog')
@Controller('api/admin/products')
@Roles('catalog_manager')
export class ProductCsvAdminController {
  constructor(
    private readonly imports: ProductImportService,
    private readonly exports: ProductExportService,
  ) {}

  /**
   * Add and change products from a CSV file: UTF-8, commas, a first line that names the columns, at most 200 MiB. All of
   * it is done, or, where a line is bad, nothing. Send it in a form, or as it is with `Content-Type: text/csv`.
   *
   * `slug` says which product is meant; one that is not there is added and then needs `name` and `price`. The other
   * columns are `description`, `brand` (name or slug; one that is not there is added), `categories` (slugs joined by `|`;
   * they must be there), `old_price`, `tax_rate`, `stock` and `published`. A column that is left out, and an empty cell of
   * `tax_rate`, `stock` or `published`, leaves a product as it is; an empty cell of `description`, `brand`, `categories`
   * or `old_price` empties it. Changed stocks go to the ledger.
   *
   * `details` of error 1017 names up to 100 bad lines: `[{"line": 17, "column": "price", "reason": "…"}]`.
   */
  @Post('import')
  @HttpCode(200)
  @AcceptsUploads()
  @UseInterceptors(FileStreamInterceptor('file', { limits: { fileSize: maxFileBytes, files: 1 } }))
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @Fails(ImportRefused, TooLarge, UnsupportedMediaType)
  import(@Me() me: Caller, @Req() request: UploadRequest): Promise<ImportResult> {
    return this.imports.import(me, uploadOf(request));
  }

  /** Every product as CSV, in the columns that an import reads. Text that a spreadsheet would run has a `'` in front. */
  @Get('export')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="products.csv"')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  export(): StreamableFile {
    return new StreamableFile(this.exports.file());
  }
}
