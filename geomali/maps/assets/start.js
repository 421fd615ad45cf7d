// What runs first: it unpacks the page's own script, which the policy allows by its hash.
window.geomali = {
  async inflate(base64) {
    let bytes;
    if (Uint8Array.fromBase64) bytes = Uint8Array.fromBase64(base64);
    else {
      const raw = atob(base64);
      bytes = new Uint8Array(raw.length);
      for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    }
    // Written straight into the stream: a Blob would go through another process and back.
    const stream = new DecompressionStream("deflate-raw"), writer = stream.writable.getWriter();
    writer.write(bytes).catch(() => {}); // what is wrong with the data, the reader is told as well
    writer.close().catch(() => {});
    return new Uint8Array(await new Response(stream.readable).arrayBuffer());
  },
  boot(map) {
    // Later, when the layers that a user adds to the folium map have been made.
    geomali.map = map;
    setTimeout(async () => {
      try {
        const nodes = ["gm-script", "gm-basemap", "gm-core"].map((id) => document.getElementById(id));
        const [script, ...blobs] = await Promise.all(nodes.map((node) => geomali.inflate(node.textContent)));
        const code = document.createElement("script");
        code.textContent = new TextDecoder().decode(script);
        nodes[0].replaceWith(code);
        for (const node of nodes) node.remove(); // the packed data are not needed again
        await geomali.start(map, ...blobs);
      } catch (error) {
        const box = document.getElementById("gm-error");
        box.textContent = geomali.words ? geomali.words("failed") : "This browser cannot unpack the data. / Ce navigateur ne peut pas lire les données.";
        box.hidden = false;
        geomali.error = String((error && error.stack) || error);
        console.error(error);
      }
    }, 0);
  },
};
