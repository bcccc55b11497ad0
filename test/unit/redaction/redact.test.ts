import { describe, expect, it } from 'vitest';
import type { AnyValue, Attributes, Span, TracesRequest } from '../../../src/otlp/records';
import { createRedactor, summarise } from '../../../src/redaction/redact';
import { keyLike, Random } from '../../bench/redaction/random';

const random = new Random(3);
const redactor = createRedactor({ userPatterns: [] });
const key = (): string => keyLike('sk-proj-{T74}T3BlbkFJ{T74}', random);
const MARK = '(redacted:openai-api-key)';

function requestWith(attributes: [string, AnyValue][], span: Partial<Span> = {}): TracesRequest {
  return {
    resourceSpans: [
      {
        resource: { attributes: new Map(), droppedAttributesCount: 0 },
        schemaUrl: '',
        scopeSpans: [
          {
            scope: { name: '', version: '', attributes: new Map(), droppedAttributesCount: 0 },
            schemaUrl: '',
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', parentSpanId: '', traceState: '', flags: 0,
                name: 'chat', kind: 1, startTimeUnixNano: 1n, endTimeUnixNano: 2n, attributes: new Map(attributes), droppedAttributesCount: 0,
                events: [], droppedEventsCount: 0, links: [], droppedLinksCount: 0, status: { code: 0, message: '' }, ...span,
              },
            ],
          },
        ],
      },
    ],
  }; // prettier-ignore
}

function attributesAfter(attributes: [string, AnyValue][]): Attributes {
  const request = requestWith(attributes);
  redactor.redactRequest({ request });
  return request.resourceSpans[0]!.scopeSpans[0]!.spans[0]!.attributes;
}

describe('redactRequest', () => {
  it('reaches every string of a span, its resource and its scope', () => {
    const bytes = Uint8Array.of(0xff, 0xfe, ...new TextEncoder().encode('no text'));
    const before = bytes.slice();
    const attributes = (): Attributes =>
      new Map<string, AnyValue>([
        ['a', [key(), new Map([['b', key()]])]],
        ['bytes', bytes],
        ['text as bytes', new TextEncoder().encode(key())],
        ['n', 1n],
      ]);
    const request = requestWith([...attributes()], {
      name: `chat ${key()}`,
      status: { code: 2, message: `bad key ${key()}` },
      events: [{ timeUnixNano: 1n, name: key(), attributes: attributes(), droppedAttributesCount: 0 }],
      links: [
        {
          traceId: '0af7651916cd43dd8448eb211c80319c',
          spanId: 'b7ad6b7169203331',
          traceState: key(),
          attributes: attributes(),
          droppedAttributesCount: 0,
          flags: 0,
        },
      ],
    });
    const [resourceSpans] = request.resourceSpans;
    resourceSpans!.resource.attributes = attributes();
    resourceSpans!.scopeSpans[0]!.scope.attributes = attributes();
    resourceSpans!.scopeSpans[0]!.scope.version = key();

    expect(redactor.redactRequest({ request })).toEqual({
      redacted: 20,
      kinds: new Map([['openai-api-key', 20]]),
    });
    const span = resourceSpans!.scopeSpans[0]!.spans[0]!;
    expect(span.name).toBe(`chat ${MARK}`);
    expect(span.status.message).toBe(`bad key ${MARK}`);
    expect(span.events[0]!.name).toBe(MARK);
    expect(span.links[0]!.attributes.get('a')).toEqual([MARK, new Map([['b', MARK]])]);
    expect(bytes).toEqual(before);
    expect(span.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('reaches the bodies of logs and the exemplars of metrics', () => {
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                { body: key() as AnyValue },
                { body: new Map([['password', 'hunter2']]) as AnyValue },
                { body: [key()] as AnyValue },
                { body: new TextEncoder().encode(key()) as AnyValue },
                { body: ['--password', 'hunter2', [new TextEncoder().encode(key())]] as AnyValue },
              ],
            },
          ],
        },
      ],
    };
    const metrics = {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  description: key(),
                  data: { points: [{ exemplars: [{ filteredAttributes: new Map([['k', key()]]) }] }] },
                },
              ],
            },
          ],
        },
      ],
    };
    expect(redactor.redactRequest({ request: logs }).redacted).toBe(6);
    expect(redactor.redactRequest({ request: metrics }).redacted).toBe(2);
    expect(logs.resourceLogs[0]!.scopeLogs[0]!.logRecords[1]!.body).toEqual(
      new Map([['password', '(redacted:password)']]),
    );
    expect(metrics.resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.description).toBe(MARK);
  });

  it('takes out whatever stands under a sensitive attribute', () => {
    const after = attributesAfter([
      ['http.request.header.authorization', ['Bearer plainword', 'Basic dXNlcjpwYXNz']],
      ['http.response.header.set-cookie.0', 'sid=abc; Path=/'],
      ['ai.request.headers.x-api-key', 'plain-key'],
      ['db.password', 'correcthorse'],
      ['app', new Map([['clientSecret', 'plain-one']])],
      [
        'env',
        [
          new Map([
            ['name', 'API_KEY'],
            ['value', 'plain-two'],
          ]),
        ],
      ],
    ]);
    expect([...after.values()]).toEqual([
      ['Bearer (redacted:authorization)', 'Basic (redacted:authorization)'],
      '(redacted:cookie)',
      '(redacted:api-key)',
      '(redacted:password)',
      new Map([['clientSecret', '(redacted:client-secret)']]),
      [
        new Map([
          ['name', 'API_KEY'],
          ['value', '(redacted:api-key)'],
        ]),
      ],
    ]);
  });

  it('masks keys of attributes that are secrets, and loses no value by it', () => {
    const after = attributesAfter([
      [key(), 1n],
      ['plain', 2n],
      [key(), 3n],
    ]);
    expect([...after]).toEqual([
      [MARK, 1n],
      ['plain', 2n],
      [`${MARK}-2`, 3n],
    ]);
  });

  it('takes an item of a list by the one before it', () => {
    const after = attributesAfter([
      ['process.command_args', ['mysql', '--password', 'correcthorse', '--port', '3306']],
      ['header', ['x-api-key', 'plain-key', 'accept', '*/*']],
    ]);
    expect([...after.values()]).toEqual([
      ['mysql', '--password', '(redacted:password)', '--port', '3306'],
      ['x-api-key', '(redacted:api-key)', 'accept', '*/*'],
    ]);
  });

  it('leaves numbers and what only sounds sensitive', () => {
    const ordinary: [string, AnyValue][] = [
      ['gen_ai.usage.input_tokens', 12n],
      ['gen_ai.request.max_tokens', 4096n],
      ['gen_ai.token.type', 'input'],
      ['password', 5n],
      ['secret', true],
      ['token', null],
      ['session.id', '1f0e2d3c-4b5a-4697-8897-a6b5c4d3e2f1'],
      ['api_key', '$OPENAI_API_KEY'],
      ['authorization', 'Bearer ${token}'],
      ['cookie', '***'],
      ['access_token', ''],
      ['gen_ai.prompt.cache_key', 'a1b2c3d4e5f6a7b8c9d0'],
    ];
    expect(attributesAfter(ordinary)).toEqual(new Map(ordinary));
  });

  it('answers an empty count for a clean request', () => {
    expect(redactor.redactRequest({ request: requestWith([['a', 'b']]) })).toEqual({
      redacted: 0,
      kinds: new Map(),
    });
  });
});

describe('redactText', () => {
  it.each([
    ['postgres://app:Tr0ub4dor@db:5432/x?y=1', 'postgres://app:(redacted:url-password)@db:5432/x?y=1'],
    ['postgres://u:pa/ss1@h/db', 'postgres://u:(redacted:url-password)@h/db'],
    [
      'Authorization: Basic dXNlcjpodW50ZXIy\r\nHost: x',
      'Authorization: Basic (redacted:authorization)\r\nHost: x',
    ],
    ['{"password":"a\\"b\\\\","n":1}', '{"password":"(redacted:password)","n":1}'],
    [
      '{\\"api_key\\": \\"ab\\\\\\"cd\\", \\"n\\": 1}',
      '{\\"api_key\\": \\"(redacted:api-key)\\", \\"n\\": 1}',
    ],
    ['x?token=abcdef1234&page=2#top', 'x?token=(redacted:token)&page=2#top'],
    ['machine h login u password hunter2', 'machine h login u password (redacted:password)'],
    ['My password is hunter2!', 'My password is (redacted:password)'],
    ['?q=%7B%22password%22%3A%22hunter2%22%7D', '?q=%7B%22password%22%3A%22(redacted:password)%22%7D'],
    ['{&quot;password&quot;:&quot;hunter2&quot;}', '{&quot;password&quot;:&quot;(redacted:password)&quot;}'],
    ['auth=("bob","hunter2")', 'auth=("bob","(redacted:credential)")'],
    ['API key: 1234567890abcdef1234567890abcdef', 'API key: (redacted:api-key)'],
    ['DB_PASSWORD=12345678', 'DB_PASSWORD=(redacted:password)'],
    ['{"password":12345678}', '{"password":12345678}'],
    ['--password=hunter2 --x', '--password=(redacted:password) --x'],
    ['"pwd":"/home/ada2/work"', '"pwd":"/home/ada2/work"'],
    ['the password is tangerine, ok?', 'the password is (redacted:password), ok?'],
    ['the password is required', 'the password is required'],
    ['the password is stored in the vault', 'the password is stored in the vault'],
    ['password: string', 'password: string'],
    ['passphrase is "correct horse battery staple".', 'passphrase is "(redacted:password)".'],
    ['name,password\nada,tangerine\nbob,\n', 'name,password\nada,(redacted:password)\nbob,\n'],
    ['{"out":"name\\tpwd\\nada\\ttangerine"}', '{"out":"name\\tpwd\\nada\\t(redacted:password)"}'],
    ['|user|api_key|\n|-|-|\n|ada|k9x8w7v6u5|', '|user|api_key|\n|-|-|\n|ada|(redacted:api-key)|'],
    ['|user|password|\n|-|-|\n|ada|optional|', '|user|password|\n|-|-|\n|ada|optional|'],
    [
      '{"columns":["id","password"],"rows":[[1,"tangerine"],[2,null]]}',
      '{"columns":["id","password"],"rows":[[1,"(redacted:password)"],[2,null]]}',
    ],
    [
      "INSERT INTO u (name, password) VALUES ('ada', 'it''s4me')",
      "INSERT INTO u (name, password) VALUES ('ada', '(redacted:password)')",
    ],
    [
      'kind: Secret\nmetadata:\n  name: a\ndata:\n  b: Zm9vYmFy\n---\nkind: ConfigMap\ndata:\n  b: plain\n',
      'kind: Secret\nmetadata:\n  name: a\ndata:\n  b: (redacted:kubernetes-secret)\n---\nkind: ConfigMap\ndata:\n  b: plain\n',
    ],
    [
      '[{"data":{"a":"Zm9v"},"kind":"ConfigMap"},{"data":{"a":"Zm9v"},"kind":"Secret"}]',
      '[{"data":{"a":"Zm9v"},"kind":"ConfigMap"},{"data":{"a":"(redacted:kubernetes-secret)"},"kind":"Secret"}]',
    ],
  ])('%s', (text, redacted) => {
    expect(redactor.redactText(text)).toBe(redacted);
  });

  it('names a key after its shape rather than after its variable', () => {
    expect(redactor.redactText(`API_KEY=${key()}`)).toBe(`API_KEY=${MARK}`);
    expect(redactor.redactText('MISTRAL_API_KEY=abcdefgh12345678abcdefgh12345678')).toBe(
      'MISTRAL_API_KEY=(redacted:mistral-api-key)',
    );
  });

  it('takes a private key that was cut off, and leaves what follows it', () => {
    const body = keyLike('{B64}', random);
    expect(redactor.redactText(`-----BEGIN PRIVATE KEY-----\n${body}\n${body.slice(0, 20)}`)).toBe(
      '(redacted:private-key)',
    );
    expect(redactor.redactText(JSON.stringify({ k: `-----BEGIN PRIVATE KEY-----\n${body}`, n: 1 }))).toBe(
      '{"k":"(redacted:private-key)","n":1}',
    );
  });
});

describe('summarise', () => {
  it('lists the commonest kind first', () => {
    expect(
      summarise(
        new Map([
          ['jwt', 1],
          ['cookie', 3],
          ['api-key', 1],
        ]),
      ).map(({ kind }) => kind),
    ).toEqual(['cookie', 'api-key', 'jwt']);
  });
});

describe('what looks like something else', () => {
  it('is a password with the sign that stands before its host', () => {
    expect(redactor.redactText('sqlplus scott/P@ssw0rd2024@//db.example.org:1521/ORCL')).toBe(
      'sqlplus scott/(redacted:password)@//db.example.org:1521/ORCL',
    );
  });

  it('is an assertion that begins like a path', () => {
    const assertion = keyLike('/{B400}', random);
    expect(redactor.redactText(`SAMLResponse=${assertion}&RelayState=x`)).toBe(
      'SAMLResponse=(redacted:saml-assertion)&RelayState=x',
    );
  });
});
