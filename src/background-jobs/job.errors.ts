import { shopError } from '../common/http/shop-error.js';

export const JobNotFound = shopError(2060, 'job_not_found', 404, 'Job not found');
export const JobNotFailed = shopError(2061, 'job_not_failed', 409, 'Only a failed job can be retried');
export const JobNotCancelable = shopError(
  2062,
  'job_not_cancelable',
  409,
  'A job that runs or is done cannot be canceled',
);
