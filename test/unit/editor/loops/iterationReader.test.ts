/** What is compared of an iteration, by the real collector. */
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../../../src/collector/collector';
import type { IterationPlace } from '../../../../src/editor/loops/iterationReader';
import { placeIn, queryOf, readIteration } from '../../../../src/editor/loops/iterationReader';
import type { CollectorMethods } from '../../../../src/protocol/methods';
import type { Span } from '../../../../src/otlp/records';
import { agentRun, openCollector, request, span, turn } from '../../collector/requests';
import { english } from '../../support/english';

interface Opened {
  asking: Parameters<typeof readIteration>[0];
  places: IterationPlace[];
}

/** A collector with these spans, and the iterations of the loop that it finds in them. */
async function open(spans: Span[]): Promise<Opened> {
  const collector = await openCollector();
  collector.ingest(request([agentRun(), ...spans]));
  const asking = askingOf(collector);
  const [session] = await asking.request('sessions/list');
  const loops = await asking.request('session/loops', { sessionId: session!.id });
  expect(loops).toHaveLength(1);
  const { id: loopId, steps } = loops[0]!;
  return {
    asking,
    places: steps.map((_, at) => ({ sessionId: session!.id, loopId, iteration: at + 1 })),
  };
}

function askingOf({ handlers }: Collector): Opened['asking'] {
  return {
    request: async <K extends keyof CollectorMethods>(method: K, params?: CollectorMethods[K]['params']) =>
      (await (handlers[method] as (params: unknown) => unknown)(params)) as CollectorMethods[K]['result'],
  };
}

/** A model call that asks for a search, with what its request says first. */
function chat(n: number, input: unknown[], output: unknown[]): Span {
  return span(`c2${n.toString(16).padStart(14, '0')}`, n * 100, 50, 'chat gpt-4o-mini', {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify(output),
  });
}

const MODEL_CALL = '# Model call: gpt-4o-mini (agent researcher)\n';

describe('an iteration to compare', () => {
  it('has arguments and result, and is the same text where the iterations are the same', async () => {
    const { asking, places } = await open([1, 2, 3, 4].flatMap(turn));
    const texts = await Promise.all(places.map((place) => readIteration(asking, place, english)));
    expect(texts).toHaveLength(4);
    expect(texts[0]).toBe(
      [
        '# Model call: gpt-4o-mini (agent researcher)',
        '# Tool call: search_docs (agent researcher)',
        'Outcome: ok',
        '## Arguments',
        '```json\n{\n  "q": "otel"\n}\n```',
        '## Result',
        '```\nnothing found\n```\n',
      ].join('\n\n'),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('has the results that only the next request tells of', async () => {
    const asks = (n: number) => [
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: `Try ${n}` },
          { type: 'tool_call', id: `call_${n}`, name: 'search_docs', arguments: { q: 'otel' } },
        ],
      },
    ];
    const answers = (n: number) => [
      ...asks(n),
      { role: 'tool', parts: [{ type: 'tool_call_response', id: `call_${n}`, result: 'nothing found' }] },
    ];
    const spans = [1, 2, 3, 4, 5].map((n) => chat(n, n === 1 ? [] : answers(n - 1), asks(n)));
    const { asking, places } = await open(spans);
    expect(await readIteration(asking, places[1]!, english)).toBe(
      [
        MODEL_CALL,
        '## Message\n\n```\nTry 2\n```\n',
        '## Asks for search_docs\n\n```json\n{\n  "q": "otel"\n}\n```\n',
        '## Result\n\n```\nnothing found\n```\n',
      ].join('\n'),
    );
  });

  it('is no longer there when its loop or its session is not', async () => {
    const { asking, places } = await open([1, 2, 3].flatMap(turn));
    expect(await readIteration(asking, { ...places[0]!, loopId: 'repeat:gone' }, english)).toBeNull();
    expect(await readIteration(asking, { ...places[0]!, iteration: 9 }, english)).toBeNull();
    expect(await readIteration(asking, { ...places[0]!, sessionId: 'gone' }, english)).toBeNull();
  });

  it('is found again by its address', () => {
    const place = { sessionId: 'chat & run=1', loopId: 'repeat:aa:bb', iteration: 3 };
    expect(placeIn(queryOf(place))).toEqual(place);
    expect(placeIn('')).toBeUndefined();
    expect(placeIn('session=a&loop=b&iteration=x')).toBeUndefined();
  });
});
