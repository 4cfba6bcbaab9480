import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { SETTINGS } from '../../scripts/lib/serve/settings';

const FOLDER = path.join(ROOT, 'deploy/docker');

interface Service {
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

function read(file: string) {
  return parse(readFileSync(path.join(FOLDER, file), 'utf8'), { merge: true });
}

const compose = read('compose.yaml');
const services = Object.entries<Service>(compose.services);

describe('deploy/docker/compose.yaml', () => {
  it.each(services)('runs %s with a read-only root and without capabilities', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(services)(
    'mounts into %s only files that there are, and volumes that it declares',
    (_, { volumes = [] }) => {
      for (const [source] of volumes.map((volume) => volume.split(':'))) {
        if (source!.startsWith('.')) expect(existsSync(path.join(FOLDER, source!)), source).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    },
  );

  it.each(services)('opens %s to nobody but this machine, unless LISTEN says so', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^(127\.0\.0\.1|\$\{LISTEN:-127\.0\.0\.1\}):/);
  });

  it('gives the service settings that it knows', () => {
    for (const name of Object.keys(compose.services.digits.environment))
      expect(SETTINGS).toHaveProperty(name);
  });

  it('trusts the addresses of its own network', () => {
    const [{ subnet }] = compose.networks.inside.ipam.config;
    expect(compose.services.digits.environment.TRUSTED_PROXIES).toBe(subnet);
    expect(ipaddr.parseCIDR(subnet)[0].range()).toBe('private');
  });

  it('scrapes and probes services that it has, with the rules of deploy/prometheus', () => {
    const { rule_files, scrape_configs, alerting } = read('prometheus.yml');
    const hosts = JSON.stringify([scrape_configs, alerting]).matchAll(/(?:http:\/\/|")(\w+):\d+/g);
    const names = [...hosts].map(([, host]) => host!);
    expect(new Set([...names, ...scrape_configs[0].dns_sd_configs[0].names])).toEqual(
      new Set(['proxy', 'blackbox', 'alertmanager', 'digits']),
    );
    expect(compose.services.prometheus.volumes).toContainEqual(
      expect.stringMatching(`^\\.\\./prometheus/${rule_files[0]}:`),
    );
  });

  it('passes requests on to the service by its name and port', () => {
    const nginx = readFileSync(path.join(FOLDER, 'nginx.conf'), 'utf8');
    expect(nginx).toContain('set $replicas digits;');
    expect(nginx).toContain(`http://$replicas:${SETTINGS.PORT.fallback};`);
  });
});
