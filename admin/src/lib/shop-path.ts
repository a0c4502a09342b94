/** What stands before every address of the shop, where a proxy serves it below a path: `/shop`, or nothing. */
export const shopPath = document.querySelector<HTMLMetaElement>('meta[name=shop-path]')?.content ?? '';
