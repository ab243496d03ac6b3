{% load static %}// Keeps the page of attendance for when there is no network. Version {{ version }}.
"use strict";
var KEPT = "piawai-hadir:{{ version|escapejs }}";
var SHELL = "{% url 'attending_offline' %}";
var SCANNER = "{% url 'scanner' %}";
var FILES = [SHELL, SCANNER, "{% static 'vendor/govuk-frontend/govuk-frontend.css' %}", "{% static 'piawai/piawai.css' %}", "{% static 'piawai/icon.svg' %}",
  "{% static 'vendor/htmx/htmx.min.js' %}", "{% static 'piawai/piawai.js' %}", "{% static 'piawai/attending.js' %}", "{% static 'piawai/scanning.js' %}"];

// Fetched without cookies: nothing of whoever is signed in stands in what is kept.
function keep(cache, file) {
  return fetch(file, { credentials: "omit", cache: "reload" }).then(function (answer) {
    if (!answer.ok) throw new Error(file);
    return cache.put(file, answer);
  });
}
self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(KEPT).then(function (cache) {
    return Promise.all(FILES.map(function (file) { return keep(cache, file); }));
  }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) {
      return name.indexOf("piawai-hadir:") === 0 && name !== KEPT ? caches.delete(name) : null;
    }));
  }).then(function () { return self.clients.claim(); }));
});
self.addEventListener("fetch", function (event) {
  var asked = event.request;
  if (asked.method !== "GET") return;
  if (asked.mode === "navigate") {
    var shell = new URL(asked.url).pathname.indexOf(SCANNER) === 0 ? SCANNER : SHELL;
    event.respondWith(fetch(asked).then(function (answer) {
      return answer.status >= 500 ? caches.match(shell).then(function (kept) { return kept || answer; }) : answer;
    }, function (fault) {
      return caches.match(shell).then(function (kept) { if (kept) return kept; throw fault; });
    }));
    return;
  }
  var path = new URL(asked.url).pathname;
  if (FILES.indexOf(path) < 0) return;
  event.respondWith(fetch(asked).catch(function (fault) {
    return caches.match(path).then(function (kept) { if (kept) return kept; throw fault; });
  }));
});
