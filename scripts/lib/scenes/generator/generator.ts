import { type Random, seededRandom } from '../../random';
import { between } from '../stress/draw';
import type { GlyphLibrary } from './glyphs';
import { keepLegible } from './keep-legible';
import { CAMERAS, RESOLUTIONS } from './kinds/cameras';
import { COLOURS } from './kinds/colours';
import type { Kind } from './kinds/kind';
import { CROPS, LAYOUTS } from './kinds/layouts';
import { LIGHTS } from './kinds/lights';
import { MARKS } from './kinds/marks';
import { PENS } from './kinds/pens';
import { Painter } from './painter';
import type { Scene } from './scene';
import { pickKind, type SceneSettings } from './settings';
import { emptySketch, type Sketch } from './sketch';

/** `picture`: as it came, with anything in it. `crop`: around a digit that a first look has found. */
export type Look = 'picture' | 'crop';

/**
 * What a scene is composed of, in this order: each aspect builds on those before it. One kind of each is at work, by
 * default the first, which is the plainest.
 */
const ASPECTS = {
  colour: COLOURS,
  layout: LAYOUTS,
  pen: PENS,
  resolution: RESOLUTIONS,
  marks: MARKS,
  light: LIGHTS,
  camera: CAMERAS,
} as const;
type Aspect = keyof typeof ASPECTS;
const NAMES = Object.keys(ASPECTS) as Aspect[];
/** What is drawn at random even where one kind alone is at work: a scene has to have some writing in some colour. */
const ALWAYS: readonly Aspect[] = ['colour', 'layout', 'pen'];

/** All kinds by name, in the order of the contact sheet. */
export const KINDS: readonly Kind[] = [...Object.values(ASPECTS).flat(), ...CROPS];

/**
 * Makes pictures of handwriting of which everything is known: where which digits are, and all that is in their way.
 * The same seed gives the same scene, whatever came before it.
 */
export class SceneGenerator {
  private readonly painter = new Painter();

  constructor(
    private readonly glyphs: GlyphLibrary,
    private readonly settings: SceneSettings,
  ) {}

  /** @returns any scene of the settings */
  scene(look: Look, ...seeds: readonly number[]): Scene {
    const random = seededRandom(this.settings.stream, look === 'crop' ? 1 : 0, ...seeds);
    const kinds = {} as Record<Aspect, Kind>;
    const alone = random() < this.settings.aloneShare ? NAMES[Math.floor(random() * NAMES.length)]! : null;
    for (const aspect of NAMES) {
      const choice = aspect === 'layout' && look === 'crop' ? CROPS : ASPECTS[aspect];
      const isDrawn = alone === null || aspect === alone || ALWAYS.includes(aspect);
      kinds[aspect] = isDrawn ? pickKind(choice, random) : choice[0]!;
    }
    return this.compose(random, look, kinds);
  }

  /**
   * @returns a scene that shows one kind, with nothing else in the way
   * @throws RangeError if there is no such kind
   */
  sceneOf(name: string, ...seeds: readonly number[]): Scene {
    if (!KINDS.some((kind) => kind.name === name))
      throw new RangeError(`Cannot draw a scene of kind ${name}`);
    const random = seededRandom(this.settings.stream, 2, ...seeds);
    const kinds = {} as Record<Aspect, Kind>;
    for (const aspect of NAMES) {
      const chosen = ASPECTS[aspect].find((kind) => kind.name === name);
      kinds[aspect] = chosen ?? ASPECTS[aspect][0]!;
    }
    const crop = CROPS.find((kind) => kind.name === name);
    if (crop !== undefined) kinds.layout = crop;
    return this.compose(random, crop === undefined ? 'picture' : 'crop', kinds);
  }

  private compose(random: Random, look: Look, kinds: Readonly<Record<Aspect, Kind>>): Scene {
    const sketch = emptySketch();
    if (random() < this.settings.oblongShare) narrow(sketch, random, look);
    const sources = { random, glyphs: this.glyphs };
    for (const aspect of NAMES)
      kinds[aspect].apply(sketch, sources, between(random, ...this.settings.strength));
    keepLegible(sketch);
    return this.painter.paint(sketch, random);
  }
}

/** A picture that is not square; a crop that reaches beyond the picture's border. */
function narrow({ view }: Sketch, random: Random, look: Look): void {
  if (look === 'picture') {
    const length = between(random, 0.4, 1);
    const isFlat = random() < 0.65;
    if (isFlat) [view.y, view.height] = [(1 - length) / 2, length];
    else [view.x, view.width] = [(1 - length) / 2, length];
    return;
  }
  // Where the picture is no larger than the digit, nothing is known around it.
  const isTight = random() < 0.3;
  const cut = () => {
    if (isTight) return between(random, 0.1, 0.2);
    return random() < 0.5 ? between(random, 0, 0.22) : 0;
  };
  const [left, right, top, bottom] = [cut(), cut(), cut(), cut()];
  Object.assign(view, { x: left, y: top, width: 1 - left - right, height: 1 - top - bottom });
}
