// What others change, as it happens: one websocket per tab, resumed after a break from the last position seen, so that
// nothing is missed and nothing is asked for twice. Pure of React; `Session` starts it and feeds the cache from it.
import type { EventData, EventKind } from "~/api/types";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface EventsOptions {
  open: () => Socket;
  /** Sets a timer and returns what clears it. */
  later: (run: () => void, ms: number) => () => void;
  /** 0 to 1: spreads the return of many tabs after a restart of the server. */
  random: () => number;
  onEvent: <K extends EventKind>(kind: K, data: EventData[K]) => void;
  /** The position was too old: everything has to be fetched again. */
  onReset: () => void;
  /** The session is over. */
  onBye: () => void;
  onState: (state: "live" | "broken") => void;
}

type ServerMessage =
  | { type: "ready"; position: string }
  | { type: "event"; position: string; kind: EventKind; data: EventData[EventKind] }
  | { type: "reset"; position?: string }
  | { type: "bye"; reason: string };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** How long to wait before attempt `n` (from 0): twice as long each time, and never at the same moment as others. */
export function backOff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return ceiling / 2 + random() * (ceiling / 2);
}

export interface Events {
  /** Tries at once instead of waiting: the network is back, the tab is looked at again. */
  nudge(): void;
  stop(): void;
}

export function startEvents(options: EventsOptions): Events {
  let position: string | null = null;
  let attempt = 0;
  let stopped = false;
  let socket: Socket | null = null;
  let cancelWait: (() => void) | null = null;

  const connect = () => {
    cancelWait = null;
    const current = options.open();
    socket = current;
    current.onopen = () => current.send(JSON.stringify({ type: "resume", after: position }));
    current.onmessage = (event) => receive(String(event.data));
    current.onclose = () => {
      if (socket !== current) return;
      socket = null;
      if (stopped) return;
      options.onState("broken");
      cancelWait = options.later(connect, backOff(attempt, options.random));
      attempt += 1;
    };
  };

  const receive = (text: string) => {
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "ready":
        attempt = 0;
        // After a break the server first replays what was missed; its own position is where a first visit starts.
        position ??= message.position;
        options.onState("live");
        break;
      case "event":
        position = message.position;
        options.onEvent(message.kind, message.data);
        break;
      case "reset":
        position = message.position ?? null;
        options.onReset();
        break;
      case "bye":
        stop();
        options.onBye();
        break;
    }
  };

  const stop = () => {
    stopped = true;
    cancelWait?.();
    socket?.close();
  };

  connect();
  return {
    nudge: () => {
      if (stopped || cancelWait === null) return;
      cancelWait();
      attempt = 0;
      connect();
    },
    stop,
  };
}
