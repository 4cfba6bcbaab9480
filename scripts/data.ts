import { SingleBar } from 'cli-progress';
import { AMOUNTS, amountsFolder, fetchAmounts } from './lib/data/amounts';
import { fetchVerified } from './lib/data/fetch-verified';
import { loadMnist, MNIST_DIGESTS, mnistFolder, splitTraining } from './lib/data/mnist';
import { renderedFolder, saveRendered } from './lib/data/rendered-digits';
import { openShippedEye } from './lib/model-files/open-models';
import { defaultNetwork } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { loadHandwritingFonts } from './lib/scenes/handwriting/font-digits';
import { type RenderPlan, renderDigitSet } from './lib/scenes/render-digits';

/** Number of rendered digits, and their seed; another number gives another file. */
const RENDERED_COUNT = 20_000;
const RENDERED_SEED = 20_241_213;
/** Severity 5 is at the limit of human legibility, so nothing can be learned from it. */
const RENDERED: RenderPlan = { mostSevere: 4, cleanShare: 0.5, mnistShare: 0.45, fontShare: 0.4 };

/** Mirrors of the four files as published, tried in this order. */
const MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

interface Options {
  readonly dir: string;
  readonly mirror: readonly string[];
  readonly rendered: boolean;
  readonly amounts: boolean;
}

const command = createCommand('data', 'Downloads MNIST, resuming earlier attempts, and verifies every file')
  .option('--dir <folder>', 'folder for the files', mnistFolder())
  .option('--mirror <url...>', 'folders to download from, tried in this order', MIRRORS)
  .option('--rendered', 'also render training digits on paper, for networks that read 28×28 pixels', false)
  .option('--amounts', 'also download handwritten amounts from cheques, for v3.0', false);

await runCommand(command, async (options: Options) => {
  for (const [name, digest] of Object.entries(MNIST_DIGESTS)) await provide(name, digest, options);
  if (options.rendered) await render(options.dir);
  if (options.amounts) await provideAmounts();
});

async function provide(name: string, digest: string, { dir, mirror }: Options): Promise<void> {
  const bar = process.stdout.isTTY ? new SingleBar({ format: `${name} {bar} {value}/{total} bytes` }) : null;
  bar?.start(1, 0);
  const source = await fetchVerified({
    name,
    digest,
    folder: dir,
    mirrors: mirror,
    onProgress: (received, total) => {
      bar?.setTotal(total);
      bar?.update(received);
    },
  }).finally(() => bar?.stop());
  console.log(
    source === null
      ? `${name}: there already, SHA-256 verified`
      : `${name}: from ${source}, SHA-256 verified`,
  );
}

async function provideAmounts(): Promise<void> {
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: 'amounts {bar} {value}/{total} | {eta} s left' })
    : null;
  bar?.start(1, 0);
  const count = await fetchAmounts(amountsFolder(), AMOUNTS, (received, total) => {
    bar?.setTotal(total);
    bar?.update(received);
  }).finally(() => bar?.stop());
  console.log(`${amountsFolder()}: ${count} amounts, SHA-256 verified`);
}

async function render(folder: string): Promise<void> {
  const { training } = splitTraining(await loadMnist('train', folder));
  const eye = await openShippedEye(defaultNetwork());
  const sources = { training, fonts: loadHandwritingFonts(), eye };
  await saveRendered(renderDigitSet('rendering', sources, RENDERED, RENDERED_COUNT, RENDERED_SEED));
  console.log(`${renderedFolder()}: ${RENDERED_COUNT} rendered digits`);
}
