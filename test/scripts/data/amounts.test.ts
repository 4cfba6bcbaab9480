import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchAmounts } from '../../../scripts/lib/data/amounts';
import { sha256 } from '../../../scripts/lib/data/mnist';

const coco = {
  images: [
    { id: 0, file_name: 'b_2_png.rf.22ff.jpg' },
    { id: 1, file_name: 'a_1_png.rf.11ee.jpg' },
  ],
  annotations: [
    { image_id: 0, category_id: 7, bbox: [30, 1, 9, 20] },
    { image_id: 1, category_id: 3, bbox: [2, 3, 10, 20] },
    { image_id: 0, category_id: 4, bbox: [12, 2, 8, 19] },
  ],
};
const labels = 'a_1.jpg\t3\t3:2,3,10,20\nb_2.jpg\t47\t4:12,2,8,19 7:30,1,9,20\n';
const pictures: Record<string, string> = { 'b_2_png.rf.22ff.jpg': 'second', 'a_1_png.rf.11ee.jpg': 'first' };
const images = `${sha256(Buffer.from('first'))}  a_1.jpg\n${sha256(Buffer.from('second'))}  b_2.jpg\n`;

let server: Server;
let source: string;
let folder: string;
let requested: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url!;
    requested.push(path);
    if (path === '/annotations/instances_train2017.json') return response.end(JSON.stringify(coco));
    const picture = pictures[path.replace('/images/train2017/', '')];
    return picture === undefined ? response.writeHead(404).end() : response.end(picture);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => server.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'amounts-'));
  requested = [];
  return () => rm(folder, { recursive: true });
});

const digests = { labels: sha256(Buffer.from(labels)), images: sha256(Buffer.from(images)) };

describe('fetchAmounts()', () => {
  it('stores a line for each amount, its digits from left to right, and its picture', async () => {
    expect(await fetchAmounts(folder, { source, ...digests }, () => undefined)).toBe(2);
    expect(await readFile(join(folder, 'labels.tsv'), 'utf8')).toBe(labels);
    expect(await readFile(join(folder, 'images', 'a_1.jpg'), 'utf8')).toBe('first');
  });

  it('downloads no picture twice', async () => {
    await fetchAmounts(folder, { source, ...digests }, () => undefined);
    requested = [];
    await fetchAmounts(folder, { source, ...digests }, () => undefined);
    expect(requested).toEqual(['/annotations/instances_train2017.json']);
  });

  it('reports its progress', async () => {
    const seen: [number, number][] = [];
    await fetchAmounts(folder, { source, ...digests }, (...of) => seen.push(of));
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it.each(['labels', 'images'] as const)('refuses %s that are not the published ones', async (part) => {
    const fetching = fetchAmounts(folder, { source, ...digests, [part]: 'abc' }, () => undefined);
    await expect(fetching).rejects.toThrow(/SHA-256 [0-9a-f]{64}, expected abc/);
  });

  it('names the file that a server does not have', async () => {
    const fetching = fetchAmounts(folder, { source: `${source}elsewhere/`, ...digests }, () => undefined);
    await expect(fetching).rejects.toThrow('elsewhere/annotations/instances_train2017.json: HTTP 404');
  });
});
