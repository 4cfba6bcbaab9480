import { expect, it } from 'vitest';
import { readBindings } from '../src/bindings';
import { restrict } from '../src/jurisdiction';

/** Tells which object it was asked for. */
const objects = {
  getByName: (name: string, options?: object) => `${name} anywhere${options ? ' with a hint' : ''}`,
  jurisdiction: (place: string) => ({
    getByName: (name: string, options?: object) => `${name} in ${place}${options ? ' with a hint' : ''}`,
  }),
};

it('restrict() gives the objects of a jurisdiction, without hints that could contradict it', () => {
  expect(restrict(objects, 'eu')?.getByName('all', { locationHint: 'apac' })).toBe('all in eu');
});

it.each([undefined, ''])('restrict() leaves objects wherever they are with %j', (nowhere) => {
  expect(restrict(objects, nowhere)).toBe(objects);
});

it('restrict() gives no objects rather than those of another place', () => {
  expect(restrict(objects, 'EU')).toBeNull();
  expect(restrict(undefined, 'eu')).toBeNull();
});

it('readBindings() restricts all that stores, and says what is not allowed', () => {
  const warnings: string[] = [];
  const stores = { METRICS: objects, LEDGER: objects, ALERTS: objects, KEYS: objects } as object;
  const bindings = readBindings({ ...stores, JURISDICTION: 'europe' }, (message) => warnings.push(message));
  expect(bindings).toMatchObject({ METRICS: null, LEDGER: null, ALERTS: null, KEYS: null });
  expect(warnings[0]).toBe(
    'Cannot use JURISDICTION "europe": allowed is empty, or eu, us, fedramp, fedramp-high. Nothing is stored',
  );
});
