export class CatalogRemoved {
  /** @example "OK" */
  status: 'OK';
  /** @example "product removed" */
  message: string;
}
