import { ProductLinkService } from './product-link.service.js';

const links = new ProductLinkService();
/** For the seeder that does not inject {@link ProductLinkService} yet; goes with it. */
export const refreshKeywords: ProductLinkService['refreshKeywords'] = (em, products) =>
  links.refreshKeywords(em, products);
