/** That what is drawn can be read and told apart, in the colours of each of VS Code's themes. */
import { describe, expect, it } from 'vitest';
import { contrast } from '../../webview/flame/colour';
import type { FlameTheme } from '../../webview/flame/flameTheme';
import { flameThemeOf } from '../../webview/flame/themeColours';
import type { ThemeName } from './support/themes';
import { THEME_NAMES, THEMES } from './support/themes';

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5;
const BOUNDARY = 3;

function themeOf(name: ThemeName): FlameTheme {
  const variables: Record<string, string> = THEMES[name].variables;
  return flameThemeOf({
    variable: (variable) => variables[variable.replace('--vscode-', '')] ?? '',
    highContrast: name.startsWith('hc-'),
    createHatch: () => null,
  });
}

describe.each(THEME_NAMES)('the colours of %s', (name) => {
  it('leave every text readable', () => {
    const theme = themeOf(name);
    const { ink, background } = theme;
    for (const { fill, bucket, dimmed, dimmedInk } of [...theme.kinds, ...theme.groups, ...theme.statuses]) {
      expect(contrast(ink, fill)).toBeGreaterThanOrEqual(TEXT);
      expect(contrast(ink, bucket)).toBeGreaterThanOrEqual(TEXT);
      expect(contrast(dimmedInk, dimmed)).toBeGreaterThanOrEqual(TEXT);
    }
    for (const text of [theme.foreground, theme.dim, theme.loopText]) {
      expect(contrast(text, background)).toBeGreaterThanOrEqual(TEXT);
    }
    expect(contrast(theme.onError, theme.error)).toBeGreaterThanOrEqual(TEXT);
  });

  it('set frames, selection and loops off from the background', () => {
    const theme = themeOf(name);
    for (const { fill } of [...theme.kinds, ...theme.groups, ...theme.statuses]) {
      expect(contrast(fill, theme.background)).toBeGreaterThanOrEqual(BOUNDARY);
    }
    expect(contrast(theme.selection, theme.background)).toBeGreaterThanOrEqual(BOUNDARY);
    expect(contrast(theme.loop, theme.background)).toBeGreaterThanOrEqual(BOUNDARY);
    expect(contrast(theme.error, theme.background)).toBeGreaterThanOrEqual(BOUNDARY);
  });
});

describe.each(['hc-dark', 'hc-light'] as const)('the outline of a frame in %s', (name) => {
  it('is seen even where the frame stands back from the search', () => {
    const theme = themeOf(name);
    expect(contrast(theme.contrastBorder!, theme.background)).toBeGreaterThanOrEqual(BOUNDARY);
    for (const { dimmed } of theme.kinds) {
      expect(contrast(theme.contrastBorder!, dimmed)).toBeGreaterThanOrEqual(BOUNDARY);
    }
  });
});
