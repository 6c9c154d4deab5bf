// A slow network between a browser and a server: a TCP relay that holds every byte back as long as a line of that
// speed would, all connections sharing it. Being outside the browser it also slows, counts and cuts what a service
// worker fetches.
import net from "node:net";

export const FAST = { latency: 0, down: Infinity, up: Infinity };
/** 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
export const SLOW = { latency: 150, down: 1.6e6 / 8, up: 0.75e6 / 8 };

export class Line {
  /** Relays to `port` of this machine. */
  static async to(port, speed) {
    const line = new Line();
    Object.assign(line, { target: port, speed, cut: false, sockets: new Set(), bytes: 0, last: Date.now(), free: { down: 0, up: 0 } });
    line.server = net.createServer((socket) => line.relay(socket));
    await new Promise((resolve) => line.server.listen(0, "127.0.0.1", resolve));
    line.url = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  relay(browser) {
    if (this.cut) return browser.destroy();
    const server = net.connect(this.target, "127.0.0.1");
    this.pass(browser, server, "up");
    this.pass(server, browser, "down");
  }

  pass(from, to, way) {
    this.sockets.add(from);
    from.on("data", (chunk) => {
      this.last = Date.now();
      if (way === "down") this.bytes += chunk.length;
      if (this.speed[way] === Infinity) return to.write(chunk);
      // The line carries one chunk after the other; each then needs half the way there and back.
      const now = performance.now();
      this.free[way] = Math.max(this.free[way], now) + (chunk.length / this.speed[way]) * 1000;
      setTimeout(() => {
        this.last = Date.now();
        if (!to.destroyed) to.write(chunk);
      }, this.free[way] - now + this.speed.latency / 2);
    });
    from.on("end", () => setTimeout(() => to.end(), Math.max(0, this.free[way] - performance.now()) + this.speed.latency));
    from.on("error", () => to.destroy());
    from.on("close", () => this.sockets.delete(from));
  }

  /** Cuts or mends the line; a cut one refuses everybody. */
  set(state) {
    this.cut = state === "cut";
    if (this.cut) for (const socket of this.sockets) socket.destroy();
  }

  /** Resolves when nothing has passed for `quiet` milliseconds. */
  async rest(quiet = 1500) {
    while (Date.now() - this.last < quiet) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  close() {
    this.set("cut");
    this.server.close();
  }
}
