/** Fields that differ between recordings, and their replacements. */
const STEADY: Readonly<Record<string, unknown>> = {
  timestamp: '2026-11-24T12:00:00.000Z',
  time: '2026-11-24T12:00:00.000Z',
  created: '2026-11-24T12:00:00.000Z',
  inference_time_seconds: 0.0009,
  time_seconds: 0.018,
  uptime: 7200,
  uptime_seconds: 7200,
  uptime_hours: 2,
  feedback_id: '5f0c9e2b-7a5d-4c1e-8f3a-6b9c0d1e2f3a',
  created_at: '2026-11-24T12:00:00.000Z',
  started_at: '2026-11-24T12:00:01.000Z',
  ended_at: '2026-11-24T12:00:02.000Z',
  expires_at: '2026-11-27T12:00:02.000Z',
  p50_seconds: 0.0023,
  p95_seconds: 0.0046,
  p50_inference_seconds: 0.0012,
  p95_inference_seconds: 0.0019,
};

const JOB_ID = /^job_[0-9a-f]{32}$/;
const EXAMPLE_JOB_ID = 'job_5f0c9e2b7a5d4c1e8f3a6b9c0d1e2f3a';

/** @returns a JSON value in which times and durations are fixed ones, so that recording it again changes nothing */
export function withoutChance(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutChance);
  if (typeof value === 'string') return JOB_ID.test(value) ? EXAMPLE_JOB_ID : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, steady(key, inner)]);
  return Object.fromEntries(entries);
}

function steady(key: string, value: unknown): unknown {
  const replacement = STEADY[key];
  return replacement === undefined || value === null ? withoutChance(value) : replacement;
}
