/** 0.99902 → `99.9 %`; what is not certain never reads 100 %. */
export function toPercent(share: number): string {
  const tenths = share < 1 ? Math.min(999, Math.round(share * 1000)) : 1000;
  return `${(tenths / 10).toFixed(tenths === 1000 ? 0 : 1)} %`;
}
