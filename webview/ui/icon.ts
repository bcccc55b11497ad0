import { el } from '../dom';

/** The codicons in use; `styles/icons.css` knows their characters. */
export type IconName =
  | 'info'
  | 'warning'
  | 'error'
  | 'close'
  | 'watch'
  | 'circle-slash'
  | 'debug-disconnect'
  | 'search'
  | 'copy'
  | 'check'
  | 'word-wrap'
  | 'arrow-up'
  | 'arrow-down'
  | 'link'
  | 'list-tree'
  | 'ellipsis'
  | 'question'
  | 'screen-full'
  | 'layout-sidebar-right'
  | 'layout-sidebar-right-off';

/** Decoration only: the text beside it says the same. */
export function icon(name: IconName): HTMLElement {
  return el('span', { class: `icon icon-${name}`, attrs: { 'aria-hidden': 'true' } });
}
