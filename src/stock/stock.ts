import { StockService } from './stock.service.js';

export type { AllocatedProduct, StockRequest } from './stock.service.js';

/** For callers that do not inject {@link StockService} yet; goes with the last of them. */
const stock = Object.create(StockService.prototype) as StockService;
export const allocateStock: StockService['allocate'] = (...request) => stock.allocate(...request);
export const allocateLockedStock: StockService['allocateLocked'] = (...request) => stock.allocateLocked(...request);
export const releaseStock: StockService['release'] = (...request) => stock.release(...request);
