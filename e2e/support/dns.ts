// DNS as a story wants it: a server on this machine that knows what the story publishes, and nothing else.
import { createSocket } from "node:dgram";
import { once } from "node:events";

const KINDS = { A: 1, TXT: 16 } as const;
type Kind = keyof typeof KINDS;

export interface Dns {
  /** Where it listens. */
  address: string;
  publish: (name: string, kind: Kind, value: string) => void;
  withdraw: (name: string) => void;
  stop: () => Promise<void>;
}

export async function startDns(): Promise<Dns> {
  const records: { name: string; kind: Kind; value: string }[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, kind, end } = questionOf(query);
    const known = records.filter((record) => record.name === name);
    const answers = known.filter((record) => KINDS[record.kind] === kind).map(answer);
    const header = Buffer.from(query.subarray(0, 12));
    // An answer, with recursion; NXDOMAIN where nothing has this name.
    header.writeUInt16BE(known.length > 0 ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    publish: (name, kind, value) => void records.push({ name, kind, value }),
    withdraw: (name) => {
      for (let at = records.length - 1; at >= 0; at--) if (records[at]?.name === name) records.splice(at, 1);
    },
    stop: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

/** RFC 1035, section 4.1.2. */
function questionOf(query: Buffer): { name: string; kind: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), kind: query.readUInt16BE(at + 1), end: at + 5 };
}

/** RFC 1035, section 4.1.3: about the name of the question, for a second. */
function answer({ kind, value }: { kind: Kind; value: string }): Buffer {
  const text = Buffer.from(value);
  const data = kind === "A" ? Buffer.from(value.split(".").map(Number)) : Buffer.concat([Buffer.from([text.length]), text]);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(KINDS[kind], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(1, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
