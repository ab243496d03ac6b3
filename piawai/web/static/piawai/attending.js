// Attendance on a phone: what is scanned is stored here first and sent when there is a network, until the site has it.
(function () {
  "use strict";
  var root = document.querySelector("[data-attending]");
  if (!root) return;
  var list = root.querySelector("[data-scans]"), again = root.querySelector("[data-again]");
  var said = root.dataset, wait = 0, timer = null, sending = false;
  var LONGEST = 60000, PATIENCE = 20000, REMEMBERED = 2 * 24 * 3600 * 1000;

  // What is stored: scans until the site has them (and two days more, without whose they were), and who this phone is.
  function open() {
    return new Promise(function (done, failed) {
      var asked = indexedDB.open("piawai-hadir", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("scans", { keyPath: "key" });
        asked.result.createObjectStore("passes", { keyPath: "session" });
      };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { failed(asked.error); };
    });
  }
  function inside(store, mode, act) {
    return open().then(function (base) {
      return new Promise(function (done, failed) {
        var work;
        try { work = base.transaction(store, mode, { durability: "strict" }); } catch (old) { work = base.transaction(store, mode); }
        var asked = act(work.objectStore(store));
        work.oncomplete = function () { base.close(); done(asked && asked.result); };
        work.onerror = work.onabort = function () { base.close(); failed(work.error); };
      });
    });
  }
  function all(store) { return inside(store, "readonly", function (rows) { return rows.getAll(); }); }
  function put(store, row) { return inside(store, "readwrite", function (rows) { return rows.put(row); }); }

  // Whoever is signed in is who this phone is from now on; signed out, it stays who it was.
  function remember() {
    if (!said.reader) return Promise.resolve();
    var passes = JSON.parse(said.passes || "{}");
    return inside("passes", "readwrite", function (rows) {
      rows.clear();
      Object.keys(passes).forEach(function (session) { rows.put({ session: session, pass: passes[session] }); });
    });
  }

  function scanned() {
    if (said.text) return said.text;
    var parts = location.pathname.slice(said.scope.length).split("/");
    return parts[0].indexOf("~") > 0 ? decodeURIComponent(parts[0]) : "";
  }
  function fresh() {
    if (said.key) return said.key;
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (one) { return (256 + one).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function show(name, on) { root.querySelector("[data-words=" + name + "]").hidden = !on; }

  // Opening a scanned address is the scan: one for each meeting, however often it is opened.
  function take(text) {
    if (!text || said.present) return Promise.resolve();
    var meeting = text.split(".")[0], session = text.split(".")[1];
    return Promise.all([all("scans"), all("passes")]).then(function (found) {
      var known = found[0].some(function (scan) { return scan.meeting_number === meeting && scan.state !== "refused"; });
      var pass = found[1].filter(function (one) { return one.session === session; })[0];
      if (known) return null;
      if (!pass) { show("unknown", !said.reader); return null; }
      return put("scans", {
        key: fresh(), meeting: text, meeting_number: meeting, participant: pass.pass, scanned_at: Date.now(), state: "kept"
      });
    });
  }

  function clock(moment) {
    var at = new Date(moment);
    return ("0" + at.getHours()).slice(-2) + "." + ("0" + at.getMinutes()).slice(-2);
  }
  function render() {
    return all("scans").then(function (scans) {
      list.textContent = "";
      scans.sort(function (one, other) { return one.scanned_at - other.scanned_at; }).forEach(function (scan) {
        var item = document.createElement("li"), kind = scan.state === "sent" && scan.why ? "doubted" : scan.state;
        var at = clock(scan.state === "sent" ? scan.sent_at : scan.scanned_at);
        item.className = "pw-message";
        item.setAttribute("data-scan", kind);
        item.textContent = list.getAttribute("data-" + kind).replace("{at}", at).replace("{why}", scan.why || "");
        list.appendChild(item);
      });
      again.hidden = !scans.some(function (scan) { return scan.state !== "sent"; });
      root.hidden = false;
    });
  }

  // Only an answer that names the key lets go of a scan. What is refused is kept, shown, and sent again on request.
  function send(scan) {
    var stop = window.AbortController ? new AbortController() : null;
    var patience = window.setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    return fetch(said.send, {
      method: "POST", credentials: "omit", signal: stop ? stop.signal : undefined,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        key: scan.key, meeting: scan.meeting, participant: scan.participant, scanned_at: scan.scanned_at, sent_at: Date.now(),
        device: document.documentElement.lang + " " + (navigator.platform || "")
      })
    }).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (told) {
        window.clearTimeout(patience);
        if (answer.ok && told.key === scan.key) {
          return put("scans", {
            key: scan.key, meeting_number: scan.meeting_number, scanned_at: scan.scanned_at, sent_at: Date.now(),
            state: "sent", why: told.doubt || ""
          });
        }
        if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
          scan.state = "refused";
          scan.why = told.reason || String(answer.status);
          return put("scans", scan);
        }
        throw new Error(answer.headers.get("Retry-After") || "later");
      });
    });
  }
  function later(seconds) {
    window.clearTimeout(timer);
    wait = Math.min(Math.max(wait * 2, 1000), LONGEST);
    timer = window.setTimeout(flush, Math.max(wait * (0.5 + Math.random()), (seconds || 0) * 1000));
  }
  function flush() {
    if (sending) return Promise.resolve();
    sending = true;
    return all("scans").then(function (scans) {
      return scans.filter(function (scan) { return scan.state === "kept"; }).reduce(function (before, scan) {
        return before.then(function () { return send(scan); });
      }, Promise.resolve());
    }).then(function () { wait = 0; }, function (fault) { later(Number(fault.message)); }).then(function () {
      sending = false;
      return render();
    });
  }
  function forget() {
    return all("scans").then(function (scans) {
      return Promise.all(scans.map(function (scan) {
        if (scan.state !== "sent" || Date.now() - scan.sent_at < REMEMBERED) return null;
        return inside("scans", "readwrite", function (rows) { return rows.delete(scan.key); });
      }));
    });
  }
  function retry() { wait = 0; flush(); }

  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) retry(); });
  again.addEventListener("click", function () {
    all("scans").then(function (scans) {
      return Promise.all(scans.map(function (scan) {
        if (scan.state !== "refused") return null;
        scan.state = "kept";
        return put("scans", scan);
      }));
    }).then(retry);
  });

  if (!window.indexedDB) { root.hidden = false; show("unsaved", true); return; }
  remember().then(forget).then(function () { return take(scanned()); }).then(render).then(flush).catch(function () {
    root.hidden = false;
    show("unsaved", true);
  });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(said.worker, { scope: said.scope }).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function () { show("ready", Boolean(said.reader)); root.setAttribute("data-ready", ""); }).catch(function () { /* then only while the page is open */ });
  }
})();
