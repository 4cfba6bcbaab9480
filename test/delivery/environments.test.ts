import { expect, it } from 'vitest';
import { addressOf, readEnvironment } from '../../scripts/lib/delivery/environments';
import { missingSecrets } from '../../scripts/lib/delivery/secrets-checklist';

it('staging is a Worker of its own with all bindings of production', () => {
  const { name, ...staging } = readEnvironment('staging');
  const production = readEnvironment('production');
  expect(name).not.toBe(production.name);
  expect(staging).toMatchObject({ durable_objects: expect.anything(), ratelimits: expect.anything() });
  expect(Object.keys(readEnvironment('staging')).sort()).toEqual(Object.keys(production).sort());
});

it.each([
  [[], null],
  [['digits.example.com/*'], 'https://digits.example.com/'],
  [[{ pattern: 'digits.example.com', custom_domain: true }], 'https://digits.example.com/'],
])('addressOf() finds in the routes %j the address %s', (routes, address) => {
  expect(addressOf({ ...readEnvironment('production'), routes })?.href ?? null).toBe(address);
});

it('missingSecrets() demands keys where figures are closed, and a secret of whoever sends alerts', () => {
  const required = (access: string, ...present: string[]) =>
    missingSecrets({ vars: { METRICS_ACCESS: access } }, present)
      .filter(({ isRequired }) => isRequired)
      .map(({ name }) => name);
  expect(required('key')).toEqual(['API_KEYS']);
  expect(required('key', 'API_KEYS')).toEqual([]);
  expect(required('open')).toEqual([]);
  expect(required('open', 'ALERT_WEBHOOK_URL')).toEqual(['ALERT_WEBHOOK_SECRET']);
});
