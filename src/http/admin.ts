import { logInfo } from '../log';
import type { HonoContext } from './hono-env';

/** Logs who changed what: the log line of the request does not name it. */
export function logChange(c: HonoContext, change: string): void {
  logInfo(`The holder of the API key "${administrator(c)}" ${change}`, { request_id: c.get('requestId') });
}

/** Name of the API key that a request was sent with. */
export function administrator(c: HonoContext): string {
  const caller = c.get('caller');
  return caller.kind === 'key' ? caller.name : caller.address;
}
