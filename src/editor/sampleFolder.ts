import * as vscode from 'vscode';

/** `name` in the sample's package.json: how a workspace folder is recognised as the sample. */
const SAMPLE_PACKAGE_NAME = 'turnline-sample';

/** Where the sample agent is: in the workspace when it is open there, else the extension's own copy. */
export class SampleFolder {
  constructor(
    /** The copy that comes with the extension. */
    readonly own: vscode.Uri,
  ) {}

  async current(): Promise<vscode.Uri> {
    return (await workspaceSample()) ?? this.own;
  }
}

/** The workspace folder that is the sample. A workspace that is not trusted does not get to say what runs. */
async function workspaceSample(): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme === 'file' && (await packageName(uri)) === SAMPLE_PACKAGE_NAME) return uri;
  }
  return undefined;
}

async function packageName(folder: vscode.Uri): Promise<unknown> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'package.json'));
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest
      ? manifest.name
      : undefined;
  } catch {
    // No manifest, or one that is no JSON: not the sample.
    return undefined;
  }
}
