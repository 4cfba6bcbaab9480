import type { Share } from '../../api/figures';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD } from '../../strings';

interface ShareRowsProps {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly share: Share }[];
}

/** Shares with their intervals, on a scale that ends at the highest bound. */
export function ShareRows({ title, rows }: ShareRowsProps) {
  const end = Math.max(...rows.map(({ share }) => share.high ?? 0), Number.EPSILON);
  const percent = (value: number | null) => `${(100 * (value ?? 0)) / end}%`;
  return (
    <div class="shares">
      <h3>{title}</h3>
      <ul class="features">
        {rows.map(({ name, share: { share, low, high, count, of } }) => (
          <li key={name} class="feature feature--noted">
            <span>{name}</span>
            <span class="feature__track" aria-hidden="true">
              <span
                class="feature__fill feature__fill--interval"
                style={{ left: percent(low), width: percent((high ?? 0) - (low ?? 0)) }}
              />
              {share !== null && <span class="feature__mark" style={{ left: percent(share) }} />}
            </span>
            <span class="feature__value">{share === null ? DASHBOARD.notMeasured : toPercent(share)}</span>
            <span class="feature__note quiet">
              {share === null
                ? DASHBOARD.noData
                : DASHBOARD.interval(toPercent(low!), toPercent(high!), count, of)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Titles of the columns for a share in a table. */
export function shareColumns(figure: string): string[] {
  return [figure, DASHBOARD.from(figure), DASHBOARD.to(figure)];
}

/** The cells below them. */
export function shareCells({ share, low, high }: Share): (string | number)[] {
  return [share ?? '', low ?? '', high ?? ''];
}
