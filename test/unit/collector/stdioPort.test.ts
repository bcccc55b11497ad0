import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stdioPort } from '../../../src/collector/stdioPort';
import { serveRpc } from '../../../src/protocol/rpc';

type Methods = {
  echo: { params: unknown; result: unknown };
  bytes: { params: undefined; result: unknown };
  later: { params: undefined; result: string };
  unwritable: { params: undefined; result: unknown };
};

function served() {
  const input = new PassThrough();
  const output = new PassThrough();
  const port = stdioPort(input, output);
  serveRpc<Methods>(port, {
    echo: (params) => params,
    bytes: () => ({
      start: Float64Array.of(1.5),
      part: new Uint8Array([9, 1, 2, 9]).subarray(1, 3),
      buffer: Buffer.from('hi'),
      raw: Uint8Array.of(255).buffer,
      list: [Uint8Array.of(7)],
    }),
    later: () =>
      new Promise((resolve) =>
        setTimeout(() => {
          resolve('done');
        }, 30),
      ),
    unwritable: () => ({ value: 1n }),
  });
  /** What was written so far, line by line. */
  const replies = () =>
    ((output.read() as Buffer | null)?.toString() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  return { input, port, replies };
}

describe('stdioPort', () => {
  it('answers each line with one line', async () => {
    const { input, port, replies } = served();
    input.end('{"id":1,"method":"echo","params":"a"}\n{"id":2,"method":"echo","params":"b"}\r\n\n  \n');
    await port.done;
    expect(replies()).toEqual([
      { id: 1, result: 'a' },
      { id: 2, result: 'b' },
    ]);
  });

  it('takes lines in any pieces, characters cut in half included', async () => {
    const { input, port, replies } = served();
    const params = 'Grüße 🌍 \u2028 line';
    for (const byte of Buffer.from(`${JSON.stringify({ id: 1, method: 'echo', params })}\n`))
      input.write(Buffer.of(byte));
    input.end();
    await port.done;
    expect(replies()).toEqual([{ id: 1, result: params }]);
  });

  it('takes very long lines', async () => {
    const { input, port, replies } = served();
    const params = 'x'.repeat(20_000_000);
    const line = Buffer.from(JSON.stringify({ id: 1, method: 'echo', params }));
    for (let at = 0; at < line.length; at += 65_536) input.write(line.subarray(at, at + 65_536));
    input.end();
    await port.done;
    expect(replies()).toEqual([{ id: 1, result: params }]);
  });

  it('answers what is no JSON, or no request, with an error, and goes on', async () => {
    const { input, port, replies } = served();
    input.end(
      '{"id":1,"meth\n42\n{"id":"x"}\n{"id":5,"method":"nope"}\n{"id":6,"method":"echo","params":6}\nlast {',
    );
    await port.done;
    const answered = replies() as { id: number; error?: { code: string; message: string } }[];
    expect(answered.filter(({ id }) => id !== 0)).toMatchObject([
      { id: 5, error: { code: 'unknown_method' } },
      { id: 6, result: 6 },
    ]);
    const errors = answered.filter(({ id }) => id === 0).map(({ error }) => error);
    expect(errors.map((error) => error?.code)).toEqual(errors.map(() => 'invalid_message'));
    expect(errors.filter((error) => error?.message.includes('no JSON'))).toHaveLength(2);
    expect(errors.filter((error) => error?.message.includes('numeric "id"'))).toHaveLength(2);
  });

  it('writes bytes and typed arrays as base64', async () => {
    const { input, port, replies } = served();
    input.end('{"id":1,"method":"bytes"}\n');
    await port.done;
    expect(replies()).toEqual([
      {
        id: 1,
        result: {
          start: { base64: Buffer.from(Float64Array.of(1.5).buffer).toString('base64') },
          part: { base64: 'AQI=' },
          buffer: { base64: 'aGk=' },
          raw: { base64: '/w==' },
          list: [{ base64: 'Bw==' }],
        },
      },
    ]);
  });

  it('answers with an error what cannot be written', async () => {
    const { input, port, replies } = served();
    input.end('{"id":1,"method":"unwritable"}\n');
    await port.done;
    expect(replies()).toMatchObject([{ id: 1, error: { code: 'internal' } }]);
  });

  it('is done when the input has ended and the last request is answered', async () => {
    const { input, port, replies } = served();
    input.end('{"id":1,"method":"later"}\n');
    await port.done;
    expect(replies()).toEqual([{ id: 1, result: 'done' }]);
  });
});
