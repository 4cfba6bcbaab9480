import { describe, expect, it } from 'vitest';
import { KeptValue } from '../../src/web/api/kept-value';

describe('KeptValue', () => {
  it('reads what was written, until it is removed', () => {
    const texts = new Map<string, string>();
    const storage = {
      getItem: (name: string) => texts.get(name) ?? null,
      setItem: (name: string, text: string) => texts.set(name, text),
      removeItem: (name: string) => texts.delete(name),
    } as unknown as Storage;
    const kept = new KeptValue(() => storage, 'name');
    expect(kept.read()).toBe(null);
    kept.write('text');
    expect(new KeptValue(() => storage, 'name').read()).toBe('text');
    kept.write(null);
    expect(kept.read()).toBe(null);
  });

  it('keeps nothing, and does not fail, where pages may keep nothing', () => {
    const kept = new KeptValue(() => {
      throw new DOMException('Access is denied', 'SecurityError');
    }, 'name');
    kept.write('text');
    expect(kept.read()).toBe(null);
  });
});
