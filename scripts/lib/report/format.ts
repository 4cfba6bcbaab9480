/**
 * @param share 0 to 1; 0.9931 → `99.31 %`
 * @param digits after the point
 */
export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}
