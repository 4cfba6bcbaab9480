import type { FrontBatch } from './front-event';
import type { Services } from './services';

/** What operations do, and need, beyond the services. */
export interface OperationsOptions {
  /** What is done once a minute. */
  readonly tick: () => Promise<void>;
  /** Counts what the server in front answered itself. */
  readonly recordFront: (batch: FrontBatch) => void;
}

/** Answers what a server of one's own asks for where Cloudflare's edge would do by itself. */
export async function operate(
  request: Request,
  { metrics: { recorder } }: Services,
  { tick, recordFront }: OperationsOptions,
): Promise<Response> {
  switch (new URL(request.url).pathname) {
    case '/tick':
      await tick();
      break;
    case '/flush':
      await recorder.flush();
      break;
    case '/record':
      recordFront(await request.json());
      break;
    case '/ping':
      break;
    default:
      return new Response(null, { status: 404 });
  }
  return new Response(null, { status: 204 });
}
