import type { ApiKey } from '../../api-keys/api-key';
import { toHex } from '../../api-keys/key-format';

interface Held {
  readonly key: ApiKey;
  readonly digest: Uint8Array;
}

/** Hexadecimal digits by which keys are sorted into groups of hardly ever more than one. */
const GROUP_DIGITS = 8;
/** How many names are told apart in the figures: each is a series, which is kept for good. */
const MOST_LABELS = 100;
/** What the others are counted as; no name, as it does not begin with a letter or a digit. */
const OTHER_LABEL = '_other';

/** Keys to be found by their digest. */
export class KeyRing {
  private readonly groups = new Map<string, Held[]>();
  private readonly labels: ReadonlySet<string>;

  constructor(readonly keys: readonly ApiKey[]) {
    for (const key of keys) {
      const group = key.sha256.slice(0, GROUP_DIGITS);
      const held = { key, digest: fromHex(key.sha256) };
      this.groups.set(group, [...(this.groups.get(group) ?? []), held]);
    }
    this.labels = new Set([...new Set(keys.map(({ name }) => name))].slice(0, MOST_LABELS));
  }

  /**
   * Finds a key. How long that takes tells nothing about keys: what is compared is their SHA-256, of which a stranger can
   * choose neither the beginning, by which a group is found, nor the rest, which is always compared to its end.
   */
  find(digest: Uint8Array): ApiKey | null {
    const group = toHex(digest.subarray(0, GROUP_DIGITS / 2));
    const matching = (this.groups.get(group) ?? []).filter((held) => isEqual(held.digest, digest));
    return matching[0]?.key ?? null;
  }

  /** The names that are told apart in the figures. */
  get labelled(): readonly string[] {
    return [...this.labels, OTHER_LABEL];
  }

  /** What the holder of a name is counted as. */
  labelOf(name: string): string {
    return this.labels.has(name) ? name : OTHER_LABEL;
  }
}

/** Compares two digests in the same time wherever they differ. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ other[i]!;
  return difference === 0;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
