import { Controller, Get, Header, HttpCode, Post, Query, Req, StreamableFile, UseInterceptors } from '@nestjs/common';
import { FileStreamInterceptor } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { TooLarge, UnsupportedMediaType } from '../common/http/request.errors.js';
import { ImportRefused, UploadNotKept } from './product-import.errors.js';
import { ProductExportService } from './product-export.service.js';
import { ExportOptions, ImportOptions, ImportResult } from './product-import.dto.js';
import { maxFileBytes, ProductImportService } from './product-import.service.js';
import { AcceptsUploads, fileBody, tableTypes, uploadOf, type UploadRequest } from '../common/http/uploads.js';

@ApiTags('Catalog')
@Controller('api/admin/products')
@Requires('write:products')
export class ProductCsvAdminController {
  constructor(
    private readonly imports: ProductImportService,
    private readonly exports: ProductExportService,
  ) {}

  /**
   * Add and change products from a file: CSV of at most 200 MiB, or the first sheet with names of columns of an Excel workbook (.xlsx) of at most
   * 10 MiB; at most 250,000 products. The names of the columns may stand below a title, in one of the first ten lines. All of it is done, or, where a line is bad, nothing. Send it in a form, or as it is.
   *
   * UTF-8, UTF-16 and the code pages of Europe are recognized by what they read as, and commas, semicolons, tabs and vertical bars between the cells;
   * `file` in the answer says what was found, and `encoding` and `separator` overrule it. What is no table is refused by what it is.
   *
   * `slug` says which product is meant; one that is not there is added and then needs `name` and `price`. In a file without slugs they
   * are made of the names. The other
   * columns are `description`, `brand` (a name; one that is not there is added, and `Disney` and `Disney+` are two),
   * `categories` (names, paths like `Home > Lamps` or slugs, joined by `|`, `;` or `,`, with a `\` before one that is part of a name, or that name in quotes; they must be there, or `create_categories=true`),
   * `old_price` (above the price), `tax_rate`, `stock`, `stock_as_of`, `edited_as_of` and `published`. Case, spaces and underscores of their names do
   * not matter, and `Handle`, `Preis` and the like are understood; article numbers and barcodes are left out. A column that is left out, and an empty cell of `tax_rate`, `stock`
   * or `published`, leaves a product as it is; an empty cell of `description`, `brand`, `categories` or `old_price` empties it.
   *
   * Prices are with tax: `12.90`, `12,90`, `1.234,50`, `€ 12.90`; one that can mean two amounts, like `1.234`, is refused. `tax_rate` is
   * in hundredths of a percent or in percent: `1900`, `19%`; `19` is refused. `published` takes `true`, `1`, `yes`, `ja`, `tak`,
   * `active` and their opposites.
   *
   * Exports of Shopify, WooCommerce, Magento 1 and 2, PrestaShop, OpenCart, Medusa, Vendure, Spree, Saleor, Shopware, BigCommerce, Square, Lightspeed, Wix,
   * Squarespace, Etsy, Amazon, Odoo and Google Merchant Center are recognized by their columns, and `preset` overrules it. Of them, columns without a meaning here are left out and named in `file.ignored`; of other files they are an error, or
   * `ignore_columns=true`. Variants become products of their own, named by their options (`Tee – M / Blue`), because a product here has
   * one price and one stock. HTML becomes text. Pictures are not fetched. Characters that nobody sees are left out. Less than no units count as none, an old price that is not above the price is left out, and so
   * is a line without a price. `notes` says which lines that was about. A product whose name differs is never changed by a slug that was
   * made of a name.
   *
   * `stock` means units on hand, those of orders that are not shipped yet among them, and goes to the ledger where it differs.
   * `stock_as_of` is written by an export: when the units on hand last moved. Where they moved since and `stock` differs,
   * the line is bad. Without it, or with `overwrite_stock=true`, `stock` is a count.
   *
   * `edited_as_of` is written by an export, too: when the product was edited last, by staff, a file or a new name of its brand. Where it was edited
   * since and the line would change more than its stock, the line is bad. Without it, or with `overwrite_changes=true`, the line is written.
   *
   * With `dry_run=true` the file is checked against the catalog as an import would, nothing is changed, and the answer tells what
   * would be done, line by line in `rows`, or in `errors` which lines are bad. Another import that runs is waited for, and products that
   * would change are locked meanwhile, as by an import.
   *
   * `details` of error 1017 names up to 100 bad lines: `[{"line": 17, "column": "price", "reason": "…"}]`; `details.most_bytes` of 4013
   * the largest file.
   */
  @Post('import')
  @HttpCode(200)
  @AcceptsUploads(maxFileBytes)
  @UseInterceptors(FileStreamInterceptor('file', { limits: { fileSize: maxFileBytes, files: 1 } }))
  @ApiConsumes('multipart/form-data', ...tableTypes)
  @ApiBody(fileBody)
  @Fails(ImportRefused, TooLarge, UnsupportedMediaType, UploadNotKept)
  import(@Me() me: Caller, @Req() request: UploadRequest, @Query() options: ImportOptions): Promise<ImportResult> {
    return this.imports.import(me, uploadOf(request), options);
  }

  /**
   * Every product as CSV, in the columns that an import reads, with the names of brands and the paths of categories; `stock` means units
   * on hand. `stock_as_of` and `edited_as_of` keep an import of the file from undoing what was changed after it. Text that a spreadsheet would
   * run or rewrite (`=1+1`, `007`) has a `'` in front, which an import removes.
   */
  @Get('export')
  @Requires('read:products')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="products.csv"')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  export(@Query() options: ExportOptions): StreamableFile {
    return new StreamableFile(this.exports.file(options));
  }
}
