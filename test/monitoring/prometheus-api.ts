/** One series of an answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** Time and value. */
  readonly value: readonly [number, string];
}

export interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly type: 'alerting' | 'recording';
  readonly health: 'ok' | 'err' | 'unknown';
}

/** The part of Prometheus' HTTP API that is needed here. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusApi {
  constructor(private readonly port: number) {}

  /** @returns the series that a query gives as of now */
  async query(expression: string): Promise<readonly Sample[]> {
    const { result } = await this.get<{ result: readonly Sample[] }>('query', { query: expression });
    return result;
  }

  /** @returns the value of a query that gives one series, or null */
  async value(expression: string): Promise<number | null> {
    const [sample] = await this.query(expression);
    return sample === undefined ? null : Number(sample.value[1]);
  }

  async targets(): Promise<readonly Target[]> {
    return (await this.get<{ activeTargets: readonly Target[] }>('targets')).activeTargets;
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.get<{ groups: readonly { rules: readonly Rule[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  private async get<T>(resource: string, parameters: Record<string, string> = {}): Promise<T> {
    const url = `http://127.0.0.1:${this.port}/api/v1/${resource}?${new URLSearchParams(parameters)}`;
    const body = (await (await fetch(url)).json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success')
      throw new Error(`Cannot query ${JSON.stringify(parameters)}: ${body.error}`);
    return body.data;
  }
}
