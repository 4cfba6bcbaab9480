/** Luma weights of red, green and blue of ITU-R BT.601, the ones that JPEG uses. */
export const LUMA = [0.299, 0.587, 0.114] as const;
