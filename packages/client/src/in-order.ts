/**
 * Works on several items at the same time and yields the results in the order of the items. The next item is asked for when there is
 * room for it, so that no more than `concurrency` are held.
 *
 * @param concurrency 1 upwards
 * @throws the first error, of the items or of the work
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const underWay: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // It is awaited later; until then its error is nobody's.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= concurrency) yield await underWay.shift()!;
  }
  for (const result of underWay) yield await result;
}
