import { type Attack, attack, type RawRequest } from '../hostile/attack';
import { ATTACKS } from '../hostile/attacks';
import { HEAVY_PICTURE } from '../hostile/pictures';
import type { Random } from '../random';
import { drawSeven, onPaper, toJpeg, toPng } from '../scenes/sample-images';

/** Share of visits that are hostile. */
const HOSTILE_SHARE = 0.1;
/** Share of those that take tenths of a second. */
const HEAVY_SHARE = 0.002;

/** One thing that a client does: an ordinary request, or an attack. */
export interface Visit extends Attack {
  /** Hostile ones have a connection of their own. */
  readonly isHostile: boolean;
}

const SMALL = toPng(drawSeven(28));
const LARGE = onPaper(drawSeven(280));
const PICTURES = {
  png: toPng(LARGE),
  jpeg: toJpeg(LARGE),
  photograph: toJpeg(onPaper(drawSeven(1000))),
  /** 12 megapixels. */
  camera: toJpeg(onPaper(drawSeven(3464))),
};

/** Ordinary requests, and how many of a thousand are such. */
const ORDINARY: readonly (readonly [perMille: number, name: string, request: RawRequest, status?: number])[] =
  [
    [300, 'a small PNG', { body: SMALL }],
    [150, 'a PNG in a form', asForm(PICTURES.png)],
    [120, 'a JPEG', { body: PICTURES.jpeg }],
    [100, 'a PNG in JSON', asJson(PICTURES.png)],
    [30, 'a photograph', { body: PICTURES.photograph }],
    [2, 'a photograph of 12 megapixels', { body: PICTURES.camera }],
    [40, 'a strict prediction', { target: '/predict?strict=true', body: SMALL }],
    [10, 'an explained prediction', { target: '/predict?explain=true', body: SMALL }],
    [10, 'a prediction by the ensemble', { target: '/predict?model=ensemble', body: SMALL }],
    [70, 'health', get('/health')],
    [40, 'liveness', get('/livez')],
    [20, 'readiness', get('/readyz')],
    [20, 'figures', get('/metrics')],
    [10, 'figures for Prometheus', get('/metrics/prometheus')],
    [5, 'figures over time', get('/metrics/history?window=3h')],
    [5, 'drift', get('/drift')],
    [5, 'alerts', get('/alerts')],
    [30, 'the model', get('/model_info')],
    [13, 'the front page', get('/')],
    [5, 'the documentation', get('/docs')],
    [5, 'the OpenAPI document', get('/openapi.json')],
    [
      10,
      'a preflight',
      { method: 'OPTIONS', headers: ['Origin: http://a', 'Access-Control-Request-Method: POST'] },
      204,
    ],
  ];

/**
 * Creates a source of visits.
 *
 * @param random decides which
 */
export function createTraffic(random: Random): () => Visit {
  const ordinary = ORDINARY.flatMap(([perMille, name, request, status = 200]) =>
    new Array<Visit>(perMille).fill({ ...built(attack(name, status, request)), isHostile: false }),
  );
  const hostile = ATTACKS.map((each): Visit => ({ ...built(each), isHostile: true }));
  const heavy: Visit = { ...built(HEAVY_PICTURE), isHostile: true };
  return () => {
    if (random() >= HOSTILE_SHARE) return pick(ordinary, random);
    return random() < HEAVY_SHARE ? heavy : pick(hostile, random);
  };
}

/** Its bytes are built once, when they are first needed. */
function built(each: Attack): Attack {
  let bytes: Uint8Array | null = null;
  return {
    ...each,
    bytes: () => {
      bytes ??= each.bytes();
      return bytes;
    },
  };
}

function pick<T>(elements: readonly T[], random: Random): T {
  return elements[Math.floor(random() * elements.length)]!;
}

function get(target: string): RawRequest {
  return { method: 'GET', target };
}

function asForm(file: Uint8Array): RawRequest {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="7.png"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--x--\r\n')]);
  return { headers: ['Content-Type: multipart/form-data; boundary=x'], body };
}

function asJson(file: Uint8Array): RawRequest {
  const body = JSON.stringify({ image: Buffer.from(file).toString('base64') });
  return { headers: ['Content-Type: application/json'], body };
}
