import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { WaitUntil } from '../runtime';
import type { Sleep } from '../time/deadline';

export interface CourierOptions {
  /** Where to send spans: `http://collector:4318/v1/traces`. */
  readonly url: string;
  /** Headers that the collector asks for. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly waitUntil: WaitUntil;
  readonly sleep: Sleep;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
}

/** Spans are gathered for as long as this before they are sent, so that a request costs the fraction of a delivery. */
const WINDOW_MILLISECONDS = 1_000;
/** Half a megabyte of JSON. */
const MAX_HELD = 1_024;
const REPLY_MILLISECONDS = 5_000;
/** After this time the next span starts a new courier, in case this one died with its request. */
const LEASE_MILLISECONDS = 10_000;

/**
 * Sends spans to a collector (OTLP as JSON over HTTP), after the responses. OpenTelemetry's own processors use timers, which
 * a Worker does not run between requests. Spans that cannot be delivered, or are too many, are dropped, and the log says how
 * many: a collector that is gone must cost no memory.
 */
export class SpanCourier implements SpanProcessor {
  #held: ReadableSpan[] = [];
  #dropped = 0;
  #leaseEnd = 0;
  /** What was last said about the collector. */
  #fault: string | null = null;

  constructor(private readonly options: CourierOptions) {}

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#held.length >= MAX_HELD) {
      this.#dropped++;
      return;
    }
    this.#held.push(span);
    const now = this.options.now();
    if (now < this.#leaseEnd) return;
    this.#leaseEnd = now + LEASE_MILLISECONDS;
    this.options.waitUntil(this.#deliver());
  }

  async forceFlush(): Promise<void> {
    const spans = this.#held;
    this.#held = [];
    if (spans.length === 0) return;
    const fault = await this.#send(spans).catch((error: Error) => error.message);
    if (fault !== null) this.#dropped += spans.length;
    if (fault !== this.#fault && fault !== null)
      this.options.warn(`Cannot send traces: ${fault}; they are dropped`);
    if (fault === null && this.#dropped > 0) {
      this.options.warn(`Traces are sent again; ${this.#dropped} spans were dropped`);
      this.#dropped = 0;
    }
    this.#fault = fault;
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  async #deliver(): Promise<void> {
    await this.options.sleep(WINDOW_MILLISECONDS);
    // From here on another one may begin: what it holds is not in this delivery.
    this.#leaseEnd = 0;
    await this.forceFlush();
  }

  /** @returns what is wrong, or null */
  async #send(spans: ReadableSpan[]): Promise<string | null> {
    const { url, headers, fetch } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JsonTraceSerializer.serializeRequest(spans)!,
      redirect: 'manual',
      signal: AbortSignal.timeout(REPLY_MILLISECONDS),
    });
    await response.body?.cancel();
    return response.ok ? null : `the collector answered ${response.status}`;
  }
}
