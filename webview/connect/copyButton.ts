import { t } from '../l10n';
import { icon } from '../ui/icon';
import { iconButton } from '../ui/toolkit';

/** How long a button says that it copied. */
const COPIED_MS = 1_500;

/** Copies what `text` gives, and says so for a moment. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = iconButton('copy', label, () => {
    void navigator.clipboard.writeText(text()).then(() => {
      button.replaceChildren(icon('check'));
      button.setAttribute('aria-label', t('Copied'));
      setTimeout(() => {
        button.replaceChildren(icon('copy'));
        button.setAttribute('aria-label', label);
      }, COPIED_MS);
    });
  });
  return button;
}
