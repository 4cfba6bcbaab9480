import { logGamma } from './log-gamma';

/** The series and the continued fraction converge to double precision in far fewer terms. */
const MAX_TERMS = 1_000;
const PRECISION = 1e-15;

/**
 * Probability that a chi-square variable exceeds a value: the p-value of a chi-square test. It is the
 * regularised upper incomplete gamma function Q(k/2, x/2), by its series below the mean and by its continued
 * fraction above (Press et al., Numerical Recipes, 3rd ed., section 6.2; DLMF 8.11.4 and 8.9.2).
 *
 * Example: with one degree of freedom, 3.841 is exceeded with probability 0.05.
 *
 * @param value 0 upwards
 * @param degrees degrees of freedom, 1 upwards
 * @returns 0 to 1
 */
export function chiSquareTail(value: number, degrees: number): number {
  if (value <= 0) return 1;
  const a = degrees / 2;
  const x = value / 2;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

/** Σ xⁿ / (a (a+1) … (a+n)). */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method on 1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/(x+5−a− …))). */
function upperFraction(a: number, x: number): number {
  const tiny = Number.MIN_VALUE / PRECISION;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b, tiny);
    c = nonZero(b + numerator / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return fraction;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
