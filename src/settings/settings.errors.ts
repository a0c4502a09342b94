import { shopError } from '../common/http/shop-error.js';

export const SettingsChanged = shopError(
  2070,
  'settings_changed',
  409,
  'The settings were changed since they were read: read them again',
);
