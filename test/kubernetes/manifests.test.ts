import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { readSettings, SETTINGS } from '../../scripts/lib/serve/settings';
import { COUNTED, GAUGES } from '../../src/metrics/series/catalogue';
import { hasKubectl, type Rendered, render } from './render';
import { validateStrictly } from './strict-validation';

const FOLDER = path.join(ROOT, 'deploy/kubernetes');
const OVERLAYS = readdirSync(path.join(FOLDER, 'overlays'));
const KUBERNETES = ['1.33', '1.36'];
const OPERATORS = ['@kubernetes-models/prometheus-operator', '@kubernetes-models/keda'];
/** What docs/kubernetes.md tells to make by hand: secrets do not belong into a repository. */
const BY_HAND = ['digits-keys', 'digits-tls'];
/** How long the service may wait for the lock of a killed one, and how long it takes to stop: docs/settings.md, README.md. */
const LOCK_SECONDS = 15;
const STOP_SECONDS = 10;

it('validateStrictly() finds what Kubernetes does not know, and what is of the wrong kind', async () => {
  const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec });
  const packages = ['kubernetes-1.33'];
  expect(
    await validateStrictly(service({ ports: [{ port: 80 }], selector: { any: 'b' } }), packages),
  ).toEqual([]);
  expect(
    await validateStrictly(service({ ports: [{ port: 80, wrong: 'TCP' }], clusterIp: 'None' }), packages),
  ).toEqual(['/spec/clusterIp: unknown field', '/spec/ports/0/wrong: unknown field']);
  expect(await validateStrictly(service({ ports: [{ port: '80' }] }), packages)).toEqual([
    '/spec/ports/0/port: type {"type":"integer"}',
  ]);
});

describe.skipIf(!hasKubectl).each(OVERLAYS)('the overlay %s (needs kubectl)', (overlay) => {
  const resources = hasKubectl ? render(overlay) : [];
  const [workload] = ofKind('StatefulSet');
  const pod = workload?.spec.template.spec;
  const [container] = pod?.containers ?? [];
  const labels = workload?.spec.template.metadata.labels;

  function ofKind(kind: string): readonly Rendered[] {
    return resources.filter((resource) => resource.kind === kind);
  }

  it.each(KUBERNETES)(
    'is valid for Kubernetes %s, without a field that it does not know',
    async (version) => {
      for (const resource of resources) {
        const faults = await validateStrictly(resource, [`kubernetes-${version}`, ...OPERATORS]);
        expect(faults, `${resource.kind} ${resource.metadata.name}`).toEqual([]);
      }
    },
  );

  it('is all in the namespace that it makes', () => {
    const [namespace] = ofKind('Namespace');
    const others = resources.filter((resource) => resource !== namespace);
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set([namespace!.metadata.name]),
    );
  });

  it('runs what the pod security standard "restricted" allows, with a root file system that nobody can write to', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(pod).not.toHaveProperty('hostNetwork');
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('bounds memory, and asks for what a replica needs', () => {
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.stringMatching(/Mi$/) },
      limits: { memory: expect.stringMatching(/Mi$/) },
    });
  });

  it('keeps counters on a volume of each replica, and writes nowhere else but to /tmp', () => {
    const mounted = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    expect(mounted).toEqual(['/data', '/tmp']);
    expect(settings().STORAGE_DIR).toBe('/data');
    expect(workload!.spec.volumeClaimTemplates).toHaveLength(1);
  });

  it('leaves the number of replicas to the autoscaler', () => {
    expect(workload!.spec).not.toHaveProperty('replicas');
  });

  it('probes what the service has, and gives it the time that it needs to start and to stop', () => {
    const { startupProbe, livenessProbe, readinessProbe, lifecycle } = container;
    const { paths } = JSON.parse(readFileSync(path.join(ROOT, 'docs/openapi.json'), 'utf8'));
    for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
      expect(paths).toHaveProperty([probe.httpGet.path]);
      expect(probe.httpGet.port).toBe('http');
    }
    // A full disk is no reason to restart, only not to send requests.
    expect(livenessProbe.httpGet.path).toBe('/livez');
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThan(2 * LOCK_SECONDS);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(lifecycle.preStop.sleep.seconds + STOP_SECONDS);
  });

  it('sets only what the service reads, to values that it accepts', () => {
    const names = Object.keys(settings());
    expect(Object.keys(SETTINGS)).toEqual(expect.arrayContaining(names));
    expect(() => readSettings(settings(), ROOT)).not.toThrow();
  });

  /** As the container gets them; what comes from a secret stands for itself. */
  function settings(): Record<string, string> {
    const own = container.env.map(({ name, value }: { name: string; value?: string }) => [
      name,
      value ?? `metrics:metrics:${'0'.repeat(64)}`,
    ]);
    return { ...ofKind('ConfigMap')[0]!.data, ...Object.fromEntries(own) };
  }

  it('selects its pods, and nothing that is not there', () => {
    const selectors = [
      workload!.spec.selector.matchLabels,
      ...ofKind('Service').map(({ spec }) => spec.selector),
      ...ofKind('PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
      ...ofKind('NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels),
      ...pod.topologySpreadConstraints.map(
        ({ labelSelector }: { labelSelector: { matchLabels: object } }) => labelSelector.matchLabels,
      ),
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector);
    const services = ofKind('Service').map(({ metadata }) => metadata);
    expect(services.map(({ name }) => name)).toContain(workload!.spec.serviceName);
    for (const { spec } of ofKind('ServiceMonitor')) {
      const scraped = services.filter((service) =>
        Object.entries(spec.selector.matchLabels).every(([name, value]) => service.labels[name] === value),
      );
      expect(scraped.map(({ name }) => name)).toEqual(['digits-replicas']);
      expect(scraped[0].labels[spec.jobLabel]).toBe('digits');
    }
  });

  it('refers to what it has, or to secrets that docs/kubernetes.md tells to make', () => {
    const names = resources.map(({ metadata }) => metadata.name);
    expect([...names, ...BY_HAND]).toEqual(expect.arrayContaining([...referencesOf(resources)]));
    const guide = readFileSync(path.join(ROOT, 'docs/kubernetes.md'), 'utf8');
    for (const name of BY_HAND) expect(guide).toContain(name);
  });

  it('is scaled by a series that the service has', () => {
    const series: readonly string[] = [
      ...Object.values(COUNTED).map(({ name }) => `${name}_total`),
      ...Object.values(GAUGES).map(({ name }) => name),
    ];
    const [autoscaler] = ofKind('HorizontalPodAutoscaler');
    if (autoscaler !== undefined) {
      const adapter = parse(
        readFileSync(path.join(FOLDER, 'components/autoscaling/prometheus-adapter.yaml'), 'utf8'),
      );
      const asked = autoscaler.spec.metrics.flatMap(
        ({ pods }: { pods?: { metric: object } }) => pods?.metric ?? [],
      );
      const given = adapter.rules.custom.map(({ name }: { name: { as: string } }) => ({ name: name.as }));
      expect(given).toEqual(asked);
      for (const { seriesQuery } of adapter.rules.custom) expect(series).toContain(seriesQuery.split('{')[0]);
    }
    for (const { spec } of ofKind('ScaledObject')) {
      const own = spec.triggers.find(({ type }: { type: string }) => type === 'metrics-api');
      expect(series).toContain(own.metadata.valueLocation);
      expect(own.metadata.url).toMatch(/:8000\/metrics\/prometheus$/);
    }
  });

  it('runs a release in production, never a tag that moves', () => {
    const [, tag] = container.image.split(':');
    expect(tag).toBe(overlay === 'development' ? 'latest' : packageJson.version);
  });
});

/** Names of other resources, wherever a field refers to one. */
function referencesOf(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const names = Object.entries(value).flatMap(([field, inner]) => {
    const isReference = /(Ref|^credentials|^service)$/.test(field) && typeof inner?.name === 'string';
    const own = isReference ? [inner.name] : field === 'secretName' || field === 'serviceName' ? [inner] : [];
    return [...own, ...referencesOf(inner)];
  });
  return new Set(names);
}
