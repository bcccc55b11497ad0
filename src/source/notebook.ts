/** The code of a notebook as one text. Pure. */

export interface NotebookText {
  text: string;
  /** Line of `text` at which each code cell begins, 1-based, with the cell's place among all cells. */
  cells: { cell: number; line: number }[];
}

interface Cell {
  cell_type?: unknown;
  source?: unknown;
}

/** Null for a file that is no notebook. */
export function notebookText(json: string): NotebookText | null {
  let cells: unknown;
  try {
    const parsed: unknown = JSON.parse(json);
    cells = typeof parsed === 'object' && parsed !== null && 'cells' in parsed ? parsed.cells : null;
  } catch {
    return null;
  }
  if (!Array.isArray(cells)) return null;
  const found: NotebookText = { text: '', cells: [] };
  let line = 1;
  for (const [place, cell] of (cells as Cell[]).entries()) {
    if (cell.cell_type !== 'code') continue;
    const source = Array.isArray(cell.source) ? cell.source.join('') : cell.source;
    if (typeof source !== 'string') continue;
    // Lines with magics and shell commands are no Python.
    const code = source.replace(/^[ \t]*[%!].*$/gm, 'pass');
    found.cells.push({ cell: place, line });
    found.text += `${code}\n`;
    line += code.split('\n').length;
  }
  return found;
}

/** Where a line of the text is in the notebook; null when it has no cells. */
export function cellAt({ cells }: NotebookText, line: number): { cell: number; line: number } | null {
  const cell = cells.findLast((one) => one.line <= line);
  return cell ? { cell: cell.cell, line: line - cell.line + 1 } : null;
}
