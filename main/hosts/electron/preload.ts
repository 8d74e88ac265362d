import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { CoreEvent, RpcResult } from '../../../common/rpc.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';

// Runs sandboxed, as one CommonJS file. Only these two functions cross into the page; never ipcRenderer itself.
contextBridge.exposeInMainWorld('quintet', {
  invoke: (method: string, input: unknown) => ipcRenderer.invoke(INVOKE_CHANNEL, method, input) as Promise<RpcResult>,
  subscribe: (listener: (event: CoreEvent) => void) => {
    const forward = (_event: IpcRendererEvent, event: CoreEvent): void => {
      listener(event);
    };
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, forward);
    };
  },
});
