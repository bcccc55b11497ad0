import { describe, expect, it } from 'vitest';
import { spanContext } from '../../../../src/editor/source/spanContext';
import type { JsonValue, SpanDetails } from '../../../../src/protocol/spans';

function context(resource: Record<string, JsonValue>, service: string | null = 'shop') {
  return spanContext({ span: { agent: 'a', service }, raw: { resource } } as unknown as SpanDetails);
}

describe('spanContext', () => {
  it('tells the runtime, the agent and the service', () => {
    expect(context({ 'telemetry.sdk.language': 'python' })).toEqual({
      runtime: 'python',
      agent: 'a',
      service: 'shop',
      folders: [],
    });
    expect(context({ 'telemetry.sdk.language': 'webjs' }).runtime).toBe('nodejs');
    expect(context({ 'telemetry.sdk.language': 'cobol' }).runtime).toBeNull();
    expect(context({}, 'unknown_service:node').service).toBeNull();
  });

  it('tells the folders of the script and of the process', () => {
    const resource = {
      'process.command_args': ['python', '-u', '/w/agents/a/main.py', '--n=1', 'x.py'],
      'process.working_directory': '/w',
    };
    expect(context(resource).folders).toEqual(['/w/agents/a', '/w']);
    expect(context({ 'process.command_args': 'main.py' }).folders).toEqual([]);
  });
});
