import { describe, expect, it } from 'vitest';
import { callerAt } from '../../src/admission/caller';

describe('callerAt()', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
  ])('identifies the caller at %s as %s', (address, named) => {
    expect(callerAt(address)).toEqual({ kind: 'address', address: named });
  });

  it.each([null, '', 'x', '192.0.2', '192.0.2.7, 192.0.2.8', '1:2', '2001:db8::1 '])(
    'gives all callers without a valid address the same name (%j)',
    (address) => {
      expect(callerAt(address)).toEqual({ kind: 'address', address: 'unknown' });
    },
  );
});
