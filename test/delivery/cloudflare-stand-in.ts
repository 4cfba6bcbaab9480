import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const WRANGLER = readFileSync(path.join(ROOT, 'wrangler.toml'), 'utf8');
/** That of a script that was deployed by this very configuration. */
const LAST_MIGRATION = [...WRANGLER.matchAll(/^tag = "(v\d+)"/gm)].at(-1)![1];

/** What a version of the Worker answers. */
export interface WorkerVersion {
  /** Seconds since it was deployed. */
  readonly uptime: number;
  readonly healthStatus: number;
  readonly digit: number;
}

interface Share {
  readonly version_id: string;
  readonly percentage: number;
}

const OLD = '00000000-0000-4000-8000-000000000001';
export const NEW_VERSION = '00000000-0000-4000-8000-000000000002';
const HEALTHY: WorkerVersion = { uptime: 0, healthStatus: 200, digit: 7 };

/**
 * The part of Cloudflare that a release meets: its API, as far as wrangler 4 asks for it, below `/client/v4`; and the service, whose
 * requests go to one version or the other. Needs no account.
 */
export class CloudflareStandIn {
  /** How requests have been divided, from the first deployment on. */
  readonly deployments: (readonly Share[])[] = [[{ version_id: OLD, percentage: 100 }]];
  /** Names of the secrets that there are. */
  secrets: string[] = [];
  /** What the new version is like. */
  uploaded: WorkerVersion = HEALTHY;
  /** Requests of everybody, which end in a 5xx in part. */
  traffic = { all: 0, errors: 0 };
  /** Whether each look at the figures finds more of them that failed. */
  isFailing = false;
  uploads = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Shares of the new version, deployment by deployment. */
  get shares(): number[] {
    return this.deployments.map(
      (shares) => shares.find(({ version_id }) => version_id === NEW_VERSION)?.percentage ?? 0,
    );
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = request.url!.replace(/\?.*/, '');
    const inApi = /^\/client\/v4(\/.*)/.exec(path)?.[1];
    response.setHeader('Content-Type', 'application/json');
    if (inApi === undefined) return this.serve(path, request, response);
    const result = this.api(`${request.method} ${inApi.replace(/^\/accounts\/[^/]+\/workers/, '')}`, body);
    response.end(JSON.stringify({ success: true, errors: [], messages: [], result }));
  }

  private api(call: string, body: Buffer): unknown {
    if (/^GET \/scripts\/[^/]+\/deployments$/.test(call))
      return { deployments: [toDeployment(this.deployments.at(-1)!)] };
    if (/^POST \/scripts\/[^/]+\/deployments$/.test(call)) {
      this.deployments.push(JSON.parse(body.toString()).versions);
      return { id: 'deployment' };
    }
    if (/^GET \/scripts\/[^/]+\/versions\/\S+$/.test(call)) return toVersion(call.split('/').at(-1)!);
    if (/^POST \/scripts\/[^/]+\/versions$/.test(call)) {
      this.uploads++;
      return { id: NEW_VERSION, startup_time_ms: 10, metadata: { has_preview: false } };
    }
    if (/^POST \/scripts\/[^/]+\/assets-upload-session$/.test(call)) return { jwt: 'a.e30.b', buckets: [] };
    if (/^GET \/scripts\/[^/]+\/settings$/.test(call)) return { bindings: [] };
    if (/^GET .*\/queues$/.test(call)) return [{ queue_id: 'queue', queue_name: 'digits-jobs' }];
    if (/^GET \/scripts\/[^/]+\/secrets$/.test(call))
      return this.secrets.map((name) => ({ name, type: 'secret_text' }));
    if (/^GET \/services\/[^/]+$/.test(call)) {
      return {
        default_environment: { environment: 'production', script: { last_deployed_from: 'wrangler' } },
      };
    }
    if (call === 'GET /scripts') return [{ id: 'digits-at-the-edge', migration_tag: LAST_MIGRATION }];
    return {};
  }

  private serve(path: string, request: IncomingMessage, response: ServerResponse): void {
    const asked = request.headers['cloudflare-workers-version-overrides'] as string | undefined;
    const isNew = asked?.includes(NEW_VERSION) && this.shares.at(-1)! > 0;
    const version = isNew ? this.uploaded : { ...HEALTHY, uptime: 86_400 };
    if (path === '/health') {
      response.statusCode = version.healthStatus;
      response.end(JSON.stringify({ status: 'healthy', uptime: version.uptime }));
    } else if (path === '/predict') {
      response.end(JSON.stringify({ predicted_digit: version.digit }));
    } else {
      this.traffic.all += 100;
      if (this.isFailing) this.traffic.errors += 10;
      const { all, errors } = this.traffic;
      response.end(
        `digits_requests_total{route="/predict",method="POST",status="200"} ${all - errors}\n` +
          `digits_requests_total{route="/predict",method="POST",status="500"} ${errors}\n`,
      );
    }
  }
}

function toDeployment(versions: readonly Share[]) {
  const created_on = new Date().toISOString();
  return { id: 'deployment', source: 'api', strategy: 'percentage', author_email: '', created_on, versions };
}

function toVersion(id: string) {
  const metadata = { created_on: new Date().toISOString(), source: 'api', author_email: '' };
  return {
    id,
    number: 1,
    metadata,
    annotations: {},
    resources: { bindings: [], script: {}, script_runtime: {} },
  };
}
