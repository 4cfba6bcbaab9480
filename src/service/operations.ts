import { type FrontAnswer, toFrontEvent } from './front-event';
import type { Services } from './services';

/** What operations do, and need, beyond the services. */
export interface OperationsOptions {
  /** What is done once a minute. */
  readonly tick: () => Promise<void>;
  /** Tells what a path is counted as. */
  readonly labelOf: (path: string) => string;
}

/** Answers what a server of one's own asks for where Cloudflare's edge would do by itself. */
export async function operate(
  request: Request,
  { metrics: { recorder } }: Services,
  { tick, labelOf }: OperationsOptions,
): Promise<Response> {
  switch (new URL(request.url).pathname) {
    case '/tick':
      await tick();
      break;
    case '/flush':
      await recorder.flush();
      break;
    case '/record':
      for (const answer of (await request.json()) as FrontAnswer[]) {
        recorder.record(toFrontEvent(answer, labelOf));
      }
      break;
    case '/ping':
      break;
    default:
      return new Response(null, { status: 404 });
  }
  return new Response(null, { status: 204 });
}
