/** Copies to the clipboard, and says so where it was asked for. */
import { oncePerFrame } from '../dom';
import { t } from '../l10n';

/** How long the check mark stays. */
const SAID_MS = 1_500;

/** Says what was copied: a line for screen readers, a check mark for everybody else. */
export class CopyNotice {
  private readonly show = oncePerFrame(() => {
    this.line.textContent = this.text;
  });
  private text = '';

  constructor(private readonly line: HTMLElement) {}

  async copy(text: string, what: string, button?: Element | null): Promise<void> {
    // The browser refuses where the page has not the focus.
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    this.text = copied ? t('{0} copied', what) : t('{0} could not be copied', what);
    // The same words twice are read twice only when they went in between.
    this.line.textContent = '';
    this.show();
    const icon = button?.querySelector('.icon-copy, .icon-link');
    if (!copied || !icon) return;
    const before = icon.className;
    icon.className = 'icon icon-check';
    setTimeout(() => {
      icon.className = before;
    }, SAID_MS);
  }
}
