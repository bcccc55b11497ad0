import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../src/editor/panelHtml';

const page = {
  cspSource: 'https://webview.test',
  nonce: 'bm9uY2U=',
  scriptUri: 'https://webview.test/dist/webview/main.js',
  styleUri: 'https://webview.test/dist/webview/main.css',
  sessionId: 'conv_1',
  language: 'en',
  translations: undefined,
};

describe('panelHtml', () => {
  it('allows its own script by nonce, its own style, font and images, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(panelHtml(page))?.[1];
    expect(policy?.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      'img-src https://webview.test',
      'font-src https://webview.test',
      // Beside its own, an empty element: nothing can be said in it.
      `style-src https://webview.test 'sha256-${createHash('sha256').digest('base64')}'`,
      "script-src 'nonce-bm9uY2U='",
    ]);
    expect(panelHtml(page)).not.toContain('unsafe');
  });

  it('loads the script as a module with the nonce', () => {
    expect(panelHtml(page)).toContain(`<script type="module" nonce="bm9uY2U=" src="${page.scriptUri}">`);
  });

  it('keeps a hostile session id inside its attribute', () => {
    const html = panelHtml({ ...page, sessionId: `"><script>alert(1)</script><a b='&amp;` });
    expect(html).toContain(
      'data-session-id="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;a b=&#39;&amp;amp;"',
    );
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});
