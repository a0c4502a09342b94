import { Controller, Get, Header, HttpCode, Post, Query, Req, StreamableFile, UseInterceptors } from '@nestjs/common';
import { FileStreamInterceptor } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { TooLarge, UnsupportedMediaType } from '../common/http/request.errors.js';
import { ImportRefused } from './product-import.errors.js';
import { ProductExportService } from './product-export.service.js';
import { ExportOptions, ImportOptions, ImportResult } from './product-import.dto.js';
import { maxFileBytes, ProductImportService } from './product-import.service.js';
import { AcceptsUploads, fileBody, uploadOf, type UploadRequest } from '../common/http/uploads.js';

@ApiTags('Catalog')
@Controller('api/admin/products')
@Requires('write:products')
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
   * they must be there), `old_price`, `tax_rate`, `stock`, `stock_as_of` and `published`. A column that is left out, and
   * an empty cell of `tax_rate`, `stock` or `published`, leaves a product as it is; an empty cell of `description`,
   * `brand`, `categories` or `old_price` empties it.
   *
   * `stock` means units on hand, those of orders that are not shipped yet among them, and goes to the ledger where it differs.
   * `stock_as_of` is written by an export: when the units on hand last moved. Where they moved since and `stock` differs,
   * the line is bad. Without it, or with `overwrite_stock=true`, `stock` is a count.
   *
   * With `dry_run=true` the file is checked against the catalog as an import would, nothing is changed, and the answer tells what
   * would be done, or in `errors` which lines are bad. Another import that runs is waited for, and products that would change are
   * locked meanwhile, as by an import.
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
  import(@Me() me: Caller, @Req() request: UploadRequest, @Query() options: ImportOptions): Promise<ImportResult> {
    return this.imports.import(me, uploadOf(request), options);
  }

  /** Every product as CSV, in the columns that an import reads; `stock` means units on hand. Text that a spreadsheet would run has a `'` in front. */
  @Get('export')
  @Requires('read:products')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="products.csv"')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  export(@Query() options: ExportOptions): StreamableFile {
    return new StreamableFile(this.exports.file(options));
  }
}
