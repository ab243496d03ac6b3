// Takes a proposed value into its field at once; without script the button asks the server to.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fill]");
    var field = button && document.getElementById(button.dataset.fill);
    if (!field) return;
    event.preventDefault();
    field.value = button.dataset.with;
    field.focus();
  });
})();
