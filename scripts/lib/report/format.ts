/** @param share 0 to 1; 0.9931 → `99.31 %` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
