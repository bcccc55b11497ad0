/** What people type and settings say. */
import { describe, expect, it } from 'vitest';
import { backendAddress, configuredBackends, withBackendFirst } from '../../../src/remote/backends';
import { JAEGER } from '../../../src/remote/jaeger';
import { TEMPO } from '../../../src/remote/tempo';
import { typedTraceId } from '../../../src/remote/traceIdText';

describe('addresses', () => {
  it.each([
    ['http://localhost:16686/', 'http://localhost:16686'],
    [' https://tempo.example.com/tempo/ ', 'https://tempo.example.com/tempo'],
    ['http://localhost:16686/trace/0af7651916cd43dd?uiFind=x', 'http://localhost:16686'],
    ['https://example.com/jaeger/search?service=a', 'https://example.com/jaeger'],
  ])('are read from %s', (typed, url) => {
    expect(backendAddress(typed)).toBe(url);
  });

  it.each(['', 'localhost:16686', 'file:///etc/passwd', 'http://me:secret@example.com'])(
    'are not read from "%s"',
    (typed) => {
      expect(backendAddress(typed)).toBeNull();
    },
  );
});

describe('the setting', () => {
  it('says which backends there are, whatever else is in it', () => {
    const value = [
      { kind: 'jaeger', url: 'http://localhost:16686/' },
      { kind: 'zipkin', url: 'http://localhost:9411' },
      { kind: 'tempo', url: 'localhost' },
      'tempo',
      null,
    ];
    expect(configuredBackends(value)).toEqual([{ backend: JAEGER, url: 'http://localhost:16686' }]);
    expect(configuredBackends('http://localhost')).toEqual([]);
  });

  it('has the backend that was used last in front, once', () => {
    const value = [
      { kind: 'jaeger', url: 'http://localhost:16686/' },
      { kind: 'tempo', url: 'http://localhost:3200' },
    ];
    expect(withBackendFirst(value, { backend: TEMPO, url: 'http://localhost:3200' })).toEqual([
      { kind: 'tempo', url: 'http://localhost:3200' },
      { kind: 'jaeger', url: 'http://localhost:16686/' },
    ]);
    expect(withBackendFirst(undefined, { backend: JAEGER, url: 'http://a' })).toEqual([
      { kind: 'jaeger', url: 'http://a' },
    ]);
  });
});

describe('a trace id', () => {
  it.each([
    ['4bf92f3577b34da6', '00000000000000004bf92f3577b34da6'],
    [' 0AF7651916CD43DD8448EB211C80319C ', '0af7651916cd43dd8448eb211c80319c'],
    [
      'http://localhost:16686/trace/0af7651916cd43dd8448eb211c80319c?uiFind=x',
      '0af7651916cd43dd8448eb211c80319c',
    ],
    ['0af76519-16cd-43dd-8448-eb211c80319c', '0af7651916cd43dd8448eb211c80319c'],
  ])('is read from %s', (typed, id) => {
    expect(typedTraceId(typed)).toBe(id);
  });

  it.each(['', 'search_docs', 'http://localhost:16686/search?service=a', 'a'.repeat(33)])(
    'is not read from "%s"',
    (typed) => {
      expect(typedTraceId(typed)).toBeNull();
    },
  );
});
