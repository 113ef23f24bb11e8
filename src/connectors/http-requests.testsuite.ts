// Takes a stream of bytes apart into HTTP/1.1 requests: as much of RFC 9112 as a proxy needs that sends one of them twice.

const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('\r\n0\r\n\r\n');

export class RequestSplitter {
  #bytes = Buffer.alloc(0);

  /** The requests that are whole with these bytes. */
  push(bytes: Buffer): Buffer[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const whole: Buffer[] = [];
    for (let end = this.#end(); end !== null; end = this.#end()) {
      whole.push(this.#bytes.subarray(0, end));
      this.#bytes = this.#bytes.subarray(end);
    }
    return whole;
  }

  #end(): number | null {
    const head = this.#bytes.indexOf(headEnd);
    if (head === -1) return null;
    const headers = this.#bytes.subarray(0, head).toString('latin1');
    const body = head + headEnd.length;
    if (/^transfer-encoding:.*chunked/im.test(headers)) {
      const last = this.#bytes.indexOf(lastChunk, head + 2);
      return last === -1 ? null : last + lastChunk.length;
    }
    const length = Number(/^content-length:\s*(\d+)/im.exec(headers)?.[1] ?? 0);
    return this.#bytes.length < body + length ? null : body + length;
  }
}
