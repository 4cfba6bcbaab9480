import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

export interface Nginx {
  readonly http: URL;
  readonly https: URL;
  stop(): Promise<void>;
}

/** Runs Debian's nginx with the configuration of compose.yaml, but for addresses and folders. */
export async function startNginx(folder: string, service: URL): Promise<Nginx> {
  const [http, https] = await freePorts();
  const file = path.join(folder, 'nginx.conf');
  const text = readFileSync(path.join(ROOT, 'deploy/docker/nginx.conf'), 'utf8')
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/run/secrets/', `${folder}/`)
    .replace('listen 8080', `listen 127.0.0.1:${http}`)
    .replace('listen 8443', `listen 127.0.0.1:${https}`)
    .replace('http://$replicas:8000', service.origin);
  writeFileSync(file, text);
  makeCertificate(folder);
  const child = spawn('nginx', ['-c', file, '-e', '/dev/stderr', '-g', 'daemon off;'], { stdio: 'ignore' });
  const proxy = {
    http: new URL(`http://127.0.0.1:${http}`),
    https: new URL(`https://127.0.0.1:${https}`),
    stop: () => stop(child),
  };
  await untilAnswered(new URL('/livez', proxy.http));
  return proxy;
}

function makeCertificate(folder: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-keyout', path.join(folder, 'certificate_key')],
      ...['-out', path.join(folder, 'certificate')],
    ],
    { stdio: 'ignore' },
  );
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePorts(): Promise<number[]> {
  const servers = [0, 1].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

async function untilAnswered(url: URL): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(url).catch(() => null);
    if (answer !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Cannot reach nginx');
}
