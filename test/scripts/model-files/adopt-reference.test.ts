import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { adoptReference } from '../../../scripts/lib/model-files/adopt-reference';
import { bucketNames } from '../../../src/metrics/drift/histograms';
import { readHistograms } from '../../../src/metrics/drift/reference';
import { DRIFT_FEATURES } from '../../../src/metrics/series/labels';

/** What `GET /drift` answers after a good week. */
const ANSWER = {
  model_version: 'v2.0',
  shards_unreachable: 0,
  features: DRIFT_FEATURES.map((feature) => ({
    feature,
    samples: 1_000,
    buckets: bucketNames(feature).map((bucket, i) => ({ bucket, live: 10 * i, reference: 1 })),
  })),
};

async function fileOf(answer: unknown): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'drift-')), 'week.json');
  await writeFile(file, JSON.stringify(answer));
  return file;
}

/** Serves the answer and notes what is asked for. */
async function withService<T>(work: (address: string, asked: string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end(JSON.stringify(ANSWER));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.close();
  }
}

describe('adoptReference()', () => {
  it('takes the live counts of an answer that is kept in a file, as cards hold them', async () => {
    const histograms = await adoptReference(await fileOf(ANSWER), 'v2.0');
    expect(histograms.outcome).toEqual([0, 10, 20, 30, 40]);
    expect(readHistograms(histograms)).toEqual(histograms);
  });

  it('requests the last seven days of a service, or what the URL says', async () => {
    await withService(async (address, asked) => {
      await adoptReference(address, 'v2.0');
      await adoptReference(`${address}/drift?window=30d`, 'v2.0');
      expect(asked).toEqual(['/drift?window=7d&model=v2.0', '/drift?window=30d&model=v2.0']);
    });
  });

  const [first, ...others] = ANSWER.features;
  it.each([
    ['another model', { ...ANSWER, model_version: 'v1.0' }, 'it is of model v1.0, expected v2.0'],
    ['a part of the shards', { ...ANSWER, shards_unreachable: 2 }, '2 shards did not answer'],
    [
      'too few pictures',
      { ...ANSWER, features: [{ ...first!, samples: 199 }, ...others] },
      '199 pictures for ink_share',
    ],
    [
      'other buckets',
      { ...ANSWER, features: [{ ...first!, buckets: [] }, ...others] },
      'its buckets of ink_share',
    ],
    ['something else', { name: 'package' }, 'it is no answer of GET /drift'],
  ])('refuses an answer of %s', async (_what, answer, message) => {
    await expect(adoptReference(await fileOf(answer), 'v2.0')).rejects.toThrow(message);
  });

  it('says what it cannot read', async () => {
    await expect(adoptReference('nowhere.json', 'v2.0')).rejects.toThrow('Cannot read nowhere.json');
  });
});
