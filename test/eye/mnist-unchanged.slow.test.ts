import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openShippedEye } from '../../scripts/lib/model-files/open-models';
import { findSubjectInSteps } from '../../src/eye/find-subject';
import type { Raster } from '../../src/image/raster';
import { runAtOnce } from '../../src/steps';

const mnistDir = process.env.MNIST_DIR;

it.skipIf(!mnistDir)('passes all 70,000 images of MNIST unchanged (needs MNIST_DIR)', async () => {
  const eye = await openShippedEye('v3.0');
  let unchanged = 0;
  for (const file of ['train-images-idx3-ubyte.gz', 't10k-images-idx3-ubyte.gz']) {
    const path = join(mnistDir!, file);
    expect(existsSync(path), path).toBe(true);
    const bytes = gunzipSync(readFileSync(path));
    for (let start = 16; start < bytes.length; start += 784) {
      const data = bytes.subarray(start, start + 784);
      const raster: Raster = { width: 28, height: 28, channels: 1, data };
      const { pixels } = runAtOnce(findSubjectInSteps(eye, raster)).normalized;
      if (pixels.every((value, i) => value === Math.fround(data[i]! / 255))) unchanged++;
    }
  }
  expect(unchanged).toBe(70_000);
});
