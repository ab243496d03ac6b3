// What a page does beyond HTML. Everything works without it.
(function () {
  "use strict";

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function byId(id) { return document.getElementById(id); }

  // The menu on phones opens in place; without script its link leads to it.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-menu]");
    if (!link) return;
    event.preventDefault();
    var open = byId("menu").classList.toggle("pw-menu--open");
    link.setAttribute("aria-expanded", String(open));
    if (open) all("[data-group]").forEach(function (group) { group.open = true; });
  });

  // On a desk a group of the menu lies over the page: it closes when one goes elsewhere, or with Escape.
  function leave(but) {
    if (!window.matchMedia("(min-width: 40.0625rem)").matches) return;
    all("[data-group]").forEach(function (group) { if (!but || !group.contains(but)) group.open = false; });
  }
  document.addEventListener("click", function (event) { leave(event.target); });
  document.addEventListener("focusin", function (event) { leave(event.target); });
  document.addEventListener("keydown", function (event) {
    var group = event.key === "Escape" && event.target.closest("[data-group]");
    if (!group) return;
    group.open = false;
    group.querySelector("summary").focus();
  });

  // What cannot be sent is said in words; "Try again" does the same once more.
  var retry = null;
  function trouble(kind, again) {
    all("[data-trouble]").forEach(function (words) { words.hidden = words.dataset.trouble !== kind; });
    retry = again;
    byId("trouble").querySelector("[data-retry]").hidden = !again;
    byId("trouble").querySelector("[data-forget]").hidden = kind !== "draft";
    byId("trouble").hidden = false;
  }
  function calm() { if (byId("trouble")) byId("trouble").hidden = true; }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-retry]") && retry) { calm(); retry(); }
    if (event.target.closest("[data-dismiss]")) calm();
    if (event.target.closest("[data-forget]")) { forget(); calm(); }
  });

  // A form is sent once, however often it is tapped; coming back to the page frees it. Without connection it stays.
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (navigator.onLine === false) {
      event.preventDefault();
      keep(form, false);
      trouble("lost", function () { form.requestSubmit(button || undefined); });
      return;
    }
    form.dataset.sent = "1";
    keep(form, true);
    if (form.hasAttribute("data-leave")) drop();
    window.setTimeout(function () { delete form.dataset.sent; }, 10000);
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // What is typed is kept in this tab, for this reader, until it has arrived. Secrets and files never are.
  var DRAFT = "piawai-draft:";
  var TYPED = "main form[method=post]:not([role=search]):not([data-secret])";
  var FIELDS = "textarea, select, input:not([type=hidden]):not([type=password]):not([type=file]):not([autocomplete=one-time-code])";
  function place(form) {
    return DRAFT + document.body.dataset.reader + ":" + location.pathname + ":" + all(TYPED).indexOf(form);
  }
  function secret(form) { return !form.matches(TYPED) || form.querySelector("[type=password], [autocomplete=one-time-code]"); }
  function keep(form, sent) {
    if (secret(form) || !document.body.dataset.reader) return;
    var said = all(FIELDS, form).filter(function (field) { return field.name; }).map(function (field) {
      return [field.name, field.value, field.checked === true];
    });
    try { sessionStorage.setItem(place(form), JSON.stringify({ said: said, sent: sent })); } catch (full) { /* then not */ }
  }
  function drop() { kept().forEach(function (key) { sessionStorage.removeItem(key); }); }
  function kept() {
    try { return Object.keys(sessionStorage).filter(function (key) { return key.indexOf(DRAFT) === 0; }); } catch (closed) { return []; }
  }
  function fill(form, said) {
    var changed = false, seen = {};
    all(FIELDS, form).forEach(function (field) {
      var choice = field.type === "radio" || field.type === "checkbox";
      var found = said.filter(function (one) { return one[0] === field.name && (!choice || one[1] === field.value); });
      var mine = found[choice ? 0 : (seen[field.name] = (seen[field.name] || 0) + 1) - 1];
      if (!mine) return;
      if (choice ? field.checked !== mine[2] : field.value !== mine[1]) changed = true;
      if (choice) field.checked = mine[2]; else field.value = mine[1];
    });
    return changed;
  }
  function forget() {
    all(TYPED).forEach(function (form) {
      if (secret(form)) return;
      sessionStorage.removeItem(place(form));
      form.reset();
    });
  }
  // A form has arrived where the next page was led to by it, be it the same form with what is wrong in it; anything
  // else (an error page, Back) shows it again.
  function restore() {
    var reader = document.body.dataset.reader;
    var visit = performance.getEntriesByType("navigation")[0];
    var from = document.referrer && visit && visit.type === "navigate" ? new URL(document.referrer).pathname : "";
    var wrong = document.querySelector("[data-focus]"); // then the server shows what was typed
    var filled = false;
    if (!reader) return;
    kept().forEach(function (key) {
      var parts = key.slice(DRAFT.length).split(":"), draft = JSON.parse(sessionStorage.getItem(key));
      var arrived = draft.sent && from === parts[1] && !document.body.hasAttribute("data-keep");
      if (parts[0] !== reader || arrived) sessionStorage.removeItem(key);
      else if (parts[1] === location.pathname && !wrong) {
        var form = all(TYPED)[Number(parts[2])];
        if (form && !secret(form) && fill(form, draft.said)) filled = true;
      }
    });
    if (filled) trouble("draft", null);
  }
  var typing;
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || secret(form)) return;
    window.clearTimeout(typing);
    typing = window.setTimeout(function () { if (!form.dataset.sent) keep(form, false); }, 300);
  });

  function ready(root) {
    root.querySelectorAll("[data-copies]").forEach(function (button) { button.hidden = false; });
    var menu = root.querySelector("[data-menu]");
    if (menu) {
      menu.setAttribute("role", "button");
      menu.setAttribute("aria-controls", "menu");
      menu.setAttribute("aria-expanded", "false");
      menu.addEventListener("keydown", function (event) {
        if (event.key === " ") { event.preventDefault(); menu.click(); }
      });
    }
    var wrong = root.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  }

  // A text is copied with one tap; without script it is selected by hand.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copies]");
    if (!button) return;
    var text = document.getElementById(button.dataset.copies);
    function done() { button.textContent = button.dataset.copied; }
    function byHand() { text.focus(); text.select(); if (document.execCommand("copy")) done(); }
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(done, byHand); else byHand();
  });

  // htmx asks Django for changes with the token that stands in the page.
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
    calm();
  });
  // An answer without the part asked for is another page (signing in, a person): it is opened as one.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var part = event.detail.target.id;
    if (event.detail.xhr.status >= 400 || event.detail.serverResponse.indexOf('id="' + part + '"') >= 0) return;
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL);
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var config = event.detail.requestConfig, part = config && config.target && byId(config.target.id);
    if (!part) return;
    var count = part.querySelector("[data-say]");
    if (part.id === "found" && count) byId("said").textContent = count.textContent;
    if (part.id === "found" && config.elt.hasAttribute("data-turn")) { part.focus(); part.scrollIntoView(); }
    if (part.id === "page") byId("content").focus();
  });
  function again(elt) {
    return function () { window.htmx.trigger(elt, elt.tagName === "FORM" ? "submit" : "click"); };
  }
  document.addEventListener("htmx:responseError", function (event) {
    var elt = event.detail.requestConfig.elt;
    if (elt.tagName === "FORM" && event.detail.xhr.status === 403) { elt.submit(); return; }
    trouble("failed", again(elt));
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) { trouble("lost", again(event.detail.requestConfig.elt)); });
  });
  window.addEventListener("online", calm);

  // Where a table is wider than the window, words and an edge say so, until its end is seen.
  function widths() {
    all("[data-wide]").forEach(function (wide) {
      var part = wide.querySelector("[data-wide-part]"), hidden = part.scrollWidth - part.clientWidth;
      wide.querySelector("[data-wide-words]").hidden = hidden <= 1;
      wide.classList.toggle("pw-wide--more", hidden - part.scrollLeft > 1);
    });
  }
  document.addEventListener("scroll", widths, true);
  window.addEventListener("resize", widths);
  document.addEventListener("htmx:afterSettle", widths);

  ready(document);
  restore();
  widths();
})();
