/** The level shift of T.81 A.3.1: added to the mean of a block it reaches every sample. */
export const LEVEL = 128;

/** A slot after the block's last: takes what damaged data place beyond it. */
export const SPARE_SLOT = 64;

/**
 * The block at work, coefficients by row and column of frequency, zeros between blocks. One for all, as decoding is
 * synchronous: the compiler then knows its place and length, which spares a pointer and a bounds check for each access.
 */
export const block = new Float64Array(SPARE_SLOT + 1);
