import { buildAssets } from '../../scripts/lib/assets/build-assets';

/** Builds the static assets before the Worker of the tests is started, which reads their folder. */
export default function setup(): Promise<void> {
  return buildAssets();
}
