import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SecondFactorRequired, WrongCredentials } from '../../auth/auth.errors.js';
import { AuthService } from '../../auth/auth.service.js';
import { Client, type ClientInfo } from '../../auth/credentials.js';
import { RegistrationService } from '../../auth/registration.service.js';
import { CatalogQueries } from '../../catalog/catalog.queries.js';
import { Public } from '../../common/http/access.js';
import { BareList, rowsOf } from '../../common/http/bare-list.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Revalidated } from '../../common/http/etag.js';
import { Example, Fails } from '../../common/http/fails.js';
import { BarePageQuery } from '../../common/http/paging.dto.js';
import { EmailAlreadyUsed } from '../../customer/customer.errors.js';
import { SimpleLogin, SimpleProduct, SimpleRegistered, SimpleRegistration, SimpleToken } from './simple-cart.dto.js';
import { toProduct } from './to-dto.js';

@ApiTags('Customer')
@Controller()
@Public()
export class SimpleCartController {
  constructor(
    private readonly auth: AuthService,
    private readonly registrations: RegistrationService,
    private readonly catalog: CatalogQueries,
  ) {}

  /** Become a customer. */
  @Post('register')
  @Example({ email: 'moritz.mustermann@email.com', password: 'maxpw2024!' })
  @Fails(EmailAlreadyUsed)
  async register(@Body() { email, password }: SimpleRegistration): Promise<SimpleRegistered> {
    const { id } = await this.registrations.register({ username: email, email, password });
    return { id, email };
  }

  /** Log in. */
  @Post('login')
  @Example({ email: 'max.mustermann@email.com', password: 'magazin-demo' })
  @HttpCode(200)
  @Fails(WrongCredentials, SecondFactorRequired)
  async login(@Body() { email, password }: SimpleLogin, @Client() origin: ClientInfo): Promise<SimpleToken> {
    const { access } = await this.auth.login({ login: email, kind: 'email', password }, origin);
    return { access_token: access };
  }

  /** All products. */
  @Get('products')
  @Revalidated()
  @BareList(SimpleProduct)
  async products(@Query() page: BarePageQuery, @BaseUrl() base: string) {
    const products = await this.catalog.products(rowsOf(page));
    return products.map((product) => toProduct(product, base));
  }
}
