import { describe, expect, it } from 'vitest';
import { codexConfiguration } from '../../../src/presets/agentGuides';
import { hasCodexSection, withCodexSection, withoutCodexSection } from '../../../src/presets/codexFile';

const SECTION = codexConfiguration({ httpPort: 4318, token: null });
const OWN = 'model = "gpt-5"\n\n[model_providers.lab]\nname = "Lab"\n';

describe('Codex’s configuration', () => {
  it.each([
    ['an empty file', ''],
    ['a file', OWN],
    ['a file without a last line end', OWN.trimEnd()],
  ])('gets the section, and is as before without it: %s', (_, text) => {
    const changed = withCodexSection(text, SECTION)!;
    expect(changed).toContain(SECTION);
    expect(hasCodexSection(changed)).toBe(true);
    expect(withoutCodexSection(changed).trimEnd()).toBe(text.trimEnd());
  });

  it('has the section once, with the latest port', () => {
    const before = withCodexSection(OWN, SECTION)!;
    const after = withCodexSection(before, codexConfiguration({ httpPort: 5000, token: null }))!;
    expect(after.match(/\[otel\]/g)).toHaveLength(1);
    expect(after).toContain(':5000/');
    expect(after).not.toContain(':4318/');
  });

  it.each([
    '[otel]\nenvironment = "dev"\n',
    '[otel.exporter]\n',
    'otel.log_user_prompt = true\n',
    'otel = {}\n',
  ])('with a section of the user’s own is not touched: %j', (text) => {
    expect(withCodexSection(OWN + text, SECTION)).toBeNull();
  });

  it('keeps what the user wrote behind the section', () => {
    const changed = `${withCodexSection(OWN, SECTION)!}\n[tui]\nnotifications = true\n`;
    expect(withoutCodexSection(changed)).toContain('[tui]\nnotifications = true\n');
    expect(withoutCodexSection(changed)).not.toContain('otel');
  });
});
