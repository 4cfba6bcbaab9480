import type { ApiKey } from '../../api-keys/api-key';
import { toHex } from '../../api-keys/key-format';

interface Held {
  readonly key: ApiKey;
  readonly digest: Uint8Array;
}

/** Hexadecimal digits by which keys are grouped; groups rarely have more than one key. */
const GROUP_DIGITS = 8;
/** Maximum number of names with a label of their own in the metrics: each is a series that is kept forever. */
const MAX_LABELS = 100;
/** Label of the others; cannot be a name, which begins with a letter or a digit. */
const OTHER_LABEL = '_other';

/** Keys by digest. */
export class KeyRing {
  private readonly groups = new Map<string, Held[]>();
  private readonly labels: ReadonlySet<string>;

  constructor(readonly keys: readonly ApiKey[]) {
    for (const key of keys) {
      const group = key.sha256.slice(0, GROUP_DIGITS);
      const held = { key, digest: fromHex(key.sha256) };
      this.groups.set(group, [...(this.groups.get(group) ?? []), held]);
    }
    this.labels = new Set([...new Set(keys.map(({ name }) => name))].slice(0, MAX_LABELS));
  }

  /**
   * Finds a key. The time that this takes reveals nothing about keys: it compares SHA-256 digests, of which an attacker can choose
   * neither the beginning, which selects a group, nor the rest, which is always compared completely.
   */
  find(digest: Uint8Array): ApiKey | null {
    const group = toHex(digest.subarray(0, GROUP_DIGITS / 2));
    const matching = (this.groups.get(group) ?? []).filter((held) => isEqual(held.digest, digest));
    return matching[0]?.key ?? null;
  }

  /** Names with a label of their own in the metrics. */
  get labelled(): readonly string[] {
    return [...this.labels, OTHER_LABEL];
  }

  /** Label of a name in the metrics. */
  labelOf(name: string): string {
    return this.labels.has(name) ? name : OTHER_LABEL;
  }
}

/** Compares two digests in constant time. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ other[i]!;
  return difference === 0;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
