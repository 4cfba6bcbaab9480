/** The level shift of T.81 A.3.1: added to the mean of a block it reaches every sample. */
export const LEVEL = 128;

/** A slot after the block's last, for coefficients that damaged data place beyond it. */
export const SPARE_SLOT = 64;

/**
 * The current block: coefficients by row and column of frequency, all zero between blocks. One for all, because decoding is
 * synchronous: the compiler then knows its address and length, which saves a pointer and a bounds check per access.
 */
export const block = new Float64Array(SPARE_SLOT + 1);
