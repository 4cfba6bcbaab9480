import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One line of nginx' log. */
export interface Forwarded {
  /** When the request arrived, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly path: string;
  readonly status: number;
  /** Addresses that it was sent to; the last one answered, or was to. */
  readonly addresses: readonly string[];
}

/** Where nginx finds the replicas. */
export interface Backend {
  readonly nameServerPort: number;
  /** Of each replica. */
  readonly port: number;
}

/** nginx as the ingress: it asks for the endpoints by name, once a second. */
export class Ingress {
  private readonly child: ChildProcess;

  constructor(
    private readonly folder: string,
    private readonly port: number,
    backend: Backend,
  ) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'nginx.conf'), toConfiguration(port, backend));
    const args = ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'];
    this.child = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** Resolves when it takes connections. */
  async listening(): Promise<void> {
    const url = `http://127.0.0.1:${this.port}/livez`;
    while (!(await fetch(url).catch(() => null))) await sleep(50);
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGQUIT');
    await exit;
  }

  log(): readonly Forwarded[] {
    const lines = readFileSync(path.join(this.folder, 'access.log'), 'utf8').trimEnd().split('\n');
    return lines.map((line) => {
      const [ended, took, path, status, ...addresses] = line.split(/,? /) as [
        string,
        string,
        string,
        string,
        ...string[],
      ];
      const endedAt = Number(ended) * 1000;
      const startedAt = endedAt - Number(took) * 1000;
      return { startedAt, endedAt, path, status: Number(status), addresses };
    });
  }
}

/** As overlays/production/ingress.yaml has ingress-nginx write it. */
function toConfiguration(port: number, backend: Backend): string {
  return `worker_processes 1;
pid nginx.pid;
error_log stderr emerg;
events {}
http {
  log_format forwarded '$msec $request_time $uri $status $upstream_addr';
  access_log access.log forwarded;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  resolver 127.0.0.1:${backend.nameServerPort} valid=1s ipv6=off;
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 26m;
    location / {
      set $service digits-replicas;
      proxy_pass http://$service:${backend.port};
      proxy_http_version 1.1;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_request_buffering off;
      proxy_read_timeout 60s;
      proxy_next_upstream error timeout;
    }
  }
}
`;
}
