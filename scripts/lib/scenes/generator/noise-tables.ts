import { gaussian, seededRandom } from '../../random';

const TABLE_LENGTH = 2 ** 16;
const random = seededRandom(TABLE_LENGTH);

/** Numbers of the standard normal distribution: looked up from a random place on, since drawing each takes longer than all else. */
export const NORMAL_NOISE = Float32Array.from({ length: TABLE_LENGTH }, () => gaussian(random));
/** Numbers from 0 to 1, likewise. */
export const UNIFORM_NOISE = Float32Array.from({ length: TABLE_LENGTH }, () => random());
/** Turns a running number into a place in the tables. */
export const TABLE_MASK = TABLE_LENGTH - 1;
