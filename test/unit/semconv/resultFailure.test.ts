import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { resultFailure } from '../../../src/semconv/resultFailure';
import { otlpSpan, resource, scope } from '../support/spans';

describe('a result that tells of a failure', () => {
  it.each([
    ['{"error":"no such file"}', 'no such file'],
    ['{"error":{"type":"E","message":"x"},"status":500}', '{"type":"E","message":"x"}'],
    ['{"content":[{"type":"text","text":"no"}],"isError":true}', '[{"type":"text","text":"no"}]'],
    ['Error: ENOENT: no such file', 'Error: ENOENT: no such file'],
    ['"TypeError: x is not a function\\n  at y"', 'TypeError: x is not a function\n  at y'],
    ['Error executing tool search: boom', 'Error executing tool search: boom'],
    ['ERROR:\nNo replacement was performed.', 'ERROR:\nNo replacement was performed.'],
    [
      '<tool_use_error>File has not been read yet.</tool_use_error>',
      '<tool_use_error>File has not been read yet.</tool_use_error>',
    ],
    ['sh: 1: jest: not found\n', 'sh: 1: jest: not found\n'],
    ['bash: ./run.sh: Permission denied', 'bash: ./run.sh: Permission denied'],
    [
      'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n',
      'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n',
    ],
    ['Chunk ID: 1\nProcess exited with code 2\nOutput:\nno', 'exit code 2'],
    ['{"output":"no","metadata":{"exit_code":1}}', 'exit code 1'],
    ['<returncode>127</returncode>\n<output>\nno\n</output>', 'exit code 127'],
    ['exitcode: 1 (execution failed)\nCode output: no', 'exit code 1'],
    [
      'Execution failed. Traceback:\n  File "<python-input>", line 1\nException: Response status code is 401:\n{}',
      'Execution failed. Traceback:\n  File "<python-input>", line 1\nException: Response status code is 401:\n{}',
    ],
  ])('%s', (result, failure) => {
    expect(resultFailure(result)).toBe(failure);
  });

  it.each([
    null,
    '',
    'found 3 errors: see Error: x',
    '# Errors\n\nError: a chapter',
    '{"error":null,"data":1}',
    '{"error":"","ok":true}',
    '{"error":"one of the fields","rows":[1]}',
    '{"isError":false,"content":[]}',
    'Process exited with code 0',
    '<returncode>0</returncode>\n<output>\n</output>',
    'exitcode: 0 (execution succeeded)\nCode output: 1',
    'Execution failed twice before.',
    '{"exit_code":0,"output":"Exit code: 1"}',
    'Errors: none',
    'ERRORS: 0',
    'README.md\nsh: 1: jest: not found',
    'Traceback (most recent call last):\nKeyError: 1\n2 tests passed',
    `Error: ${'a log file '.repeat(1_000)}`,
    `${'x\n'.repeat(500)}Exit code: 1${'\nx'.repeat(500)}`,
  ])('is not %s', (result) => {
    expect(resultFailure(result)).toBeNull();
  });

  it('counts only where the emitter says nothing itself', () => {
    const outcome = (code: 0 | 1 | 2) =>
      normaliseSpan(
        otlpSpan({
          status: { code, message: '' },
          attributes: {
            'gen_ai.operation.name': 'execute_tool',
            'gen_ai.tool.name': 'search',
            'gen_ai.tool.call.result': '{"error":"request timed out"}',
          },
        }),
        resource(),
        scope(),
      ).tool?.status;
    expect([outcome(0), outcome(1), outcome(2)]).toEqual(['timeout', 'ok', 'error']);
  });
});
