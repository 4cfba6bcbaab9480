import { describe, expect, it } from 'vitest';
import { Reader } from '../../../src/web/playground/reading/reader';

/** A service that answers when it is told to. */
class SlowService {
  readonly asked: string[] = [];
  readonly answered: string[] = [];
  readonly failed: unknown[] = [];
  private readonly open: { subject: string; resolve(): void; reject(error: Error): void }[] = [];

  readonly reader = new Reader<string, string>({
    read: (subject) => {
      this.asked.push(subject);
      return new Promise((resolve, reject) => {
        this.open.push({ subject, resolve: () => resolve(subject.toUpperCase()), reject });
      });
    },
    onAnswer: (answer) => this.answered.push(answer),
    onFailure: (error) => this.failed.push(error),
    pause: async () => {},
    betweenMilliseconds: 0,
  });

  async answer(): Promise<void> {
    this.open.shift()!.resolve();
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.open.shift()!.reject(error);
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

describe('Reader', () => {
  it('sends one request at a time, and of those that queue only the newest', async () => {
    const service = new SlowService();
    const { reader } = service;
    reader.ask('a');
    await settled();
    for (const subject of ['b', 'c', 'd']) reader.ask(subject);
    await settled();
    expect(service.asked).toEqual(['a']);
    await service.answer();
    expect(service.asked).toEqual(['a', 'd']);
    await service.answer();
    expect(service.answered).toEqual(['A', 'D']);
  });

  it('drops the answers of aborted requests, and sends later ones', async () => {
    const service = new SlowService();
    const { reader } = service;
    reader.ask('a');
    await settled();
    reader.ask('b');
    reader.forget();
    reader.ask('c');
    await settled();
    await service.answer();
    await service.answer();
    expect(service.asked).toEqual(['a', 'c']);
    expect(service.answered).toEqual(['C']);
  });

  it('goes on after a failure', async () => {
    const service = new SlowService();
    const { reader } = service;
    reader.ask('a');
    await settled();
    reader.ask('b');
    const error = new Error('no');
    await service.fail(error);
    await service.answer();
    expect(service.failed).toEqual([error]);
    expect(service.answered).toEqual(['B']);
  });

  it('works again after it has been idle', async () => {
    const service = new SlowService();
    const { reader } = service;
    reader.ask('a');
    await settled();
    await service.answer();
    reader.ask('b');
    await settled();
    await service.answer();
    expect(service.answered).toEqual(['A', 'B']);
  });
});
