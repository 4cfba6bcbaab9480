/** A bar, and a share that it is compared with. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Drawn as an outline; null if there is none. */
  readonly expected: number | null;
  readonly text: string;
}

/** More have no room for their labels on a phone. */
const MANY = 12;

/** Upright bars, the highest over the full height. The table beside them says the same. */
export function Bars({ title, bars }: { readonly title: string; readonly bars: readonly Bar[] }) {
  const highest = Math.max(
    ...bars.map(({ value, expected }) => Math.max(value, expected ?? 0)),
    Number.EPSILON,
  );
  const percent = (value: number) => `${(100 * value) / highest}%`;
  return (
    <div
      class={bars.length > MANY ? 'columns columns--many' : 'columns'}
      role="img"
      aria-label={`${title}. ${bars.map(({ label, text }) => `${label}: ${text}`).join(', ')}`}
    >
      {bars.map(({ label, value, expected, text }) => (
        <div key={label} class="column" title={`${label}: ${text}`}>
          <span class="column__track">
            <span class="column__fill" style={{ height: percent(value) }} />
            {expected !== null && <span class="column__expected" style={{ height: percent(expected) }} />}
          </span>
          <span class="column__label">{label}</span>
        </div>
      ))}
    </div>
  );
}
