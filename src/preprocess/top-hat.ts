import type { GreyImage } from './grey-image';

/**
 * The white top-hat transform: an image less its opening by a square. What is bright and narrower than the square stays; what is
 * wider, and how bright it is, does not matter (P. Soille, "Morphological Image Analysis", 2003, section 4.5).
 *
 * @param reach pixels from the middle of the square to its sides
 */
export function topHat(image: GreyImage, reach: number): GreyImage {
  const opened = spread(spread(image, reach, Math.min), reach, Math.max);
  return { ...image, data: image.data.map((value, i) => value - opened.data[i]!) };
}

/** The least or the greatest value in the square around each pixel: an erosion or a dilation. */
function spread({ width, height, data }: GreyImage, reach: number, choose: typeof Math.min): GreyImage {
  const across = spreadAlong(data, 1, width, reach, choose);
  return { width, height, data: spreadAlong(across, width, height, reach, choose) };
}

/**
 * The same along the rows, or the columns.
 *
 * @param step from a pixel to the next one
 * @param length pixels of each row or column
 */
function spreadAlong(
  data: Float32Array,
  step: number,
  length: number,
  reach: number,
  choose: typeof Math.min,
): Float32Array {
  return data.map((value, i) => {
    const place = Math.floor(i / step) % length;
    const end = i + step * Math.min(reach, length - 1 - place);
    let chosen = value;
    for (let at = i - step * Math.min(reach, place); at <= end; at += step)
      chosen = choose(chosen, data[at]!);
    return chosen;
  });
}
