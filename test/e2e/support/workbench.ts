import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long the command palette may take to list a command that it knows. */
const LISTED_MS = 3000;
const MOST_ATTEMPTS = 15;
/** How long a file dialog may take to come, while the extension starts. */
const DIALOG_MS = 30_000;

const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-black': 'Dark High Contrast',
  'hc-light': 'Light High Contrast',
};

export type ThemeKind = keyof typeof THEMES;

/** What is needed of a browser: tests are checked without the DOM's types. */
type DrawnElement = {
  textContent: string | null;
  getBoundingClientRect(): { top: number; left: number };
};
type DrawnCanvas = {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
};
type WithClipboard = { navigator: { clipboard: { readText(): Promise<string> } } };

/** What a person does in VS Code, by what they see: no test knows VS Code's markup but this file. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Opens VS Code and waits until its commands answer. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  /** Reloads as VS Code does it: its state is saved first, which a reload of the page alone may cut short. */
  async reload(): Promise<void> {
    const reloaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await reloaded;
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.activitybar').getByRole('tab').first().waitFor();
  }

  /** Runs a command of the palette by its title, e.g. "Turnline: Run the Sample Agent". */
  async runCommand(title: string): Promise<void> {
    const row = this.quickPickRow(title);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput.fill(`>${title}`);
      const listed = await row.waitFor({ timeout: LISTED_MS }).then(
        () => true,
        () => false,
      );
      if (listed) {
        await row.click();
        return;
      }
      // The palette lists what is known when it opens; an extension's commands may come later.
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`The command palette does not list "${title}".`);
  }

  /** Chooses from the quick pick that is showing. */
  async pick(label: string): Promise<void> {
    await this.quickPickRow(label).click();
  }

  /** Answers the file dialog that is showing: in a browser it is a field for the path. */
  async enterPath(path: string): Promise<void> {
    await expect.poll(() => this.quickInput.inputValue(), { timeout: DIALOG_MS }).toMatch(/^\//);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      await this.quickInput.fill(path);
      await this.page.keyboard.press('Enter');
      const closed = await this.quickInput.waitFor({ state: 'hidden', timeout: LISTED_MS }).then(
        () => true,
        () => false,
      );
      if (closed) return;
      // What it finds out about a folder comes later, and takes back what was entered.
    }
    throw new Error(`The file dialog does not take ${path}.`);
  }

  /** Answers the input that has this title. */
  async type(text: string, title: RegExp): Promise<void> {
    await this.page.locator('.quick-input-title').getByText(title).waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Takes the path that the file dialog proposes, once it is complete: it ends with the file's name. */
  async acceptPath(ending: RegExp): Promise<string> {
    await expect.poll(() => this.quickInput.inputValue(), { timeout: DIALOG_MS }).toMatch(ending);
    const path = await this.quickInput.inputValue();
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
    return path;
  }

  /** Chooses from the context menu of a row, or of whatever else has one. */
  async contextMenu(target: Locator, label: string): Promise<void> {
    await target.click({ button: 'right' });
    await this.page.locator('.monaco-menu').getByRole('menuitem', { name: label }).hover();
    // A menu that has just opened takes no click yet, lest the one that opened it chooses, too.
    await this.page.keyboard.press('Enter');
  }

  /** What the quick pick that is showing lists, as far as it is in view; separators count, too. */
  get quickPickRows(): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row');
  }

  private quickPickRow(label: string): Locator {
    return this.page
      .locator('.quick-input-widget .monaco-list-row')
      .filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) })
      .first();
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** Shows a view container by its icon's name at the left edge. */
  async showContainer(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: new RegExp(`^${name}`) });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** A button in the welcome content of the view that is showing. */
  welcomeButton(name: string): Locator {
    return this.page.locator('.part.sidebar .welcome-view').getByRole('button', { name });
  }

  /** The rows of the tree in the side bar. */
  get treeItems(): Locator {
    return this.page.locator('.part.sidebar').getByRole('treeitem');
  }

  /** An item of the status bar, by what it says to assistive technology. */
  statusBarItem(label: string): Locator {
    return this.page.locator('.part.statusbar').getByRole('button', { name: label });
  }

  /** A button of the modal dialog that is showing. */
  dialogButton(name: string): Locator {
    return this.page.getByRole('dialog').getByRole('button', { name });
  }

  /** The tab of an open editor. */
  editorTab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }

  /** The name of the editor that has the focus, and where its cursor is; 1-based. */
  async activeEditor(): Promise<{ name: string; line: number; column: number }> {
    // This waits until a text is the active editor: its name may be read only then.
    const position = await this.page
      .locator('.part.statusbar')
      .getByText(/Ln \d+, Col \d+/)
      .first()
      .innerText();
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    const name = (await tab.getAttribute('data-resource-name')) ?? '';
    const [line = NaN, column = NaN] = (position.match(/\d+/g) ?? []).map(Number);
    return { name, line, column };
  }

  /** The title of a step of the walkthrough that is showing. */
  walkthroughStep(title: string): Locator {
    return this.page.locator('.getting-started-step .step-title').filter({ hasText: title });
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(name);
    await this.pick(name);
    await this.editorTab(name).waitFor();
  }

  /** All text of the editor that is showing, however long. */
  async copiedEditor(): Promise<string> {
    await this.page.locator('.part.editor .monaco-editor .view-lines').first().click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Control+C');
    return this.page.evaluate(() => (globalThis as unknown as WithClipboard).navigator.clipboard.readText());
  }

  /** Takes a built-in theme, by what kind of theme it is. */
  async setTheme(kind: ThemeKind): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickPickRow(THEMES.light).waitFor();
    await this.quickInput.fill(THEMES[kind]);
    await this.pick(THEMES[kind]);
    const themed = kind === 'light' ? 'vs' : kind === 'dark' ? 'vs-dark' : kind;
    await this.page.locator(`.monaco-workbench.${themed}`).waitFor();
  }

  /** What stands above a line of code, and can be clicked. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration').locator('a').filter({ hasText: text }).first();
  }

  /** The line of code that a lens stands above; empty while it stands above none. */
  async lineBelow(lens: Locator): Promise<string> {
    const box = await lens.boundingBox();
    if (box === null) return '';
    const lines = await this.page.locator('.editor-instance .view-line').evaluateAll((elements) =>
      (elements as unknown as DrawnElement[]).map((element) => ({
        top: element.getBoundingClientRect().top,
        left: element.getBoundingClientRect().left,
        text: element.textContent ?? '',
      })),
    );
    const below = lines
      .filter(({ top, left }) => top > box.y && left <= box.x)
      .sort((a, b) => b.left - a.left || a.top - b.top);
    return below[0]?.text.replaceAll('\u00a0', ' ') ?? '';
  }

  /** Colours of the marks beside the scroll bar of the editor that is showing, as `#rrggbb`. */
  async rulerColours(): Promise<string[]> {
    const canvas = this.page.locator('.editor-instance canvas.decorationsOverviewRuler').first();
    return canvas.evaluate((element: DrawnCanvas) => {
      const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
      const colours = new Set<string>();
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] !== 255) continue;
        colours.add(
          `#${[...data.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`,
        );
      }
      return [...colours];
    });
  }

  /** Replaces a word of the editor that is showing, where it stands first. */
  async replaceWord(word: string, by: string): Promise<void> {
    await this.page
      .locator('.editor-instance .view-line')
      .getByText(word, { exact: true })
      .first()
      .dblclick();
    await this.page.keyboard.type(by);
    await this.page.locator('.editor-instance .view-line').getByText(by, { exact: true }).first().waitFor();
  }

  /** Rests the mouse on a text of the editor that is showing, until its hover comes. */
  async hoverText(text: string): Promise<void> {
    await this.page.locator('.editor-instance .view-line').getByText(text).first().hover();
    await this.hover.waitFor();
  }

  /** Takes the mouse to where nothing is said. */
  async leaveHover(): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });
  }

  /** What the editor says where the mouse rests. */
  get hover(): Locator {
    return this.page.locator('.monaco-hover:visible').first();
  }

  /** The page inside the webview that is showing: VS Code nests it in two frames. */
  get webview(): FrameLocator {
    return this.page.locator('iframe.webview.ready:visible').contentFrame().frameLocator('#active-frame');
  }

  /** What the terminal shows. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div').allInnerTexts();
    return rows.join('\n').replaceAll(' ', ' ');
  }

  /** Types a command line into the terminal that is showing. */
  async typeInTerminal(commandLine: string): Promise<void> {
    // While a terminal is being set up there are two text areas; the terminal's own is the first.
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').first().focus();
    await this.page.keyboard.type(commandLine);
    await this.page.keyboard.press('Enter');
  }

  /** Texts of the notifications that VS Code shows. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** A button in a notification that VS Code shows. */
  notificationButton(name: string): Locator {
    return this.page.locator('.notification-toast').getByRole('button', { name });
  }

  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }
}
