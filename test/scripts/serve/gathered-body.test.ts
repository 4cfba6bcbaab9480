import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GatheredBody } from '../../../scripts/lib/serve/gathered-body';

it('GatheredBody holds the bytes as they came, and accounts for them until they are released', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1 })), (parts) => {
      const holdings = { bytes: 5 };
      const body = new GatheredBody(holdings);
      for (const part of parts) body.add(Buffer.from(part));
      const whole = Buffer.concat(parts);
      expect(body.bytes).toEqual(whole);
      expect(holdings.bytes).toBe(5 + whole.length);
      body.release();
      body.release();
      expect({ size: body.size, held: holdings.bytes }).toEqual({ size: 0, held: 5 });
    }),
  );
});

it('GatheredBody does not change a buffer that it was given', () => {
  const first = Buffer.from('first');
  const body = new GatheredBody({ bytes: 0 });
  body.add(first);
  body.add(Buffer.from(', second'));
  expect({ first: first.toString(), all: body.bytes.toString() }).toEqual({
    first: 'first',
    all: 'first, second',
  });
});
