import * as vscode from 'vscode';
import type { FilePlace, FoundSource } from '../../protocol/panel';
import type { SpanRef } from '../../protocol/units';
import type { CollectorService } from '../collectorService';
import { mapConcurrently } from './mapConcurrently';
import type { SourceFinder, SourcePlace, SourcePlaces } from './sourceFinder';

/** A stack is as deep as it likes; nobody clicks further down. */
const MAX_STACK_FILES = 200;
const FILES_AT_ONCE = 8;

/** From a span to the editor: finds the code behind it, asks where several places fit, and shows it. */
export class SourceLinks {
  constructor(
    private readonly collector: CollectorService,
    private readonly finder: SourceFinder,
  ) {}

  /** Best first; empty when nothing was found. */
  async find(span: SpanRef): Promise<FoundSource[]> {
    const { places } = await this.placesOf(span);
    return places.map(({ path, line, foundBy }) => ({ path, line, foundBy }));
  }

  /**
   * False when there is nothing to open. With `choose`, asks whenever several places were found. A person who dismisses the choice has been served.
   *
   * @param panelColumn where the session panel is: the file is shown beside it, not over it
   */
  async open(
    { choose = false, ...span }: SpanRef & { choose?: boolean },
    panelColumn: vscode.ViewColumn | undefined,
  ): Promise<boolean> {
    const { places, certain } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for the source…') },
      () => this.placesOf(span),
    );
    const best = places[0];
    if (!best) return false;
    const chosen = certain && !(choose && places.length > 1) ? best : await pick(places);
    await openPlace(chosen, panelColumn);
    return true;
  }

  /** For each file that a stack trace names, whether it is here. */
  async hasFiles(files: readonly string[]): Promise<boolean[]> {
    const found = await mapConcurrently(files.slice(0, MAX_STACK_FILES), FILES_AT_ONCE, (file) =>
      this.finder.inFile({ file, line: 1, column: 1 }),
    );
    return files.map((_, place) => (found[place]?.length ?? 0) > 0);
  }

  /** False when there is no such file here. */
  async openFile(place: FilePlace, panelColumn: vscode.ViewColumn | undefined): Promise<boolean> {
    const [found] = await this.finder.inFile(place);
    await openPlace(found, panelColumn);
    return found !== undefined;
  }

  private async placesOf(span: SpanRef): Promise<SourcePlaces> {
    return this.finder.find(await this.collector.request('span/get', span));
  }
}

/** Undefined: a person dismissed the choice. */
async function openPlace(
  place: SourcePlace | undefined,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  if (place && (place.trusted || (await confirmOutside(place)))) await reveal(place, panelColumn);
}

async function pick(places: SourcePlace[]): Promise<SourcePlace | undefined> {
  const items = places.map((place) => ({
    label: `$(symbol-function) ${place.label}`,
    description: `${place.path}:${place.line}`,
    place,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Go to Source'),
    placeHolder:
      places.length === 1
        ? vscode.l10n.t('Only the name fits: nothing says that this is the code')
        : vscode.l10n.t('Several places fit, best first'),
    matchOnDescription: true,
  });
  return picked?.place;
}

/** Span data is untrusted: it does not get to open files of its choice. */
async function confirmOutside(place: SourcePlace): Promise<boolean> {
  const open = vscode.l10n.t('Open File');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('The trace points to a file outside the workspace: {0}', place.uri.fsPath),
    open,
  );
  return chosen === open;
}

async function reveal(place: SourcePlace, panelColumn: vscode.ViewColumn | undefined): Promise<void> {
  const viewColumn = columnBeside(panelColumn);
  const document = await documentOf(place, viewColumn);
  // The file may have changed since the trace was made: stay inside it.
  const position = document.validatePosition(new vscode.Position(place.line - 1, place.column - 1));
  const selection = new vscode.Range(position, position);
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preview: true, selection });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenter);
}

/** Of a notebook the cell that the place is in: its lines are the cell's. */
async function documentOf(
  { uri, cell }: SourcePlace,
  viewColumn: vscode.ViewColumn,
): Promise<vscode.TextDocument> {
  if (cell === null) return vscode.workspace.openTextDocument(uri);
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const index = Math.min(cell, notebook.cellCount - 1);
  await vscode.window.showNotebookDocument(notebook, {
    viewColumn,
    selections: [new vscode.NotebookRange(index, index + 1)],
  });
  return notebook.cellAt(index).document;
}

/** The active editor group, or any other, as long as the panel is not in it; else a new one. */
function columnBeside(panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const free = [activeTabGroup, ...all].find(({ viewColumn }) => viewColumn !== panelColumn);
  return free?.viewColumn ?? vscode.ViewColumn.Beside;
}
