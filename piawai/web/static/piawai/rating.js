// Ratings: what is missing is asked below the required level only, and a table is answered by single keys.
(function () {
  "use strict";
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // Without script the question about what is missing always stands there.
  var parts = all("[data-below]");
  function below() {
    parts.forEach(function (part) {
      var chosen = part.closest("[data-answer]").querySelector("[name^=level]:checked, [data-level]");
      var level = chosen ? Number(chosen.value) : 0;
      part.hidden = !(level > 0 && level < Number(part.dataset.below));
    });
  }
  if (parts.length) {
    document.addEventListener("change", below);
    window.addEventListener("pageshow", below);
    below();
  }

  var ASPECTS = { p: "PENGETAHUAN", t: "KETERAMPILAN", s: "SIKAP" };
  var form = document.querySelector("[data-table]");
  if (!form) return;
  var rows = all("[data-row]", form), here = 0, box = document.querySelector("[data-keys-on]"), KEPT = "piawai-keys";
  function kept() { try { return localStorage.getItem(KEPT) !== "off"; } catch (closed) { return true; } }
  document.querySelector("[data-keys-offer]").hidden = false;
  box.checked = kept();
  box.addEventListener("change", function () {
    try { localStorage.setItem(KEPT, box.checked ? "on" : "off"); } catch (closed) { /* then for this page only */ }
  });
  function go(to) {
    here = Math.max(0, Math.min(rows.length - 1, to));
    rows[here].focus();
    rows[here].scrollIntoView({ block: "nearest" });
  }
  form.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-row]");
    if (row) here = rows.indexOf(row);
  });
  document.addEventListener("keydown", function (event) {
    var note = event.target.closest("[data-note]");
    if (note && event.key === "Escape") { go(here); return; }
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
    if (/^[0-5]$/.test(event.key)) {
      var choice = rows[here].querySelector("input[type=radio][value='" + event.key + "']");
      rows[here].focus();
      if (!choice.checked) { choice.checked = true; choice.dispatchEvent(new Event("change", { bubbles: true })); }
    } else if (ASPECTS[event.key]) {
      var lacks = rows[here].querySelector("[data-lacks]");
      if (!lacks || lacks.closest("[data-below]").hidden) return;
      lacks.value = lacks.value === ASPECTS[event.key] ? "" : ASPECTS[event.key];
      lacks.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here - 1);
    else if (event.key === "b") rows[here].querySelector("[data-note]").focus();
    else if (event.key === "?") { var help = document.querySelector("[data-keys-help]"); help.open = !help.open; }
    else return;
    event.preventDefault();
  });
})();
