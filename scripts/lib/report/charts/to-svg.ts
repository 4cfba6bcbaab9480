import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * Draws a chart; no browser, no fonts of its own.
 * @returns an SVG document
 */
export async function toSvg(specification: TopLevelSpec): Promise<string> {
  const { spec } = compile({ background: 'white', ...specification });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}
