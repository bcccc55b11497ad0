import { describe, expect, it } from 'vitest';
import { readableJson } from '../../../../src/editor/loops/readableJson';

describe('readableJson', () => {
  it('is the same for the same value, however it was written', () => {
    const text = '{\n  "a": [\n    1,\n    true\n  ],\n  "b": {\n    "c": null,\n    "d": "x"\n  }\n}';
    expect(readableJson('{"b":{"d":"x","c":null},"a":[1,true]}')).toBe(text);
    expect(readableJson(' { "a" : [1, true], "b": {"c":null, "d":"x"} } ')).toBe(text);
  });

  it('shows line breaks of strings as such, and nothing else that only looks like one', () => {
    expect(readableJson('{"code":"if x:\\n\\treturn\\r\\nend"}')).toBe(
      '{\n  "code": "if x:\n    \treturn\n    end"\n}',
    );
    const path = '{"path":"C:\\\\new\\\\table"}';
    expect(readableJson(path)).toBe('{\n  "path": "C:\\\\new\\\\table"\n}');
  });

  it('keeps every digit, so that two ids stay two', () => {
    const text = (id: string) => readableJson(`{"id":${id},"as":"${id}"}`);
    expect(text('12345678901234567891')).toBe(
      '{\n  "as": "12345678901234567891",\n  "id": 12345678901234567891\n}',
    );
    expect(text('12345678901234567891')).not.toBe(text('12345678901234567892'));
  });

  it('unpacks JSON in a JSON string', () => {
    expect(readableJson(JSON.stringify('{"ok":true}'))).toBe('{\n  "ok": true\n}');
    expect(readableJson(JSON.stringify('one\ntwo'))).toBe('one\ntwo');
  });

  it('leaves alone what is no JSON, or only a word or a number', () => {
    for (const text of ['nothing found', '{"cut": "of', '42', 'true', '', '[1, 2']) {
      expect(readableJson(text)).toBeNull();
    }
  });

  it('survives nesting that nobody can read', () => {
    expect(readableJson(`${'['.repeat(90_000)}${']'.repeat(90_000)}`)).toBeNull();
  });
});
