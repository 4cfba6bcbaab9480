import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * Renders a chart without a browser; embeds no fonts.
 * @returns an SVG document
 */
export async function toSvg(specification: TopLevelSpec): Promise<string> {
  const { spec } = compile({ background: 'white', ...specification });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}
