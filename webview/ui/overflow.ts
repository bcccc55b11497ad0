/** What a bar leaves out when it has no room for all. */

/**
 * Hides as few elements as the bar needs to hold the others at their smallest; the last of `spare` goes first. An
 * element that is hidden for a reason of its own stays hidden.
 */
export function hideWhatHasNoRoom(bar: HTMLElement, spare: readonly HTMLElement[]): void {
  for (const element of spare) element.classList.remove('has-no-room');
  for (const element of [...spare].reverse()) {
    if (bar.scrollWidth <= bar.clientWidth) return;
    element.classList.add('has-no-room');
  }
}
