import { expect, it } from 'vitest';
import { createUptime } from '../../src/time/uptime';

it('createUptime() counts from the moment of deployment', () => {
  const uptime = createUptime({ now: () => Date.parse('2026-01-01T00:01:30.500Z') }, '2026-01-01T00:00:00Z');
  expect(uptime()).toBe(90.5);
});

it('createUptime() counts from the first question where the moment of deployment is unknown', () => {
  let now = 0; // the clock of a deployed Worker at module scope
  const uptime = createUptime({ now: () => now }, '');
  now = 1_700_000_000_000;
  expect(uptime()).toBe(0);
  now += 2000;
  expect(uptime()).toBe(2);
});

it('createUptime() is never negative, even where clocks differ', () => {
  const uptime = createUptime({ now: () => Date.parse('2026-01-01T00:00:00Z') }, '2026-01-01T00:00:01Z');
  expect(uptime()).toBe(0);
});
