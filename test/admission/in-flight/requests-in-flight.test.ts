import { expect, it } from 'vitest';
import { RequestsInFlight } from '../../../src/admission/in-flight/requests-in-flight';

it('RequestsInFlight counts what has begun and not ended, however often its end is told', () => {
  const requests = new RequestsInFlight({ now: () => 0 });
  const end = requests.begin();
  requests.begin();
  expect(requests.count).toBe(2);
  end();
  end();
  expect(requests.count).toBe(1);
});

it('RequestsInFlight forgets what the runtime ended without notice, after two minutes', () => {
  let now = 0;
  const requests = new RequestsInFlight({ now: () => now });
  requests.begin();
  now = 60_000;
  requests.begin();
  now = 120_001;
  expect(requests.count).toBe(1);
});
