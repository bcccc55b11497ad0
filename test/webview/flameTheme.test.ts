/** That what is drawn can be read and told apart, in the colours of each of VS Code's themes. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { contrast } from '../../webview/flame/colour';
import type { FlameTheme } from '../../webview/flame/flameTheme';
import { readTheme } from '../../webview/flame/theme';
import type { ThemeName } from './support/themes';
import { THEME_NAMES, THEMES } from './support/themes';

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5;
const BOUNDARY = 3;

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The theme as the page reads it where VS Code's variables have these values. */
function themeOf(name: ThemeName): FlameTheme {
  const { bodyClass, variables } = THEMES[name];
  const classes = bodyClass.split(' ').map((each) => `.${each}`);
  vi.stubGlobal('getComputedStyle', () => ({
    getPropertyValue: (variable: string) =>
      (variables as Record<string, string>)[variable.replace('--vscode-', '')] ?? '',
  }));
  vi.stubGlobal('document', {
    body: {
      matches: (selector: string) => selector.split(', ').some((each) => classes.includes(each)),
    },
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  return readTheme(undefined as unknown as Element, () => null);
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
