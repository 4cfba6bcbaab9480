import type { FrontBatch } from './front-event';
import { restoreKnown, serialiseKnown } from './hand-over';
import type { Services } from './services';

/** Dependencies of the operations besides the services. */
export interface OperationsOptions {
  /** The work that is done once a minute. */
  readonly tick: () => Promise<void>;
  /** Counts requests that the server in front answered without the Worker. */
  readonly recordFront: (batch: FrontBatch) => void;
}

/** Operations that `npm start` calls, in place of what Cloudflare's edge does for a deployed Worker. */
export async function operate(
  request: Request,
  services: Services,
  { tick, recordFront }: OperationsOptions,
): Promise<Response> {
  const { recorder, handOver } = services.metrics;
  switch (new URL(request.url).pathname) {
    case '/tick':
      await tick();
      break;
    case '/flush':
      await Promise.all([recorder.flush(), services.feedback.flush()]);
      break;
    case '/record':
      recordFront(await request.json());
      break;
    case '/cut-off':
      services.cutOffs.note(await request.json());
      break;
    case '/ping':
      handOver.prepare();
      break;
    case '/hand-over':
      return new Response(await giveKnown(services), { headers: { 'Content-Type': 'application/json' } });
    case '/take-over':
      await takeKnown(services, await request.text());
      break;
    default:
      return new Response(null, { status: 404 });
  }
  return new Response(null, { status: 204 });
}

async function giveKnown({ metrics, alerts }: Services): Promise<string> {
  const [counts, { states }] = await Promise.all([metrics.handOver.give(), alerts.book.read()]);
  return serialiseKnown({ counts, alerts: states });
}

async function takeKnown({ metrics, alerts }: Services, json: string): Promise<void> {
  const known = restoreKnown(json);
  await alerts.book.adopt(known.alerts);
  await metrics.handOver.take(known.counts);
}
