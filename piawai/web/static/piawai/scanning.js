// An organiser's phone reads participants' codes: each is stored here first and sent when there is a network, until the site has it.
(function () {
  "use strict";
  var root = document.querySelector("[data-scanner]");
  if (!root) return;
  var said = root.dataset, wait = 0, timer = null, sending = false, number = "", names = {};
  var list = find("scans"), again = find("again"), unsent = find("unsent"), video = find("video"), typed = root.querySelector("#typed");
  var LONGEST = 60000, PATIENCE = 20000, REMEMBERED = 2 * 24 * 3600 * 1000, EACH = 300, SHOWN = 20;

  function find(name) { return root.querySelector("[data-" + name + "]"); }
  function show(name, on) { root.querySelector("[data-words=" + name + "]").hidden = !on; }

  // What is stored: scans until the site has them (and the short code two days more), and the meetings opened on this phone.
  function open() {
    return new Promise(function (done, failed) {
      var asked = indexedDB.open("piawai-pindai", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("scans", { keyPath: "key" });
        asked.result.createObjectStore("meetings", { keyPath: "number" });
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
  function fresh() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (one) { return (256 + one).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // A meeting opened with network is known from then on; opened again, its pass is renewed.
  function remember() {
    if (!said.number) return Promise.resolve();
    return put("meetings", { number: said.number, label: said.label, pass: said.pass, until: Number(said.until) });
  }
  function chosen() {
    var parts = location.pathname.slice(said.home.length).split("/");
    return said.number || (location.pathname.indexOf(said.home) === 0 && /^[0-9]+$/.test(parts[0]) ? parts[0] : "");
  }
  function choose() {
    return all("meetings").then(function (meetings) {
      var known = meetings.filter(function (one) { return one.number === chosen(); })[0];
      number = known ? known.number : "";
      find("work").hidden = !known;
      find("meeting").hidden = !known || Boolean(said.number);
      find("meeting").textContent = known ? known.label : "";
      show("none", !known && !meetings.length);
      show("choose", !known && meetings.length > 0);
      if (known) return;
      meetings.forEach(function (one) {
        var item = document.createElement("li"), link = document.createElement("a");
        link.className = "govuk-link pw-target";
        link.href = said.home + one.number + "/";
        link.textContent = one.label;
        item.appendChild(link);
        find("meetings").appendChild(item);
      });
    });
  }

  // A picture holds the address of a participant, with the signed text at its end; typed is the short code alone.
  function read(text) {
    var start = said.codes.slice(0, -2), at = text.indexOf(start);
    var found = at < 0 ? "" : decodeURIComponent(text.slice(at + start.length).split("/")[0]);
    return found.indexOf("~") > 0 ? found : "";
  }
  function take(participant, how) {
    var person = participant.split("~")[0].toLowerCase();
    return all("scans").then(function (scans) {
      var known = scans.some(function (scan) {
        return scan.number === number && scan.person === person && scan.state !== "refused";
      });
      if (known) { say("twice"); return null; }
      return put("scans", {
        key: fresh(), number: number, person: person, participant: participant, how: how, scanned_at: Date.now(), state: "kept"
      }).then(function () { if (navigator.vibrate) navigator.vibrate(80); });
    }).then(render).then(flush).catch(function () { show("unsaved", true); });
  }
  function say(name) {
    var item = document.createElement("li");
    item.className = "pw-message";
    item.textContent = list.getAttribute("data-" + name);
    list.insertBefore(item, list.firstChild);
  }

  function clock(moment) {
    var at = new Date(moment);
    return ("0" + at.getHours()).slice(-2) + "." + ("0" + at.getMinutes()).slice(-2);
  }
  function render() {
    return all("scans").then(function (scans) {
      var waiting = scans.filter(function (scan) { return scan.state === "kept"; }).length;
      unsent.textContent = waiting ? unsent.getAttribute("data-some").replace("{count}", waiting) : unsent.getAttribute("data-none");
      unsent.setAttribute("data-count", waiting);
      list.textContent = "";
      scans.filter(function (scan) { return scan.number === number; }).sort(function (one, other) {
        return other.scanned_at - one.scanned_at;
      }).slice(0, SHOWN).forEach(function (scan) {
        var item = document.createElement("li"), kind = scan.state === "sent" && scan.why ? "doubted" : scan.state;
        item.className = "pw-message";
        item.setAttribute("data-scan", kind);
        item.textContent = list.getAttribute("data-" + kind).replace("{at}", clock(scan.scanned_at))
          .replace("{name}", names[scan.key] || scan.person).replace("{why}", scan.why || "");
        list.appendChild(item);
      });
      again.hidden = !scans.some(function (scan) { return scan.state !== "sent"; });
      root.hidden = false;
    });
  }

  // Only an answer that names the key lets go of a scan. Names are shown while the page is open and stored nowhere.
  function send(scan, pass) {
    var stop = window.AbortController ? new AbortController() : null;
    var patience = window.setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    return fetch(said.send, {
      method: "POST", credentials: "omit", signal: stop ? stop.signal : undefined,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        key: scan.key, meeting: pass, participant: scan.participant, scanned_at: scan.scanned_at, sent_at: Date.now(),
        device: scan.how + " " + (navigator.platform || "")
      })
    }).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (told) {
        window.clearTimeout(patience);
        if (answer.ok && told.key === scan.key) {
          names[scan.key] = told.name;
          return put("scans", {
            key: scan.key, number: scan.number, person: scan.person, scanned_at: scan.scanned_at, sent_at: Date.now(),
            state: "sent", why: told.doubt || ""
          });
        }
        if (told.code === "organiser") { show("pass", true); return null; }
        if ((answer.status === 400 || answer.status === 422) && told.reason) {
          scan.state = "refused";
          scan.why = told.reason;
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
    var sent = 0;
    return Promise.all([all("scans"), all("meetings")]).then(function (found) {
      var passes = {};
      found[1].forEach(function (one) { passes[one.number] = one.pass; });
      show("pass", false);
      return found[0].filter(function (scan) { return scan.state === "kept"; }).reduce(function (before, scan) {
        return before.then(function () { sent += 1; return send(scan, passes[scan.number] || ""); });
      }, Promise.resolve());
    }).then(function () { wait = 0; }, function (fault) { later(Number(fault.message)); }).then(function () {
      sending = false;
      return render();
    }).then(function () {
      return all("scans");
    }).then(function (scans) {  // what was scanned while others were being sent
      var waiting = scans.filter(function (scan) { return scan.state === "kept"; }).length;
      if (wait === 0 && sent && waiting && root.querySelector("[data-words=pass]").hidden) return flush();
      return null;
    });
  }
  function forget() {
    return Promise.all([all("scans"), all("meetings")]).then(function (found) {
      var kept = {};
      return Promise.all(found[0].map(function (scan) {
        if (scan.state !== "sent" || Date.now() - scan.sent_at < REMEMBERED) { kept[scan.number] = true; return null; }
        return inside("scans", "readwrite", function (rows) { return rows.delete(scan.key); });
      }).concat(found[1].map(function (one) {
        if (kept[one.number] || one.number === said.number || Date.now() < one.until) return null;
        return inside("meetings", "readwrite", function (rows) { return rows.delete(one.number); });
      })));
    });
  }
  function retry() { wait = 0; flush(); }

  // The camera, where the browser reads codes itself.
  function look(detector, last) {
    if (video.hidden) return;
    detector.detect(video).then(function (codes) {
      var text = codes.length ? codes[0].rawValue : "";
      if (!text || text === last.text && Date.now() - last.at < 3000) return null;
      last.text = text;
      last.at = Date.now();
      if (!read(text)) { say("foreign"); return null; }
      return take(read(text), "camera");
    }).catch(function () { /* no picture yet */ }).then(function () {
      window.setTimeout(function () { look(detector, last); }, EACH);
    });
  }
  function start(detector) {
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(function (stream) {
      video.srcObject = stream;
      video.hidden = false;
      find("camera").hidden = true;
      show("blocked", false);
      return video.play();
    }).then(function () { look(detector, { text: "", at: 0 }); }).catch(function () {
      video.hidden = true;
      show("blocked", true);
    });
  }
  function camera() {
    if (!window.BarcodeDetector || !navigator.mediaDevices) { show("typing", true); return; }
    window.BarcodeDetector.getSupportedFormats().then(function (known) {
      if (known.indexOf("qr_code") < 0) { show("typing", true); return; }
      var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      find("camera").hidden = false;
      find("camera").addEventListener("click", function () { start(detector); });
    }, function () { show("typing", true); });
  }

  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) retry(); });
  find("form").addEventListener("submit", function (event) {
    event.preventDefault();
    var text = typed.value.trim();
    typed.value = "";
    typed.focus();
    if (/^[A-Za-z0-9]{12}$/.test(text)) take(text.toLowerCase(), "typed");
    else if (text) say("foreign");
  });
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
  remember().then(forget).then(choose).then(camera).then(render).then(flush).catch(function () {
    root.hidden = false;
    show("unsaved", true);
  });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(said.worker, { scope: said.scope }).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function () { root.setAttribute("data-ready", ""); }).catch(function () { /* then only while the page is open */ });
  }
})();
