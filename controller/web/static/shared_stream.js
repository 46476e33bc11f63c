// One stream for all pages of a browser that show the same; it runs as a SharedWorker with the address in its name.
import { Source } from "./source.js";

const pages = new Set();
const [address] = self.name.split(" ");
const source = new Source(address, (told) => {
  for (const page of pages) page.postMessage(told);
});

self.addEventListener("connect", ({ ports: [page] }) => {
  page.onmessage = ({ data }) => {
    if (data === "again") source.again();
    if (data === "close") {
      pages.delete(page);
      if (!pages.size) source.close();
    }
    if (data === "open") {
      pages.add(page);
      for (const told of source.newest()) page.postMessage(told);
      source.open();
    }
  };
});
