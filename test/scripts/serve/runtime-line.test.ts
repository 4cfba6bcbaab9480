import { expect, it } from 'vitest';
import { toLogLine } from '../../../scripts/lib/serve/runtime-line';

const NOW = new Date('2026-11-27T01:02:03.004Z');
const time = NOW.toISOString();

it("toLogLine() unpacks the Worker's own lines and leaves them as they are", () => {
  const message = '{"time":"2026-11-27T12:00:00.000Z","level":"info","status":200}';
  expect(toLogLine(JSON.stringify({ timestamp: 1, level: 'log', message }))).toBe(message);
});

it.each([
  ['log', 'info'],
  ['warn', 'warning'],
  ['error', 'error'],
])('toLogLine() makes a line of a text that the Worker logged with console.%s', (level, name) => {
  const line = JSON.stringify({ timestamp: NOW.getTime(), level, message: 'Uncaught Error\n  at …' });
  expect(JSON.parse(toLogLine(line))).toEqual({
    time,
    level: name,
    source: 'runtime',
    message: 'Uncaught Error\n  at …',
  });
});

it.each(['kj/async.c++:1: error', '', '"text"', '42', 'null', '[]'])(
  'toLogLine() makes a line of what the runtime itself wrote: %j',
  (text) => {
    expect(JSON.parse(toLogLine(text, NOW))).toEqual({
      time,
      level: 'error',
      source: 'runtime',
      message: text,
    });
  },
);

it('toLogLine() leaves JSON that is in no envelope as it is', () => {
  expect(toLogLine('{"message":"no time"}')).toBe('{"message":"no time"}');
});
