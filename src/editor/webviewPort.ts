import type * as vscode from 'vscode';
import type { RpcPort } from '../protocol/rpc';

/** The extension host's end of the channel to a webview. */
export function webviewPort(webview: vscode.Webview): RpcPort {
  return {
    post: (message) => {
      void webview.postMessage(message);
    },
    onMessage: (listener) => {
      const subscription = webview.onDidReceiveMessage(listener);
      return () => {
        subscription.dispose();
      };
    },
  };
}
