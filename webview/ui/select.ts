import { el } from '../dom';

export interface SelectOptions {
  label: string;
  options: readonly { value: string; text: string }[];
  value: string;
  onChoose: (value: string) => void;
}

/** A choice out of many, with its label in front. The browser's own control: it stays quick with thousands. */
export function select({ label, options, value, onChoose }: SelectOptions): HTMLElement {
  const control = el(
    'select',
    {
      class: 'select',
      on: {
        change: () => {
          onChoose(control.value);
        },
      },
    },
    ...options.map((option) => el('option', { text: option.text, attrs: { value: option.value } })),
  );
  control.value = value;
  return el('label', { class: 'labelled' }, el('span', { text: label }), control);
}
