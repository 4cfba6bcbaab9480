import { existsSync } from 'node:fs';
import { aroundAll, describe, expect, it } from 'vitest';
import { processFigures } from '../../scripts/lib/bench/process-figures';
import { type Attack, attack, launch, rawRequest } from '../../scripts/lib/hostile/attack';
import { ATTACKS, TOO_LONG_BODY } from '../../scripts/lib/hostile/attacks';
import { HEAVY_PICTURE } from '../../scripts/lib/hostile/pictures';
import { parseCounts, Tally } from '../../scripts/lib/hostile/tally';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { type NpmStart, npmStart } from '../support/npm-start';
import { type RawAnswer, RawClient } from '../support/raw-client';
import { withFolder } from '../support/with-server';
import { cpuMilliseconds } from './cpu';
import { GROWING_INPUTS } from './growing-inputs';
import { startSlowClients } from './slow-clients';

/** Predictions after which the runtime's heap has grown to what it keeps. */
const WARM_UPS = 3_000;
const WARM_UPS_AT_A_TIME = 8;
const CONNECTIONS_AT_ONCE = 500;
const SLOW_CLIENTS_OF_A_KIND = 10;
/** Readings of the counters are kept for two seconds, and the front's answers are counted with a delay. */
const COUNTED = { timeout: 20_000, interval: 2_500 };
/** How much more memory there may be in the end than when warm. */
const MAX_GROWTH = 1.15;
/** Times that an input may take, of one of a quarter of its size: 4 if the time grows linearly, 16 if with the square. */
const MAX_TIMES = 8;
/** What a request costs however small its input: differences below it say nothing. */
const MIN_MILLISECONDS = 1;

const PREDICT = attack('a prediction', 200, { body: toPng(drawSeven(28)) });
const METRICS = attack('a look at the counters', 200, { method: 'GET', target: '/metrics/prometheus' });

let server: NpmStart;
let slow: Promise<number[]>;
let warm: number[];
const tally = new Tally();

/** Launches an attack on the server and counts what came back. */
async function ask(each: Attack): Promise<RawAnswer[]> {
  const answers = await launch(server.url, each);
  tally.note(...answers);
  return answers;
}

async function predictOften(times: number): Promise<void> {
  const turns = Array.from({ length: WARM_UPS_AT_A_TIME }, async () => {
    for (let i = 0; i < times / WARM_UPS_AT_A_TIME; i++) await ask(PREDICT);
  });
  await Promise.all(turns);
}

/** Memory of HTTP server and runtime, in megabytes. */
async function residentMegabytes(): Promise<number[]> {
  const figures = await Promise.all([server.front, server.workerd()!].map(processFigures));
  return figures.map(({ residentBytes }) => residentBytes / 1e6);
}

async function warmUp(): Promise<void> {
  await predictOften(WARM_UPS);
  // Whatever heaps keep of the largest inputs, they have afterwards.
  await Promise.all([...ATTACKS, HEAVY_PICTURE].map(ask));
  await predictOften(WARM_UPS / 10);
  warm = await residentMegabytes();
}

aroundAll((runTests) =>
  withFolder(async (storage) => {
    server = await npmStart(storage, { LOG_FILE: 'off' });
    try {
      slow = startSlowClients(server.url, SLOW_CLIENTS_OF_A_KIND);
      await warmUp();
      await runTests();
    } finally {
      process.kill(server.front, 'SIGTERM');
      expect(await server.exit).toBe(0);
    }
  }),
);

describe('npm start answers', () => {
  it.each(ATTACKS.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const answers = await ask(each);
    expect(answers.map(({ status }) => status)).toEqual(each.statuses);
  });

  it('all of these at once, and again, with the same statuses', async () => {
    const rounds = [...ATTACKS, ...ATTACKS].map(async (each) => {
      const statuses = (await ask(each)).map(({ status }) => status);
      return { name: each.name, statuses };
    });
    const expected = [...ATTACKS, ...ATTACKS].map(({ name, statuses }) => ({ name, statuses }));
    expect(withoutRefusals(await Promise.all(rounds), expected)).toEqual(expected);
  });

  it(`${CONNECTIONS_AT_ONCE} connections at once, each of them`, async () => {
    const answers = Array.from({ length: CONNECTIONS_AT_ONCE }, async () => (await ask(PREDICT))[0]!.status);
    for (const status of await Promise.all(answers)) expect([200, 503]).toContain(status);
  });

  it(`${TOO_LONG_BODY.name}, though no more of it comes`, async () => {
    expect((await ask(TOO_LONG_BODY))[0]!.status).toBe(TOO_LONG_BODY.statuses[0]);
  });

  it('a body that never ends, once it is too long', async () => {
    const client = await RawClient.open(server.url);
    await client.send('POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]);
    let isAnswered = false;
    const sending = (async () => {
      while (!isAnswered) await client.send(chunk);
    })();
    const answer = await client.answer();
    isAnswered = true;
    client.close();
    await sending;
    tally.note(answer);
    expect(answer.status).toBe(413);
  });
});

describe('npm start is left unharmed by', () => {
  it('200 uploads that break off in mid-body', async () => {
    const uploads = Array.from({ length: 200 }, async () => {
      const client = await RawClient.open(server.url);
      await client.send(rawRequest({ body: 'x'.repeat(1_000), length: 10_000 }));
      client.close();
    });
    await Promise.all(uploads);
    tally.noteBrokenOff(uploads.length);
  });

  it('slow heads and bodies, which are all refused with 408', async () => {
    const statuses = await slow;
    tally.note(...statuses.map((status) => ({ status, body: '' })));
    expect(new Set(statuses)).toEqual(new Set([408]));
  });
});

describe.skipIf(!existsSync('/proc/self/schedstat'))(
  `four times the input takes at most ${MAX_TIMES} times the CPU (needs Linux):`,
  () => {
    it.each(GROWING_INPUTS.map((input) => [input.name, input] as const))(
      '%s',
      async (_, { name, size, build }) => {
        const small = await cpuOf({ name, bytes: () => build(size), statuses: [0] });
        const large = await cpuOf({ name, bytes: () => build(4 * size), statuses: [0] });
        console.log(`${name}: ${small.toFixed(2)} ms, ${large.toFixed(2)} ms`);
        expect(large / Math.max(small, MIN_MILLISECONDS)).toBeLessThan(MAX_TIMES);
      },
    );
  },
);

describe('afterwards', () => {
  /** What the service has counted beyond what we have: nothing, if it is exact. */
  const countedBeyond = async () => {
    const [statuses, digits] = [{ ...tally.statuses }, tally.digits];
    const counted = parseCounts((await ask(METRICS))[0]!.body);
    const labels = Object.keys({ ...statuses, ...counted.statuses }) as (keyof typeof statuses)[];
    const beyond = labels.map((label) => [label, (counted.statuses[label] ?? 0) - (statuses[label] ?? 0)]);
    const surplus = [...beyond, ['digits', counted.digits - digits]].filter(([, more]) => more !== 0);
    return Object.fromEntries(surplus) as Partial<Record<keyof typeof statuses | 'digits', number>>;
  };

  it('the counters have exactly the requests that were answered, by status, and the digits', async () => {
    await expect.poll(countedBeyond, COUNTED).toEqual({});
  });

  it('200 clients that leave without waiting for their answers are counted at most once each', async () => {
    const clients = Array.from({ length: 200 }, async () => {
      const client = await RawClient.open(server.url);
      await client.send(PREDICT.bytes());
      client.close();
    });
    await Promise.all(clients);
    await new Promise((resolve) => setTimeout(resolve, COUNTED.interval));
    const { 200: answered = 0, 499: left = 0, 503: refused = 0, digits, ...others } = await countedBeyond();
    expect(others).toEqual({});
    expect(answered + left + refused).toBeLessThanOrEqual(clients.length);
    expect(digits ?? 0).toBe(answered);
  });

  it('each line of the log is JSON without a control character, and no request failed by our fault', () => {
    const lines = server.lines.filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(WARM_UPS);
    for (const line of lines) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      expect(JSON.parse(line)).not.toMatchObject({ status: 500 });
    }
    expect(server.lines.filter((line) => /runtime is gone|has not answered/.test(line))).toEqual([]);
  });

  it('memory is back to what it was when warm', async () => {
    await predictOften(WARM_UPS / 10);
    const growth = async () => sum(await residentMegabytes()) / sum(warm);
    await expect.poll(growth, { timeout: 15_000, interval: 1_000 }).toBeLessThan(MAX_GROWTH);
    const told = [warm, await residentMegabytes()].map((each) => each.map(Math.round).join(' + '));
    console.log(`Front and runtime: ${told[0]} MB when warm, ${told[1]} MB afterwards`);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** 503 stands for the status that it is instead of, where the server had too much to do. */
function withoutRefusals(
  received: readonly { readonly name: string; readonly statuses: readonly number[] }[],
  expected: readonly Pick<Attack, 'name' | 'statuses'>[],
) {
  return received.map(({ name, statuses }, i) => ({
    name,
    statuses: statuses.map((status, j) => (status === 503 ? expected[i]!.statuses[j] : status)),
  }));
}

/** CPU time that a request takes at least, of several. */
async function cpuOf(each: Attack): Promise<number> {
  const processes = [server.front, server.workerd()!];
  const bytes = each.bytes();
  const rounds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = cpuMilliseconds(processes);
    await ask({ ...each, bytes: () => bytes });
    rounds.push(cpuMilliseconds(processes) - before);
  }
  return Math.min(...rounds);
}
