import { CONFIG } from '../../../src/config';

/** The service's own limits. */
export const LIMITS = CONFIG.image;
