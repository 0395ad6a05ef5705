import { describe, expect, it, vi } from "vitest";
import { backOff, type EventsOptions, type Socket, startEvents } from "./events";

/** A server of one socket at a time and a clock that is moved by hand. */
function world() {
  const sockets: (Socket & { sent: string[]; closed: boolean })[] = [];
  const waits: { run: () => void; ms: number; cancelled: boolean }[] = [];
  const options = {
    open: () => {
      const socket = {
        sent: [] as string[],
        closed: false,
        onopen: null,
        onmessage: null,
        onclose: null,
        send: (text: string) => void socket.sent.push(text),
        close: () => {
          socket.closed = true;
        },
      } as Socket & { sent: string[]; closed: boolean };
      sockets.push(socket);
      return socket;
    },
    later: (run: () => void, ms: number) => {
      const wait = { run, ms, cancelled: false };
      waits.push(wait);
      return () => {
        wait.cancelled = true;
      };
    },
    random: () => 0.5,
    onEvent: vi.fn(),
    onReset: vi.fn(),
    onBye: vi.fn(),
    onState: vi.fn(),
  } satisfies EventsOptions;
  const latest = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("no socket");
    return socket;
  };
  return {
    options,
    sockets,
    waits,
    latest,
    says: (message: object) => latest().onmessage?.({ data: JSON.stringify(message) }),
    breaks: () => latest().onclose?.(),
    waited: () => {
      const wait = waits.at(-1);
      if (wait && !wait.cancelled) wait.run();
    },
    asked: () => latest().sent.map((text) => JSON.parse(text)),
  };
}

const event = (position: string) => ({ type: "event", position, kind: "files.drives", data: {} });

describe("live events", () => {
  it("begin where the server is, and resume after the last one seen", () => {
    const { options, latest, says, breaks, waited, asked } = world();
    startEvents(options);
    latest().onopen?.();
    expect(asked()).toEqual([{ type: "resume", after: null }]);
    says({ type: "ready", position: "100" });
    says(event("101"));
    expect(options.onEvent).toHaveBeenCalledWith("files.drives", {});
    breaks();
    waited();
    latest().onopen?.();
    expect(asked()).toEqual([{ type: "resume", after: "101" }]);
  });

  it("resume from where the first visit began when nothing had happened yet", () => {
    const { options, latest, says, breaks, waited, asked } = world();
    startEvents(options);
    latest().onopen?.();
    says({ type: "ready", position: "100" });
    breaks();
    waited();
    latest().onopen?.();
    expect(asked()).toEqual([{ type: "resume", after: "100" }]);
  });

  it("do not skip what was missed when the server says how far it is before replaying", () => {
    const { options, latest, says, breaks, waited, asked } = world();
    startEvents(options);
    latest().onopen?.();
    says({ type: "ready", position: "100" });
    breaks();
    waited();
    latest().onopen?.();
    says({ type: "ready", position: "180" });
    breaks();
    waited();
    latest().onopen?.();
    expect(asked()).toEqual([{ type: "resume", after: "100" }]);
  });

  it("fetch everything again when the position is too old, and go on from there", () => {
    const { options, latest, says, breaks, waited, asked } = world();
    startEvents(options);
    latest().onopen?.();
    says({ type: "ready", position: "100" });
    says({ type: "reset" });
    expect(options.onReset).toHaveBeenCalledOnce();
    says(event("900"));
    breaks();
    waited();
    latest().onopen?.();
    expect(asked()).toEqual([{ type: "resume", after: "900" }]);
  });

  it("stop for good when the session is over", () => {
    const { options, says, breaks, sockets, waits } = world();
    startEvents(options);
    says({ type: "bye", reason: "signed-out" });
    expect(options.onBye).toHaveBeenCalledOnce();
    breaks();
    expect(sockets).toHaveLength(1);
    expect(waits).toHaveLength(0);
  });

  it("wait longer after each failure, and at once no longer than needed after a success", () => {
    const { options, says, breaks, waited, waits } = world();
    startEvents(options);
    breaks();
    waited();
    breaks();
    waited();
    breaks();
    expect(waits.map((wait) => wait.ms)).toEqual([375, 750, 1500]);
    waited();
    says({ type: "ready", position: "1" });
    breaks();
    expect(waits.at(-1)?.ms).toBe(375);
    expect(options.onState.mock.calls.map(([state]) => state)).toEqual([
      "broken",
      "broken",
      "broken",
      "live",
      "broken",
    ]);
  });

  it("try at once when the network is back, and only then", () => {
    const { options, breaks, sockets } = world();
    const events = startEvents(options);
    events.nudge();
    expect(sockets).toHaveLength(1);
    breaks();
    events.nudge();
    expect(sockets).toHaveLength(2);
    events.nudge();
    expect(sockets).toHaveLength(2);
  });

  it("leave nothing running when they are stopped", () => {
    const waiting = world();
    const first = startEvents(waiting.options);
    waiting.breaks();
    first.stop();
    expect(waiting.waits.at(-1)?.cancelled).toBe(true);
    first.nudge();
    expect(waiting.sockets).toHaveLength(1);

    const open = world();
    startEvents(open.options).stop();
    expect(open.latest().closed).toBe(true);
    open.breaks();
    expect(open.waits).toHaveLength(0);
  });
});

describe("the wait between attempts", () => {
  it("is spread, and has a ceiling", () => {
    expect(backOff(0, () => 0)).toBe(250);
    expect(backOff(0, () => 1)).toBe(500);
    expect(backOff(50, () => 1)).toBe(30_000);
  });
});
