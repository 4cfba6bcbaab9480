import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../../runtime';
import type { Preparation, RestorableRpc, RestorePoint } from './restore-protocol';

/**
 * An object whose storage can go back to any moment of the last 30 days, by Cloudflare's point-in-time recovery:
 * https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#pitr-point-in-time-recovery-api
 */
export class RestorableObject extends DurableObject<unknown> implements Served<RestorableRpc> {
  async prepareRestore(point: RestorePoint): Promise<Preparation> {
    const { storage } = this.ctx;
    try {
      const bookmark = typeof point === 'string' ? point : await storage.getBookmarkForTime(point);
      return { undo: await storage.onNextSessionRestoreBookmark(bookmark) };
    } catch (error) {
      return { refusal: (error as Error).message };
    }
  }

  restart(): void {
    this.ctx.abort('The storage goes back in time');
  }
}
