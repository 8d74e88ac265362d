import { contract, type Session } from '../../../common/contract.ts';
import type { RpcResult } from '../../../common/rpc.ts';
import type { Application } from '../../core/application-port.ts';
import type { Log } from '../../platform/log.ts';
import { createDispatcher } from '../../rpc/dispatcher.ts';
import { createSessions } from '../../rpc/sessions.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';
import { isAppUrl } from './origin.ts';

/** The parts of Electron's frame, contents and `ipcMain` that are used here. */
export interface FrameLike {
  readonly url: string;
  readonly parent: unknown;
}
export interface ContentsLike {
  readonly id: number;
  send(channel: string, ...values: unknown[]): void;
  isDestroyed(): boolean;
}
export interface IpcEventLike {
  readonly sender: ContentsLike;
  readonly senderFrame: FrameLike | null;
}
export interface IpcMainLike {
  handle(channel: string, listener: (event: IpcEventLike, ...values: unknown[]) => Promise<RpcResult>): void;
  removeHandler(channel: string): void;
}

/** Calls and events between desktop windows and the core. */
export interface IpcHub {
  /** A page has begun to load in this window: whatever page was there before is over. */
  begin(contents: ContentsLike): void;
  /** The window or its process has gone. */
  end(contents: ContentsLike): void;
  close(): Promise<void>;
}

export function attachIpc(ipcMain: IpcMainLike, application: Application, log: Log): IpcHub {
  const windows = new Map<number, { contents: ContentsLike; session: Session }>();
  const sessions = createSessions((session) => application.sessionClosed(session));
  const dispatcher = createDispatcher({
    contract,
    handlers: application.handlers,
    sessions,
    permit: (session, method) => application.permit(session, method),
    // Only the main frame of one of our own windows, while it shows one of our own pages.
    trusts: ({ sender, senderFrame }: IpcEventLike) => {
      if (senderFrame === null || senderFrame.parent !== null || !isAppUrl(senderFrame.url)) return null;
      return windows.get(sender.id)?.session ?? null;
    },
    onDefect: (defect) => {
      log.error(defect, 'call failed');
    },
  });
  ipcMain.handle(INVOKE_CHANNEL, (event, method, input) => dispatcher.dispatch(event, method, input));
  const unsubscribe = application.onEvent((event, target) => {
    for (const { contents, session } of windows.values()) {
      if ((target === null || target === session.id) && !contents.isDestroyed()) contents.send(EVENT_CHANNEL, event);
    }
  });

  const end = (contents: ContentsLike): void => {
    const known = windows.get(contents.id);
    windows.delete(contents.id);
    if (known !== undefined) void sessions.close(known.session);
  };

  return {
    begin: (contents) => {
      end(contents);
      windows.set(contents.id, { contents, session: sessions.open() });
    },
    end,
    close: async () => {
      unsubscribe();
      ipcMain.removeHandler(INVOKE_CHANNEL);
      windows.clear();
      await sessions.closeAll();
    },
  };
}
