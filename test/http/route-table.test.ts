import fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../src/http/route-table';

const app = new Hono();
app.use(async (_c, next) => next());
const routes = new RouteTable(app);
app.get('/', (c) => c.text(''));
app.post('/predict', (c) => c.text(''));
app.get('/docs', (c) => c.text(''));
app.get('/jobs/:id', (c) => c.text(''));
app.delete('/jobs/:id', (c) => c.text(''));

describe('RouteTable', () => {
  it.each([
    ['/', '/'],
    ['/predict', '/predict'],
    ['/jobs/7', '/jobs/:id'],
    ['/docs', '/docs'],
    ['/docs/nothing', 'not_found'],
    ['/predict/', 'not_found'],
    ['/Predict', 'not_found'],
    ['/jobs', 'not_found'],
    ['/wp-admin.php', 'not_found'],
    ['', 'not_found'],
  ])('labelOf() counts %s as %s', (path, label) => {
    expect(routes.labelOf(path)).toBe(label);
  });

  it('labelOf() never leaves its closed set, whatever the request', () => {
    const labels = ['/', '/predict', '/docs', '/jobs/:id', 'not_found'];
    const path = fc.array(fc.string()).map((segments) => `/${segments.join('/')}`);
    fc.assert(fc.property(fc.oneof(path, fc.string()), (asked) => labels.includes(routes.labelOf(asked))));
  });

  it('methodsOf() lists the methods of a path, including HEAD and OPTIONS', () => {
    expect(routes.methodsOf('/predict')).toEqual(['POST', 'OPTIONS']);
    expect(routes.methodsOf('/jobs/7')).toEqual(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
  });

  it('methodsOf() is empty for an unknown path', () => {
    expect(routes.methodsOf('/wp-admin.php')).toEqual([]);
    expect(routes.methodsOf('/docs/nothing')).toEqual([]);
  });
});
