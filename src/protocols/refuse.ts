import { ServiceError } from '../errors';

/** @throws ServiceError `invalid_request` */
export function refuse(what: string, fault: string): never {
  throw new ServiceError('invalid_request', `Cannot read ${what}: ${fault}`);
}

/** @throws ServiceError `too_many_images` */
export function refuseCount(what: string, count: number, most: number): never {
  const message = `Cannot read ${what}: it has ${count} pictures, more than the maximum of ${most}; send them in several requests`;
  throw new ServiceError('too_many_images', message);
}
