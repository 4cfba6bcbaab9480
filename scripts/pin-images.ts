import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lookUpDigest, pinImages } from './lib/delivery/image-digests';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';

const FILES = ['deploy/docker/Dockerfile', 'deploy/docker/compose.yaml'];

const command = createCommand(
  'pin-images',
  `Pins the images in ${FILES.join(' and ')} to the digests that their tags have now; asks their registries`,
);

await runCommand(command, async () => {
  // All of them before the first is written: half of a change is none.
  const pinned = new Map<string, string>();
  for (const file of FILES) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    pinned.set(file, await pinImages(text, lookUpDigest));
  }
  for (const [file, text] of pinned) {
    writeFileSync(path.join(ROOT, file), text);
    for (const [image] of text.matchAll(/\S+@sha256:\S+/g)) console.log(`${file}: ${image}`);
  }
});
