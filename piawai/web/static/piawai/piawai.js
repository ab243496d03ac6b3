// What a page does beyond HTML. Everything works without it.
(function () {
  "use strict";

  // The menu on phones opens in place; without script its link leads to it.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-menu]");
    if (!link) return;
    event.preventDefault();
    var open = document.getElementById("menu").classList.toggle("pw-menu--open");
    link.setAttribute("aria-expanded", String(open));
    if (open) groups().forEach(function (group) { group.open = true; });
  });

  // On a desk a group of the menu lies over the page: it closes when one goes elsewhere, or with Escape.
  function groups() { return document.querySelectorAll("[data-group]"); }
  function leave(but) {
    if (!window.matchMedia("(min-width: 40.0625rem)").matches) return;
    groups().forEach(function (group) { if (!but || !group.contains(but)) group.open = false; });
  }
  document.addEventListener("click", function (event) { leave(event.target); });
  document.addEventListener("focusin", function (event) { leave(event.target); });
  document.addEventListener("keydown", function (event) {
    var group = event.key === "Escape" && event.target.closest("[data-group]");
    if (!group) return;
    group.open = false;
    group.querySelector("summary").focus();
  });

  // A form is sent once, however often it is tapped; coming back to the page frees it.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 10000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  function ready(root) {
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

  // htmx asks Django for changes with the token that stands in the page.
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var wrong = event.detail.target.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  });
  ready(document);
})();
