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
  const across = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let chosen = data[i]!;
      const end = i + Math.min(reach, width - 1 - x);
      for (let at = i - Math.min(reach, x); at <= end; at++) chosen = choose(chosen, data[at]!);
      across[i] = chosen;
    }
  }
  const chosenOf = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let chosen = across[i]!;
      const end = i + width * Math.min(reach, height - 1 - y);
      for (let at = i - width * Math.min(reach, y); at <= end; at += width)
        chosen = choose(chosen, across[at]!);
      chosenOf[i] = chosen;
    }
  }
  return { width, height, data: chosenOf };
}
