import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { fetchVerified } from './lib/fetch-verified';
import { MNIST_DIGESTS, mnistFolder } from './lib/mnist';

/** Places that serve the four files as published; tried in this order. */
const MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

const options = new Command('data')
  .description('Downloads MNIST, resumes where it broke off, and verifies every file')
  .option('--dir <folder>', 'where the files go', mnistFolder())
  .option('--mirror <url...>', 'folders to download from, tried in this order', MIRRORS)
  .parse()
  .opts<{ dir: string; mirror: string[] }>();

try {
  for (const [name, digest] of Object.entries(MNIST_DIGESTS)) await provide(name, digest);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function provide(name: string, digest: string): Promise<void> {
  const bar = process.stdout.isTTY ? new SingleBar({ format: `${name} {bar} {value}/{total} bytes` }) : null;
  bar?.start(1, 0);
  const source = await fetchVerified({
    name,
    digest,
    folder: options.dir,
    mirrors: options.mirror,
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
